"""From a register to a plan: who is known, what is new, what the source says otherwise now."""

from __future__ import annotations

from collections.abc import Mapping

from crm.accounts.viewer import Viewer
from crm.exchange.plan import Plan
from crm.exchange.profiles import RegisterProfile
from crm.exchange.register import Register
from crm.exchange.register_applicants import plan_applicants
from crm.exchange.register_grants import plan_grants, report_moves
from crm.exchange.register_schemes import plan_schemes
from crm.exchange.register_units import plan_themes, plan_units
from crm.exchange.register_work import GRANTS, PARTIES, SCHEMES, Work
from crm.exchange.state import State

STEPS = (plan_themes, plan_units, plan_applicants, plan_schemes, plan_grants, report_moves)


def plan_register(
    register: Register,
    profile: RegisterProfile,
    *,
    state: State,
    visibility: str | None,
    viewer: Viewer,
    same: Mapping[str, str] | None = None,
) -> Plan:
    """Compare a register with the database; nothing is written.

    A field changes only when the source says something else than at the last import. `same` maps
    names to the refs of parties, when somebody said that those are meant.
    """
    work = Work(register, profile, state=state, visibility=visibility, viewer=viewer)
    work.same = dict(same or {})
    for kind in (PARTIES, SCHEMES, GRANTS):
        work.plan.count(kind)
    for refusal in register.refusals:
        work.plan.refuse(GRANTS, refusal)
    if register.rows:
        for step in STEPS:
            step(work)
    for row in register.rows:
        work.plan.private += row.is_anonymous
        work.plan.empty += not row.applicant and not row.is_anonymous
    return work.plan
