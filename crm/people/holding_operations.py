"""Letting colleagues, departments and teams hold a party; who may see it follows at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.audit.operations import difference_between, record, snapshot
from crm.core.dates import Period
from crm.core.db import db, new_ref
from crm.core.errors import Refused
from crm.core.saving import flush_or_refuse
from crm.parties.models import Party
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.queries import fixed_contacts
from crm.people.reach import sync_access

HOLDING_FIELDS: dict[str, str] = {"role": "rol", "begins_on": "begin", "ends_on": "eind"}
_PERIOD = Refused("De laatste dag ligt voor de eerste.", field="ends_on")
_OVERLAP = Refused(
    "In deze periode is er al een vaste contactpersoon. "
    "Beëindig die eerst, of kies een andere begindag.",
    field="begins_on",
)
HOLDING_REFUSALS = {
    "account_holding_no_overlap": _OVERLAP,
    "ck_account_holding_period": _PERIOD,
}


def open_holding(
    party: Party,
    *,
    person: Person | None = None,
    team: Party | None = None,
    role: str,
    period: Period,
    actor: Viewer,
) -> AccountHolding:
    """Let a civil servant or a team hold a party for a period.

    Refused when two vaste contactpersonen would hold it on the same day.
    """
    holding = _hold(party, person=person, team=team, role=role, period=period, actor=actor)
    sync_access(_people_behind(holding))
    return holding


def give_parties(
    parties: Sequence[Party], *, person: Person, begins_on: date, actor: Viewer
) -> list[AccountHolding]:
    """Make somebody the vaste contactpersoon of these parties from a day on.

    Those that have one then or later keep that one. Returns the holdings that were opened.
    """
    period = Period(begins_on)
    taken = fixed_contacts(parties, period=period)
    opened = [
        _hold(party, person=person, team=None, role=FIXED_CONTACT, period=period, actor=actor)
        for party in parties
        if party.id not in taken
    ]
    sync_access([person])
    return opened


def close_holding(holding: AccountHolding, *, ends_on: date, actor: Viewer) -> AccountHolding:
    """End a holding: `ends_on` is the first day it no longer holds."""
    before = holding.ends_on
    holding.ends_on = ends_on
    flush_or_refuse(holding, HOLDING_REFUSALS)
    name = holder_name(holding)
    difference = {
        "wie": [name, name],
        "eind": [before and before.isoformat(), ends_on.isoformat()],
    }
    record("holding.closed", holding, difference=difference, actor=actor)
    sync_access(_people_behind(holding))
    return holding


def holder_name(holding: AccountHolding) -> str:
    """The name of who holds: a person, or a team or department."""
    holder = holding.person or holding.team
    return holder.name if holder else ""


def _hold(
    party: Party,
    *,
    person: Person | None,
    team: Party | None,
    role: str,
    period: Period,
    actor: Viewer,
) -> AccountHolding:
    """One holding with its event; who may see what follows is left to the caller."""
    if (person is None) == (team is None):
        raise Refused("Kies een persoon, of een afdeling of team.", field="person")
    holding = AccountHolding(
        ref=new_ref(),
        party=party,
        person=person,
        team=team,
        role=role,
        begins_on=period.begins_on,
        ends_on=period.ends_on,
    )
    flush_or_refuse(holding, HOLDING_REFUSALS)
    after = {"wie": holder_name(holding), "partij": party.name, **snapshot(holding, HOLDING_FIELDS)}
    record("holding.opened", holding, difference=difference_between({}, after), actor=actor)
    return holding


def _people_behind(holding: AccountHolding) -> list[Person]:
    if holding.person is not None:
        return [holding.person]
    query = (
        select(Person)
        .join(ContactRole, ContactRole.person_id == Person.id)
        .where(ContactRole.party_id == holding.team_id)
        .distinct()
    )
    return list(db.session.scalars(query))
