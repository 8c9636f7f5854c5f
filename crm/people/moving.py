"""What of roles and holdings goes along when one party becomes part of another.

The same role or holding of the same person in a period that lies within the other's is kept once.
Of two vaste contactpersonen at one time one stays; the other is accounthouder from then on, so
that nobody loses sight of the party.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from crm.accounts.viewer import Viewer
from crm.core.dates import Period, period_text
from crm.core.db import db
from crm.core.trace import rows_of, table_of
from crm.parties.following import Following, Lost, Pair, Told, follows
from crm.parties.models import Party, PartyAccess
from crm.people.holding_operations import holder_name
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.queries import holdings_of_party, roles_at
from crm.people.reach import sync_access

SAME = "staat er al, en blijft één keer staan"
STEPS_BACK = "wordt accounthouder: er is één vaste contactpersoon"
SECOND = "blijft, maar niet als eerste aanspreekpunt"


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of a role or holding that does not go along as it is."""

    row: Any
    why: str
    values: dict[str, Any]

    @property
    def goes(self) -> bool:
        return self.why == SAME


def _role_changes(kept: int, dropped: int) -> list[_Change]:
    own, others = (_rows(ContactRole, one) for one in (kept, dropped))
    changes = _doubles(own, others, lambda row: (row.person_id, row.role))
    gone = {change.row.id for change in changes}
    firsts = [role.period for role in own if role.is_first_contact and role.id not in gone]
    changes += [
        _Change(role, SECOND, {"is_first_contact": False})
        for role in others
        if role.is_first_contact
        and role.id not in gone
        and any(role.period.overlaps(period) for period in firsts)
    ]
    return changes


def _holding_changes(kept: int, dropped: int, contact_stays: int) -> list[_Change]:
    own, others = (_rows(AccountHolding, one) for one in (kept, dropped))

    def holder(row: Any) -> tuple[Any, ...]:
        team = kept if row.team_id == dropped else row.team_id
        return row.person_id, team, row.role

    changes = _doubles(own, others, holder)
    gone = {change.row.id for change in changes}
    stay, step_back = (own, others) if contact_stays == kept else (others, own)
    periods = [row.period for row in _fixed(stay) if row.id not in gone]
    changes += [
        _Change(row, STEPS_BACK, {"role": "accounthouder"})
        for row in _fixed(step_back)
        if row.id not in gone and any(row.period.overlaps(period) for period in periods)
    ]
    return changes


def _rows(model: Any, party_id: int) -> Sequence[Any]:
    query = select(model).where(model.party_id == party_id).order_by(model.id)
    return db.session.scalars(query).all()


def _fixed(holdings: Iterable[Any]) -> list[Any]:
    return [holding for holding in holdings if holding.role == FIXED_CONTACT]


def _doubles(own: Iterable[Any], others: Iterable[Any], same: Any) -> list[_Change]:
    """Of two that say the same, the one whose period lies within the other's."""
    gone: dict[int, Any] = {}
    for other in others:
        for one in own:
            if same(one) != same(other) or {one.id, other.id} & gone.keys():
                continue
            if _within(other.period, one.period):
                gone[other.id] = other
            elif _within(one.period, other.period):
                gone[one.id] = one
    return [_Change(row, SAME, {}) for row in gone.values()]


def _within(inner: Period, outer: Period) -> bool:
    begins = outer.begins_on is None or (
        inner.begins_on is not None and outer.begins_on <= inner.begins_on
    )
    ends = outer.ends_on is None or (inner.ends_on is not None and inner.ends_on <= outer.ends_on)
    return begins and ends


def make_room(pair: Pair) -> None:
    """Take away what would stand twice, and let one vaste contactpersoon stay."""
    _apply(pair, table_of(ContactRole), _role_changes(pair.kept, pair.dropped))
    holdings = _holding_changes(pair.kept, pair.dropped, pair.contact_stays)
    _apply(pair, table_of(AccountHolding), holdings)


def _apply(pair: Pair, table: Any, changes: Iterable[_Change]) -> None:
    for change in changes:
        if change.goes:
            pair.trace.remove(table, table.c.id == change.row.id)
        else:
            [row] = rows_of(table, table.c.id == change.row.id)
            pair.trace.change(table, row, change.values)


def derive(party_ids: list[int]) -> None:
    """Who may see these parties beyond their role follows from roles and holdings again."""
    by_role = select(ContactRole.person_id).where(ContactRole.party_id.in_(party_ids))
    by_holding = select(AccountHolding.person_id).where(AccountHolding.party_id.in_(party_ids))
    by_access = select(PartyAccess.user_id).where(PartyAccess.party_id.in_(party_ids))
    with_account = Person.user_id.is_not(None)
    query = select(Person).where(
        with_account,
        or_(
            Person.id.in_(by_role),
            Person.id.in_(by_holding.where(AccountHolding.person_id.is_not(None))),
            Person.user_id.in_(by_access),
        ),
    )
    sync_access(db.session.scalars(query).all())


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The people with a role, and who holds the party, of those the viewer may see."""
    roles = [_role_words(role) for role in roles_at(party, viewer=viewer)]
    holdings = [_holding_words(one) for one in holdings_of_party(party, viewer=viewer)]
    return [Told("aanspreekpunten", roles), Told("contactpersonen en accounthouders", holdings)]


def lose(kept: Party, dropped: Party, *, viewer: Viewer) -> list[Lost]:
    """Roles and holdings that do not go along as they are, of those the viewer may see.

    Which vaste contactpersoon stays is a choice of its own: see `contacts_that_meet`.
    """
    both = (kept, dropped)
    roles = {role.id for party in both for role in roles_at(party, viewer=viewer)}
    held = {one.id for party in both for one in holdings_of_party(party, viewer=viewer)}
    holdings = _holding_changes(kept.id, dropped.id, kept.id)
    return [
        Lost(_role_words(change.row), change.why)
        for change in _role_changes(kept.id, dropped.id)
        if change.row.id in roles
    ] + [
        Lost(_holding_words(change.row), change.why)
        for change in holdings
        if change.goes and change.row.id in held
    ]


def contacts_that_meet(
    kept: Party, dropped: Party, *, viewer: Viewer
) -> tuple[list[AccountHolding], list[AccountHolding]]:
    """The vaste contactpersonen of both at the same time, of those the viewer may see.

    Two empty lists when there is nothing to choose.
    """
    seen = [_fixed(holdings_of_party(party, viewer=viewer)) for party in (kept, dropped)]
    doubles = {
        change.row.id for change in _holding_changes(kept.id, dropped.id, kept.id) if change.goes
    }
    own, others = ([one for one in side if one.id not in doubles] for side in seen)
    meeting = [(one, other) for one in own for other in others if one.period.overlaps(other.period)]
    return (
        list(dict.fromkeys(one for one, _ in meeting)),
        list(dict.fromkeys(other for _, other in meeting)),
    )


def _role_words(role: ContactRole) -> str:
    return _dated(f"{role.person.name}, {role.role_label}", role.period)


def _holding_words(holding: AccountHolding) -> str:
    return _dated(f"{holder_name(holding)}, {holding.role_label}", holding.period)


def _dated(words: str, period: Period) -> str:
    text = period_text(period)
    return f"{words}, {text}" if text else words


follows(
    Following(
        moves=(ContactRole.party_id, AccountHolding.party_id, AccountHolding.team_id),
        make_room=make_room,
        derive=derive,
        tell=tell,
        lose=lose,
    )
)
