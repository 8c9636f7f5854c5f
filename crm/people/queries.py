"""Reading people, their roles and account holdings through the visibility filter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.parties.kinds import Phase
from crm.parties.models import InitiativeProfile, Party
from crm.parties.queries import PARTY, Page, current, has_access, paged, party_seen, visible_parties
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, ContactRole, Person

# Made once, since making one is slow.
ROLE, HOLDING, TEAM = aliased(ContactRole), aliased(AccountHolding), aliased(Party)


@remembered
def person_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of a person.

    Its own level; or it is the viewer; or it has a role at, or holds, a party that the viewer
    has a relation to (an initiatiefnemer sees the people of the own initiative).
    """
    if viewer.is_operator:
        return true()
    if not viewer.is_signed_in:
        return and_(Person.level == 0, Person.public_name_since.is_not(None))
    at_party = (
        select(ROLE.id)
        .where(ROLE.person_id == Person.id, has_access(viewer, ROLE.party_id, Person.level))
        .exists()
    )
    holds_party = (
        select(HOLDING.id)
        .where(HOLDING.person_id == Person.id, has_access(viewer, HOLDING.party_id, Person.level))
        .exists()
    )
    return or_(
        Person.level <= viewer.level, Person.user_id == viewer.user_id, at_party, holds_party
    )


@remembered
def visible_people(viewer: Viewer) -> Select[Person]:
    """The people the viewer may see, archived ones too: a select to build on."""
    return select(Person).where(person_seen(viewer))


def get_person(ref: str, *, viewer: Viewer) -> Person:
    """The person with this ref; NotFound also when the viewer may not see them."""
    person = db.session.scalar(visible_people(viewer).where(Person.ref == ref))
    if person is None:
        raise NotFound("Deze persoon bestaat niet, of u mag die niet zien.")
    return person


def people_seen(people: Iterable[Person], *, viewer: Viewer) -> list[Person]:
    """Those of these people that the viewer may see, by name."""
    ids = {person.id for person in people}
    query = visible_people(viewer).where(Person.id.in_(ids))
    return list(db.session.scalars(query.order_by(Person.sort_key, Person.id)))


def list_people(
    *, conditions: Iterable[ColumnElement[bool]] = (), page: int, viewer: Viewer
) -> Page[Person]:
    """One page of people by last name."""
    return paged(filtered_people(conditions, viewer=viewer), page)


def filtered_people(conditions: Iterable[ColumnElement[bool]], *, viewer: Viewer) -> Select[Person]:
    """The people a viewer may see, narrowed by conditions, by last name."""
    return (
        visible_people(viewer)
        .where(Person.archived_at.is_(None), *conditions)
        .order_by(Person.sort_key, Person.id)
    )


def roles_at(party: Party, *, viewer: Viewer) -> list[ContactRole]:
    """The roles at a party of people the viewer may see: first contact first, current first."""
    return list(db.session.scalars(_roles_at(viewer), {"party_id": party.id}))


@remembered
def _roles_at(viewer: Viewer) -> Select[ContactRole]:
    return (
        select(ContactRole)
        .join(Person, Person.id == ContactRole.person_id)
        .where(ContactRole.party_id == PARTY, person_seen(viewer), Person.archived_at.is_(None))
        .options(joinedload(ContactRole.person))
        .order_by(
            current(ContactRole, viewer.shown_day).desc(),
            ContactRole.is_first_contact.desc(),
            Person.sort_key,
            ContactRole.id,
        )
    )


def roles_of(people: Iterable[Person], *, viewer: Viewer) -> list[ContactRole]:
    """The roles of people at parties the viewer may see, the current ones first."""
    ids = [person.id for person in people]
    query = (
        select(ContactRole)
        .join(Party, Party.id == ContactRole.party_id)
        .where(ContactRole.person_id.in_(ids), party_seen(viewer), Party.archived_at.is_(None))
        .options(joinedload(ContactRole.party))
        .order_by(current(ContactRole, viewer.day).desc(), Party.sort_key, ContactRole.id)
    )
    return list(db.session.scalars(query))


def holdings_of_party(party: Party, *, viewer: Viewer) -> list[AccountHolding]:
    """Who at the town hall holds a party, now and before; hidden people and teams left out."""
    return list(db.session.scalars(_holdings_of_party(viewer), {"party_id": party.id}))


def holdings_now(party: Party, *, viewer: Viewer) -> list[AccountHolding]:
    """Who at the town hall holds a party on the viewer's day."""
    found = holdings_of_party(party, viewer=viewer)
    return [holding for holding in found if holding.period.holds(viewer.day)]


@remembered
def _holdings_of_party(viewer: Viewer) -> Select[AccountHolding]:
    return (
        select(AccountHolding)
        .outerjoin(Person, Person.id == AccountHolding.person_id)
        .outerjoin(TEAM, TEAM.id == AccountHolding.team_id)
        .where(
            AccountHolding.party_id == PARTY,
            or_(AccountHolding.person_id.is_(None), person_seen(viewer)),
            or_(AccountHolding.team_id.is_(None), party_seen(viewer, TEAM)),
        )
        .options(joinedload(AccountHolding.person), joinedload(AccountHolding.team))
        .order_by(
            current(AccountHolding, viewer.shown_day).desc(),
            (AccountHolding.role == FIXED_CONTACT).desc(),
            AccountHolding.begins_on.desc().nulls_last(),
            AccountHolding.id,
        )
    )


def holdings_of_person(person: Person, *, viewer: Viewer) -> list[AccountHolding]:
    """Which parties a person holds, now and before, of those the viewer may see."""
    query = (
        select(AccountHolding)
        .join(Party, Party.id == AccountHolding.party_id)
        .where(AccountHolding.person_id == person.id, party_seen(viewer))
        .options(joinedload(AccountHolding.party))
        .order_by(current(AccountHolding, viewer.day).desc(), Party.sort_key, AccountHolding.id)
    )
    return list(db.session.scalars(query))


def person_of(viewer: Viewer) -> Person | None:
    """The person behind the viewer's account."""
    if viewer.user_id is None:
        return None
    return db.session.scalar(select(Person).where(Person.user_id == viewer.user_id))


def held_parties(viewer: Viewer) -> Select[Party]:
    """The parties that the viewer's own person holds today: a select to build on."""
    return (
        visible_parties(viewer)
        .join(AccountHolding, AccountHolding.party_id == Party.id)
        .join(Person, Person.id == AccountHolding.person_id)
        .where(
            Person.user_id == viewer.user_id,
            current(AccountHolding, viewer.day),
            Party.archived_at.is_(None),
        )
        .distinct()
    )


def held_ids(viewer: Viewer) -> Select[int]:
    """The ids of those parties, to look in from another statement."""
    return held_parties(viewer).with_only_columns(Party.id).correlate(None)


def lacks_contact(day: date) -> ColumnElement[bool]:
    """Whether a party has no vaste contactpersoon on that day; what stopped needs none."""
    held = (
        select(AccountHolding.id)
        .where(
            AccountHolding.party_id == Party.id,
            AccountHolding.role == FIXED_CONTACT,
            current(AccountHolding, day),
        )
        .exists()
    )
    stopped = select(InitiativeProfile.party_id).where(
        InitiativeProfile.party_id == Party.id, InitiativeProfile.phase == Phase.STOPPED
    )
    return and_(~held, ~stopped.exists())


def holdings_of_team(team: Party, *, viewer: Viewer) -> list[AccountHolding]:
    """Which parties a department or team holds, now and before, of those the viewer may see."""
    return list(db.session.scalars(_holdings_of_team(viewer), {"party_id": team.id}))


@remembered
def _holdings_of_team(viewer: Viewer) -> Select[AccountHolding]:
    return (
        select(AccountHolding)
        .join(Party, Party.id == AccountHolding.party_id)
        .where(AccountHolding.team_id == PARTY, party_seen(viewer), Party.archived_at.is_(None))
        .options(contains_eager(AccountHolding.party))
        .order_by(current(AccountHolding, viewer.day).desc(), Party.sort_key, AccountHolding.id)
    )


def fixed_contacts(parties: Iterable[Party], *, period: Period) -> dict[int, AccountHolding]:
    """Who is the vaste contactpersoon of these parties at any day of the period, by party id.

    Of several the last one. Whether a viewer may know who it is, is for `people_seen` to say.
    """
    ids = [party.id for party in parties]
    query = (
        select(AccountHolding)
        .where(AccountHolding.party_id.in_(ids), AccountHolding.role == FIXED_CONTACT)
        .options(joinedload(AccountHolding.person), joinedload(AccountHolding.team))
        .order_by(AccountHolding.begins_on, AccountHolding.id)
    )
    found = db.session.scalars(query)
    return {holding.party_id: holding for holding in found if holding.period.overlaps(period)}
