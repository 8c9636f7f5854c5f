"""Reading contact moments through the visibility filter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlalchemy.orm import aliased, selectinload

from crm.accounts.viewer import Viewer
from crm.core.dates import AMSTERDAM, end_of
from crm.core.db import HIDDEN_LEVEL, db, remembered
from crm.core.errors import NotFound
from crm.links.kinds import VISIT
from crm.links.models import ContactMoment, moment_party, moment_person
from crm.parties.models import Party
from crm.parties.queries import PARTY, has_access, party_seen
from crm.people.models import Person

# The parties of a moment: made once, since making one is slow.
OF_MOMENT, MOMENT_PARTY = moment_party.alias(), aliased(Party)


@remembered
def moment_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of a contact moment.

    Its own level, or a relation to one of its parties; and never when one of its parties is
    hidden, because the text may speak of that party.
    """
    if viewer.is_operator:
        return true()
    hidden = (
        select(OF_MOMENT.c.party_id)
        .join(MOMENT_PARTY, MOMENT_PARTY.id == OF_MOMENT.c.party_id)
        .where(OF_MOMENT.c.moment_id == ContactMoment.id, not_(party_seen(viewer, MOMENT_PARTY)))
        .exists()
    )
    if not viewer.is_signed_in:
        return and_(ContactMoment.level == 0, not_(hidden))
    related = (
        select(OF_MOMENT.c.party_id)
        .where(
            OF_MOMENT.c.moment_id == ContactMoment.id,
            has_access(viewer, OF_MOMENT.c.party_id, ContactMoment.level),
        )
        .exists()
    )
    return and_(or_(ContactMoment.level <= viewer.level, related), not_(hidden))


@remembered
def visible_moments(viewer: Viewer) -> Select[ContactMoment]:
    """The contact moments the viewer may see: a select to build on."""
    return select(ContactMoment).where(moment_seen(viewer))


def get_moment(ref: str, *, viewer: Viewer) -> ContactMoment:
    """The contact moment with this ref; NotFound also when the viewer may not see it."""
    moment = db.session.scalar(visible_moments(viewer).where(ContactMoment.ref == ref))
    if moment is None:
        raise NotFound("Dit contactmoment bestaat niet, of u mag het niet zien.")
    return moment


def moments_of(
    party: Party, *, viewer: Viewer, most: int = 50, with_people: bool = False
) -> list[ContactMoment]:
    """The contact moments of a party, newest first."""
    query = _newest_moments(viewer, most, with_people)
    return list(db.session.scalars(query, {"party_id": party.id}))


@remembered
def _newest_moments(viewer: Viewer, most: int, with_people: bool) -> Select[ContactMoment]:
    query = _moments_of(viewer).limit(most)
    return query.options(selectinload(ContactMoment.people)) if with_people else query


@remembered
def _moments_of(viewer: Viewer) -> Select[ContactMoment]:
    query = (
        visible_moments(viewer)
        .join(moment_party, moment_party.c.moment_id == ContactMoment.id)
        .where(moment_party.c.party_id == PARTY, ContactMoment.archived_at.is_(None))
        .order_by(ContactMoment.happened_at.desc(), ContactMoment.id.desc())
    )
    if viewer.on is not None:
        query = query.where(ContactMoment.happened_at < end_of(viewer.on))
    return query


def count_visits(person: Person, *, viewer: Viewer) -> int:
    """How many visits outside the town hall a person made this year, that the viewer may see.

    What is confidential or sensitive is not counted, for anybody.
    """
    new_year = datetime(viewer.day.year, 1, 1, tzinfo=AMSTERDAM)
    of_person = select(moment_person.c.moment_id).where(moment_person.c.person_id == person.id)
    query = (
        visible_moments(viewer)
        .where(
            ContactMoment.channel == VISIT,
            ContactMoment.id.in_(of_person),
            ContactMoment.happened_at >= new_year,
            ContactMoment.happened_at < end_of(viewer.day),
            ContactMoment.archived_at.is_(None),
            ContactMoment.level < HIDDEN_LEVEL,
        )
        .with_only_columns(ContactMoment.id)
    )
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
