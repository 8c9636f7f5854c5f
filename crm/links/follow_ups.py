"""What was to follow a contact and is not done yet: of one party, of who looks, of everybody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import selectinload

from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.links.models import ContactMoment, moment_party
from crm.links.moment_queries import visible_moments
from crm.parties.models import Party
from crm.parties.queries import PARTY, Page, paged
from crm.people.queries import held_parties

MOST_OF_PARTY = 200
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class FollowUpFilters:
    """What the due-list is narrowed to: only those of who looks, only what is late.

    `loose` asks for contact of which nobody says with whom it was, whether anything follows or not.
    """

    own: bool = False
    late: bool = False
    loose: bool = False


def open_follow_ups(party: Party, *, viewer: Viewer) -> list[ContactMoment]:
    """What was to follow contact with a party and has not been done, the oldest date first."""
    return list(db.session.scalars(_of_party(viewer), {"party_id": party.id}))


@remembered
def _of_party(viewer: Viewer) -> Select[ContactMoment]:
    return (
        _open(viewer)
        .where(moment_party.c.party_id == PARTY)
        .join(moment_party, moment_party.c.moment_id == ContactMoment.id)
        .limit(MOST_OF_PARTY)
    )


def own_follow_ups(*, viewer: Viewer, most: int) -> list[ContactMoment]:
    """The open follow-ups of who looks: of parties they hold, or that they wrote down."""
    return list(db.session.scalars(filtered_follow_ups(_OWN, viewer=viewer).limit(most)))


def list_follow_ups(filters: FollowUpFilters, *, page: int, viewer: Viewer) -> Page[ContactMoment]:
    """One page of the due-list, the latest first: a constant number of queries."""
    query = filtered_follow_ups(filters, viewer=viewer)
    return paged(query, page, count_to=MOST_COUNTED)


def filtered_follow_ups(filters: FollowUpFilters, *, viewer: Viewer) -> Select[ContactMoment]:
    """The open follow-ups of contact, with its parties, the oldest date first."""
    query = _loose(viewer) if filters.loose else _open(viewer)
    query = query.options(selectinload(ContactMoment.parties))
    if filters.own:
        query = query.where(_is_own(viewer))
    if filters.late:
        query = query.where(ContactMoment.follow_up_on < viewer.day)
    return query


def any_follow_ups(viewer: Viewer) -> ColumnElement[bool]:
    """Whether there is anything in the due-list: a condition."""
    return _open(viewer).with_only_columns(ContactMoment.id).order_by(None).exists()


def has_loose_moments(*, viewer: Viewer) -> bool:
    """Whether there is contact of which nobody says with whom it was."""
    query = _loose(viewer).with_only_columns(ContactMoment.id).order_by(None).limit(1)
    return db.session.scalar(query) is not None


def _loose(viewer: Viewer) -> Select[ContactMoment]:
    return (
        visible_moments(viewer)
        .where(~ContactMoment.parties.any(), ContactMoment.archived_at.is_(None))
        .order_by(ContactMoment.happened_at.desc(), ContactMoment.id.desc())
    )


@remembered
def _open(viewer: Viewer) -> Select[ContactMoment]:
    return (
        visible_moments(viewer)
        .where(
            ContactMoment.follow_up_on.is_not(None),
            ContactMoment.follow_up_done_on.is_(None),
            ContactMoment.archived_at.is_(None),
        )
        .order_by(ContactMoment.follow_up_on, ContactMoment.id)
    )


def _is_own(viewer: Viewer) -> ColumnElement[bool]:
    held = held_parties(viewer).with_only_columns(Party.id).correlate(None)
    of_held = select(moment_party.c.moment_id).where(moment_party.c.party_id.in_(held))
    wrote = and_(ContactMoment.created_by.is_not(None), ContactMoment.created_by == viewer.ref)
    return or_(ContactMoment.id.in_(of_held), wrote)


_OWN = FollowUpFilters(own=True)
