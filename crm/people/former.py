"""Reading who came after somebody who left, through the visibility filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.parties.queries import party_seen
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.queries import TEAM, person_seen
from crm.people.stays import Stay, stays_of
from crm.people.succession import SINGLE_ROLES, successor


def roles_after(ended: Sequence[Stay], *, viewer: Viewer) -> dict[int, Stay]:
    """Who came after, by the id of the stay that ended: the next first contact of a party after
    a first contact, else the next in the same role. Two queries at most."""
    if not ended:
        return {}
    query = (
        select(ContactRole)
        .join(ContactRole.person)
        .options(contains_eager(ContactRole.person))
        .where(
            ContactRole.party_id.in_({role.party_id for role in ended}),
            ContactRole.person_id.not_in({role.person_id for role in ended}),
            person_seen(viewer),
        )
        .order_by(ContactRole.begins_on, ContactRole.id)
    )
    others = stays_of(db.session.scalars(query).all())
    found = {role.id: successor(role, _could_take_over(role, others)) for role in ended}
    return {role_id: one for role_id, one in found.items() if one is not None}


def holdings_after(ended: Sequence[AccountHolding], *, viewer: Viewer) -> dict[int, AccountHolding]:
    """Who holds the party in the same way since, by the id of the holding that ended."""
    if not ended:
        return {}
    query = (
        select(AccountHolding)
        .outerjoin(Person, Person.id == AccountHolding.person_id)
        .outerjoin(TEAM, TEAM.id == AccountHolding.team_id)
        .options(joinedload(AccountHolding.person), joinedload(AccountHolding.team))
        .where(
            AccountHolding.party_id.in_({holding.party_id for holding in ended}),
            or_(AccountHolding.person_id.is_(None), person_seen(viewer)),
            or_(AccountHolding.team_id.is_(None), party_seen(viewer, TEAM)),
        )
        .order_by(AccountHolding.begins_on, AccountHolding.id)
    )
    own = {holding.id for holding in ended}
    others = [one for one in db.session.scalars(query) if one.id not in own]
    found = {
        holding.id: successor(holding, [one for one in others if _is_same(one, holding)])
        for holding in ended
    }
    return {holding_id: one for holding_id, one in found.items() if one is not None}


def _could_take_over(ended: Stay, others: Iterable[Stay]) -> list[Stay]:
    """Who was first contact is followed by who was it next, who may have been there all along."""
    there = [one for one in others if one.party_id == ended.party_id]
    if ended.is_first_contact:
        return [Stay((piece,)) for one in there for piece in one.pieces if piece.is_first_contact]
    return [one for one in there if one.role == ended.role and one.role in SINGLE_ROLES]


def _is_same(one: AccountHolding, ended: AccountHolding) -> bool:
    is_other = one.person_id != ended.person_id or one.team_id != ended.team_id
    return is_other and (one.party_id, one.role) == (ended.party_id, ended.role)
