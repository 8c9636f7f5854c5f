"""What of people and holdings goes along when one party becomes part of another.

The same holding of the same person or team in a period that lies within the other's is kept once.
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
from crm.people.moving_roles import SAME, move_roles, plan_roles
from crm.people.queries import holdings_of_party, roles_at
from crm.people.reach import sync_access
from crm.people.stays import Stay, stays_of
from crm.people.twins import twins

STEPS_BACK = "wordt accounthouder: er is één vaste contactpersoon"


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of a holding that does not go along as it is."""

    row: Any
    why: str
    values: dict[str, Any]

    @property
    def goes(self) -> bool:
        return self.why == SAME


def _holding_changes(kept: int, dropped: int, contact_stays: int) -> list[_Change]:
    own, others = (_rows(AccountHolding, one) for one in (kept, dropped))

    def holder(row: Any) -> tuple[Any, ...]:
        team = kept if row.team_id == dropped else row.team_id
        return row.person_id, team, row.role

    changes = [_Change(row, SAME, {}) for row in twins(own, others, holder)]
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


def make_room(pair: Pair) -> None:
    """Take away what would stand twice, and let one vaste contactpersoon stay."""
    move_roles(pair.trace, plan_roles(pair.kept, pair.dropped))
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
    roles = [_role_words(stay) for stay in stays_of(roles_at(party, viewer=viewer))]
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
    plan = plan_roles(kept.id, dropped.id)
    why = [(role, SAME) for role in plan.gone]
    why += [(one.role, one.why) for one in plan.reshaped if one.loses]
    return [Lost(_role_words(role), told) for role, told in why if role.id in roles] + [
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


def _role_words(role: ContactRole | Stay) -> str:
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
