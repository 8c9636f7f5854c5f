"""What of roles goes along when one party becomes part of another.

The same role of the same person in a period that lies within the other's is kept once. On a day on
which both parties have a first contact, the one of the party that stays is it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm.core.dates import Period, period_text
from crm.core.db import db, new_ref
from crm.core.trace import Trace, rows_of, table_of
from crm.people.models import ContactRole
from crm.people.stays import FIRST, Piece, in_pieces
from crm.people.twins import twins

SAME = "staat er al, en blijft één keer staan"
SECOND = "blijft, maar niet als eerste aanspreekpunt"


@dataclass(frozen=True, slots=True)
class Reshaped:
    """A role that is going to be in these pieces."""

    role: ContactRole
    pieces: list[Piece]

    @property
    def loses(self) -> bool:
        """Whether it was the first contact on a day on which it will not be."""
        firsts = [period for period, is_first in self.pieces if is_first]
        return self.role.is_first_contact and bool(self.role.period.without(firsts))

    @property
    def why(self) -> str:
        """What becomes of it, in words."""
        firsts = [period_text(period) for period, is_first in self.pieces if is_first]
        return f"blijft, {FIRST} alleen {' en '.join(firsts)}" if firsts else SECOND


@dataclass(frozen=True, slots=True)
class RolePlan:
    """What becomes of the roles of two parties: those that go, and those that change."""

    gone: list[ContactRole]
    reshaped: list[Reshaped]


def plan_roles(kept: int, dropped: int) -> RolePlan:
    """The roles of both parties, by number, once they are of one."""
    own, others = (_roles(party_id) for party_id in (kept, dropped))
    gone = twins(own, others, lambda role: (role.person_id, role.role))
    firsts = _days_as_first(own, others, gone)
    reshaped = []
    for role in (one for one in [*own, *others] if one not in gone):
        pieces = in_pieces(role.period, firsts.get(role, []))
        if pieces != [(role.period, role.is_first_contact)]:
            reshaped.append(Reshaped(role, pieces))
    return RolePlan(list(gone), reshaped)


def move_roles(trace: Trace, plan: RolePlan) -> None:
    """Take away what would stand twice; nobody is first contact before the other no longer is."""
    table = table_of(ContactRole)
    for role in plan.gone:
        trace.remove(table, table.c.id == role.id)
    for one in plan.reshaped:
        period, is_first = one.pieces[0]
        before = dict(_row(one.role.id))
        dated = {"begins_on": period.begins_on, "ends_on": period.ends_on}
        trace.change(table, before, {**dated, "is_first_contact": is_first})
        trace.add(table, list(_fresh(before, one.pieces[1:])))


def _days_as_first(
    own: Sequence[ContactRole], others: Sequence[ContactRole], gone: dict[ContactRole, ContactRole]
) -> dict[ContactRole, list[Period]]:
    """Of each role that stays its days as first contact, with those of its twin that goes."""
    found: dict[ContactRole, list[Period]] = {}
    taken = [role.period for role in own if role.is_first_contact]
    for role in own:
        if role.is_first_contact:
            found.setdefault(gone.get(role, role), []).append(role.period)
    for role in others:
        if role.is_first_contact:
            found.setdefault(gone.get(role, role), []).extend(role.period.without(taken))
    return found


def _roles(party_id: int) -> Sequence[ContactRole]:
    query = select(ContactRole).where(ContactRole.party_id == party_id)
    return db.session.scalars(query.order_by(ContactRole.id)).all()


def _row(role_id: int) -> dict[str, object]:
    table = table_of(ContactRole)
    [row] = rows_of(table, table.c.id == role_id)
    return dict(row)


def _fresh(row: dict[str, object], pieces: Sequence[Piece]) -> Iterator[dict[str, object]]:
    """Rows beside this one; the database gives each its number."""
    for period, is_first in pieces:
        dated = {"begins_on": period.begins_on, "ends_on": period.ends_on}
        fresh = {**row, **dated, "ref": new_ref(), "is_first_contact": is_first}
        del fresh["id"]
        yield fresh
