"""Making council members and aldermen signposts in a theme, and giving aldermen a portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.audit.operations import difference_between, record, snapshot
from crm.core.dates import Period
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.saving import flush_or_refuse
from crm.core.text import tidy
from crm.people.kinds import POLITICAL_ROLES
from crm.people.models import ContactRole, Person, Portfolio, Signpost
from crm.taxonomy.models import Theme

PERIOD_FIELDS = {"begins_on": "begin", "ends_on": "eind"}
PORTFOLIO_FIELDS = {"name": "portefeuille", "themes": "thema’s", **PERIOD_FIELDS}
_PERIOD = Refused("De laatste dag ligt voor de eerste.", field="ends_on")
_REFUSALS = {"ck_signpost_period": _PERIOD, "ck_portfolio_period": _PERIOD}


def open_signpost(person: Person, theme: Theme, *, period: Period, actor: Viewer) -> Signpost:
    """Make a council member or alderman the signpost in a theme for a period."""
    if not has_role(person, POLITICAL_ROLES, period):
        raise Refused(
            "Alleen een raadslid of wethouder is wegwijzer. Voeg eerst die rol toe.", field="theme"
        )
    same = select(Signpost).where(Signpost.person_id == person.id, Signpost.theme_id == theme.id)
    if any(other.period.overlaps(period) for other in db.session.scalars(same)):
        raise Refused(
            "Deze persoon is dan al wegwijzer in dit thema. Kies een ander thema.", field="theme"
        )
    signpost = Signpost(
        person=person, theme=theme, begins_on=period.begins_on, ends_on=period.ends_on
    )
    flush_or_refuse(signpost, _REFUSALS)
    after = {
        "persoon": person.ref,
        "thema": theme.name,
        **snapshot(signpost, PERIOD_FIELDS),
    }
    record("signpost.opened", signpost, difference=difference_between({}, after), actor=actor)
    return signpost


def close_signpost(signpost: Signpost, *, ends_on: date, actor: Viewer) -> Signpost:
    """End it: `ends_on` is the first day it no longer holds."""
    _close(signpost, "signpost.closed", ends_on=ends_on, actor=actor)
    return signpost


def open_portfolio(
    person: Person, *, name: str, themes: Sequence[Theme], period: Period, actor: Viewer
) -> Portfolio:
    """Give an alderman a portfolio with its themes for a period."""
    if not has_role(person, ("wethouder",), period):
        raise Refused(
            "Alleen een wethouder heeft een portefeuille. Voeg eerst die rol toe.", field="name"
        )
    portfolio = Portfolio(
        person=person,
        name=tidy(name),
        themes=list(themes),
        begins_on=period.begins_on,
        ends_on=period.ends_on,
    )
    if not portfolio.name:
        raise Refused("Vul in hoe de portefeuille heet.", field="name")
    flush_or_refuse(portfolio, _REFUSALS)
    after = {"persoon": person.ref, **snapshot(portfolio, PORTFOLIO_FIELDS)}
    record("portfolio.opened", portfolio, difference=difference_between({}, after), actor=actor)
    return portfolio


def close_portfolio(portfolio: Portfolio, *, ends_on: date, actor: Viewer) -> Portfolio:
    """End it: `ends_on` is the first day it no longer holds."""
    _close(portfolio, "portfolio.closed", ends_on=ends_on, actor=actor)
    return portfolio


def has_role(person: Person, roles: Sequence[str], period: Period) -> bool:
    """Whether somebody has one of these roles on a day of the period."""
    query = select(ContactRole).where(
        ContactRole.person_id == person.id, ContactRole.role.in_(roles)
    )
    return any(role.period.overlaps(period) for role in db.session.scalars(query))


def _close(one: Signpost | Portfolio, tag: str, *, ends_on: date, actor: Viewer) -> None:
    before = one.ends_on
    one.ends_on = ends_on
    flush_or_refuse(one, _REFUSALS)
    difference = {"eind": [before and before.isoformat(), ends_on.isoformat()]}
    record(tag, one, difference=difference, actor=actor)
