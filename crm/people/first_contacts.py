"""The first contact of a party: one on any day. Who it was steps back from a day on, and keeps
the role; the days before stay as they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, select

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.operations import record
from crm.core.dates import Period
from crm.core.db import db, new_ref
from crm.core.errors import Refused
from crm.parties.models import Party
from crm.people.models import ContactRole
from crm.people.reach import sync_access
from crm.people.stays import FIRST, Piece, Stay, in_pieces, stays_of


def make_first_contact(role: ContactRole, *, actor: Viewer) -> ContactRole:
    """Let this be who is called first from today, or from its first day when that is later.

    Others step back on the same days, also who would have become it on one of them. Returns the
    role of the first of those days.
    """
    hold_roles()
    stay = stay_of(role)
    if stay.period.state(actor.day) == "voorbij":
        raise Refused("Deze rol is voorbij. Kies iemand met een rol van nu.")
    days = stay.period.shared(Period(actor.day))
    if not stay.is_first_in(days):
        let_step_back(role.party, days, besides=stay, actor=actor)
        mark(stay, days, True)
        _tell(stay.pieces[0], days, True, actor=actor)
        sync_access([stay.pieces[0].person])
    return stay_of(stay.pieces[0]).piece_in(days)


def let_step_back(
    party: Party, period: Period, *, besides: Stay | None = None, actor: Viewer
) -> None:
    """Nobody else is the first contact of a party in these days. Who it was on others, still is."""
    hold_roles()
    people = []
    for stay in stays_of(db.session.scalars(_roles_at(party)).all()):
        lost = [one.shared(period) for one in stay.first_periods if one.overlaps(period)]
        if lost and stay != besides:
            mark(stay, period, False)
            days = Period(lost[0].begins_on, lost[-1].ends_on)
            _tell(stay.pieces[0], days, False, actor=actor)
            people.append(stay.pieces[0].person)
    sync_access(people)


def days_as_first(party: Party, period: Period, *, day: date) -> Period:
    """On which days somebody is the first contact who gets a role for this period.

    Without a first day that is from today: who was it before today was it.
    """
    if period.begins_on is not None or not period.holds(day):
        return period
    before = Period(None, day)
    was_there = any(one.overlaps(before) for one in _days_taken(party))
    return Period(day, period.ends_on) if was_there else period


def pieces_until(stay: Stay, ends_on: date) -> list[Piece]:
    """A stay that ends on another day. Who stays longer as first contact takes nobody's place."""
    firsts = stay.first_periods
    if firsts and firsts[-1].ends_on is not None and firsts[-1].ends_on == stay.ends_on:
        longer = Period(firsts[-1].ends_on, max(ends_on, firsts[-1].ends_on))
        firsts += longer.without(_days_taken(stay.party))
    return in_pieces(Period(stay.begins_on, ends_on), firsts)


def hold_roles() -> None:
    """Of two who change the periods of roles at the same moment, the second waits."""
    db.session.flush()
    hold_chain()


def stay_of(role: ContactRole) -> Stay:
    """The stay that a role is a period of."""
    own = _roles_at(role.party).where(ContactRole.person_id == role.person_id)
    for stay in stays_of(db.session.scalars(own).all()):
        if role in stay.pieces:
            return stay
    raise Refused("Deze rol is intussen gewijzigd. Bekijk de partij opnieuw.")


def mark(stay: Stay, days: Period, is_first: bool) -> None:
    """Say of these days of a stay whether they are of the first contact, of no other day."""
    others = [one for first in stay.first_periods for one in first.without([days])]
    reshape(stay, in_pieces(stay.period, [*others, days] if is_first else others))


def reshape(stay: Stay, pieces: Sequence[Piece]) -> None:
    """Let the rows of a stay be these periods: as many rows go or come as that takes."""
    rows = list(stay.pieces)
    for spare in rows[len(pieces) :]:
        db.session.delete(spare)
    fresh = [
        ContactRole(ref=new_ref(), person=stay.person, party=stay.party, role=stay.role)
        for _ in pieces[len(rows) :]
    ]
    for row, (period, is_first) in zip([*rows, *fresh], pieces, strict=False):
        row.begins_on, row.ends_on = period.begins_on, period.ends_on
        row.is_first_contact = is_first
    db.session.add_all(fresh)
    db.session.flush()


def parties_with_two(party_ids: Iterable[int] | None = None) -> set[int]:
    """Which parties have two first contacts on one day; of these parties, or of all."""
    columns = (ContactRole.party_id, ContactRole.begins_on, ContactRole.ends_on)
    query = select(*columns).where(ContactRole.is_first_contact)
    if party_ids is not None:
        query = query.where(ContactRole.party_id.in_(list(party_ids)))
    taken: dict[int, list[Period]] = {}
    found = set()
    for party_id, *days in db.session.execute(query):
        period, others = Period(*days), taken.setdefault(party_id, [])
        if any(period.overlaps(other) for other in others):
            found.add(party_id)
        others.append(period)
    return found


def _roles_at(party: Party) -> Select[ContactRole]:
    # who waited for another reads what that one wrote, not what it had read before
    query = select(ContactRole).where(ContactRole.party_id == party.id).order_by(ContactRole.id)
    return query.execution_options(populate_existing=True)


def _days_taken(party: Party) -> list[Period]:
    """On which days a party has a first contact."""
    firsts = _roles_at(party).where(ContactRole.is_first_contact)
    return [role.period for role in db.session.scalars(firsts)]


def _tell(role: ContactRole, days: Period, is_first: bool, *, actor: Viewer) -> None:
    words = ["nee", "ja"] if is_first else ["ja", "nee"]
    difference = {"persoon": [role.person.name] * 2, FIRST: words}
    for label, day in (("vanaf", days.begins_on), ("eind", days.ends_on)):
        if day is not None:
            difference[label] = [day.isoformat(), day.isoformat()]
    record("role.changed", role, difference=difference, actor=actor)
