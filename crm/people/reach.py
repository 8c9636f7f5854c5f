"""Which parties a person's account reaches by roles and holdings, and keeping that in step."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from crm.accounts.roles import Role
from crm.core.dates import Period
from crm.core.db import db
from crm.parties.models import PartyAccess
from crm.people.models import AccountHolding, ContactRole, Person


def sync_access(people: Iterable[Person]) -> None:
    """Make PartyAccess of these people's accounts follow from their roles and holdings."""
    with_account = {person.id: person for person in people if person.user_id is not None}
    if not with_account:
        return
    db.session.flush()
    users = [person.user_id for person in with_account.values()]
    db.session.execute(
        delete(PartyAccess).where(
            PartyAccess.user_id.in_(users), PartyAccess.why.in_(("eigen", "houder"))
        )
    )
    for person in with_account.values():
        db.session.add_all(expected_access(person))
    db.session.flush()


def expected_access(person: Person) -> list[PartyAccess]:
    """What a person's account may see beyond its role: own parties, and held ones."""
    user = person.user
    if user is None:
        return []
    roles = list(db.session.scalars(select(ContactRole).where(ContactRole.person_id == person.id)))
    found: dict[tuple[int, str, Period], None] = {}
    if user.role == Role.INITIATOR:
        for role in roles:
            found[(role.party_id, "eigen", role.period)] = None
    for holding in _holdings_reaching(person, [role.party_id for role in roles]):
        periods = [holding.period]
        if holding.team_id is not None:
            memberships = [role.period for role in roles if role.party_id == holding.team_id]
            periods = [holding.period.shared(period) for period in memberships]
        for period in periods:
            if not period.is_empty:
                found[(holding.party_id, "houder", period)] = None
    return [
        PartyAccess(
            user_id=user.id,
            party_id=party_id,
            why=why,
            begins_on=period.begins_on,
            ends_on=period.ends_on,
        )
        for party_id, why, period in found
    ]


def _holdings_reaching(person: Person, team_ids: list[int]) -> list[AccountHolding]:
    own = AccountHolding.person_id == person.id
    by_team = AccountHolding.team_id.in_(team_ids)
    return list(db.session.scalars(select(AccountHolding).where(own | by_team)))
