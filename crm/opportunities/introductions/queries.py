"""Reading introductions through the visibility filter: who sees which, and what waits in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, selectinload

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.core.prepared import run
from crm.links.models import Link
from crm.links.queries import visible_links, with_parties
from crm.opportunities.models import (
    Introduction,
    IntroductionParty,
    Outcome,
    introduction_link,
)
from crm.opportunities.states import RUNNING, Status
from crm.parties.models import Party
from crm.parties.queries import PARTY, Page, has_access, paged, party_seen
from crm.people.models import Person
from crm.people.queries import held_ids, people_seen

MOST_OF_PARTY, MOST_DUE = 20, 50
# Made once, since making one is slow.
LINE, LINE_PARTY = aliased(IntroductionParty), aliased(Party)


@dataclass(frozen=True, slots=True)
class IntroductionFilters:
    """What the list is narrowed to; within one filter OR, between them AND."""

    states: Sequence[str] = ()
    outcomes: Sequence[str] = ()


def party_on(viewer: Viewer, introduction: Any = Introduction) -> ColumnElement[bool]:
    """Whether the viewer has a relation to one of the parties that reaches the introduction."""
    return (
        select(LINE.id)
        .where(
            LINE.introduction_id == introduction.id,
            has_access(viewer, LINE.party_id, introduction.level),
        )
        .correlate(introduction)
        .exists()
    )


@remembered
def introduction_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of an introduction: all its parties seen, and itself.

    Itself by its level, by the own hand, or by a relation to one of the parties. What was only
    proposed is not yet for the parties it is about.
    """
    if viewer.is_operator:
        return true()
    if not viewer.is_signed_in:
        return false()
    own = Introduction.created_by == viewer.ref
    related = party_on(viewer)
    if viewer.role is Role.INITIATOR:
        related = and_(related, Introduction.status != Status.PROPOSED)
    hidden_party = (
        select(LINE.id)
        .join(LINE_PARTY, LINE_PARTY.id == LINE.party_id)
        .where(LINE.introduction_id == Introduction.id, ~party_seen(viewer, LINE_PARTY))
        .correlate(Introduction)
        .exists()
    )
    return and_(or_(Introduction.level <= viewer.level, own, related), ~hidden_party)


@remembered
def visible_introductions(viewer: Viewer) -> Select[Introduction]:
    """The introductions the viewer may see, archived ones too: a select to build on."""
    return select(Introduction).where(introduction_seen(viewer))


def get_introduction(ref: str, *, viewer: Viewer) -> Introduction:
    """The introduction with this ref; NotFound also when the viewer may not see it."""
    query = visible_introductions(viewer).where(Introduction.ref == ref).options(*_whole())
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("Deze kennismaking bestaat niet, of u mag haar niet zien.")
    return found


def introduction_names(refs: Iterable[str], *, viewer: Viewer) -> dict[str, str]:
    """The names of those introductions that the viewer may see, by ref."""
    query = visible_introductions(viewer).where(Introduction.ref.in_(set(refs)))
    lines = selectinload(Introduction.lines).joinedload(IntroductionParty.party)
    return {one.ref: one.name for one in db.session.scalars(query.options(lines))}


def any_introductions(viewer: Viewer) -> ColumnElement[bool]:
    """Whether there is any that the viewer may see: a condition."""
    seen = visible_introductions(viewer).where(Introduction.archived_at.is_(None))
    return seen.with_only_columns(Introduction.id).exists()


def filtered_introductions(filters: IntroductionFilters, *, viewer: Viewer) -> Select[Introduction]:
    """The introductions a viewer may see, narrowed: what runs first, the newest first."""
    query = there(viewer).options(*_whole())
    if filters.states:
        query = query.where(Introduction.status.in_(filters.states))
    if filters.outcomes:
        told = select(Outcome.introduction_id).where(Outcome.outcome.in_(filters.outcomes))
        query = query.where(Introduction.id.in_(told))
    runs = Introduction.status.in_(RUNNING)
    return query.order_by(runs.desc(), Introduction.id.desc())


def list_introductions(
    filters: IntroductionFilters, *, page: int, viewer: Viewer
) -> Page[Introduction]:
    """One page of introductions: a constant number of queries."""
    return paged(filtered_introductions(filters, viewer=viewer), page)


def introductions_of(party: Party, *, viewer: Viewer) -> list[Introduction]:
    """The introductions of a party that the viewer may see, the newest first."""
    return _found(_introductions_of(viewer), {"party_id": party.id})[::-1]


@remembered
def _introductions_of(viewer: Viewer) -> Select[int]:
    own = select(IntroductionParty.introduction_id).where(IntroductionParty.party_id == PARTY)
    query = there(viewer).where(Introduction.id.in_(own)).with_only_columns(Introduction.id)
    return query.order_by(Introduction.id.desc()).limit(MOST_OF_PARTY)


def _found(which: Select[int], values: Mapping[str, Any]) -> list[Introduction]:
    """The introductions of which a remembered select tells the id, the oldest first.

    Mostly there are none; and to ask which the viewer may see in plain rows is a third of the work.
    """
    ids = [row[0] for row in run(which, values)]
    if not ids:
        return []
    query = select(Introduction).where(Introduction.id.in_(ids)).options(*_whole())
    return list(db.session.scalars(query.order_by(Introduction.id)))


def running_among(parties: Sequence[Party], *, viewer: Viewer) -> list[Introduction]:
    """What runs already between two or more of these parties, as far as the viewer may know."""
    line = IntroductionParty
    shared = (
        select(line.introduction_id)
        .where(line.party_id.in_([party.id for party in parties]))
        .group_by(line.introduction_id)
        .having(func.count() > 1)
    )
    query = there(viewer).where(Introduction.status.in_(RUNNING), Introduction.id.in_(shared))
    return list(db.session.scalars(query.options(*_whole()).order_by(Introduction.id)))


def introductions_by_link(link_id: int, *, viewer: Viewer) -> list[Introduction]:
    """The introductions that a link came from."""
    from_it = select(introduction_link.c.introduction_id).where(
        introduction_link.c.link_id == link_id
    )
    query = there(viewer).where(Introduction.id.in_(from_it)).options(*_whole())
    return list(db.session.scalars(query.order_by(Introduction.id)))


def own_running(*, viewer: Viewer) -> list[Introduction]:
    """What runs of the introductions somebody began, or of parties they hold; proposals too.

    Of a proposal nobody holds every medewerker is asked, or nobody would take it up.
    """
    return _found(_own_running(viewer), {})


@remembered
def _own_running(viewer: Viewer) -> Select[int]:
    mine = select(LINE.id).where(
        LINE.introduction_id == Introduction.id, LINE.party_id.in_(held_ids(viewer))
    )
    waits = or_(
        Introduction.created_by == viewer.ref,
        Introduction.status == Status.PROPOSED,
        mine.exists(),
    )
    query = there(viewer).where(Introduction.status.in_(RUNNING), waits)
    return query.with_only_columns(Introduction.id).order_by(Introduction.id).limit(MOST_DUE)


def seen_people(introductions: Iterable[Introduction], *, viewer: Viewer) -> dict[int, Person]:
    """The people on introductions that the viewer may know, by id."""
    lines = [line for one in introductions for line in one.lines]
    people = {
        person.id: person
        for line in lines
        for person in (line.person, line.answered_by)
        if person is not None
    }
    return {person.id: person for person in people_seen(people.values(), viewer=viewer)}


def links_seen(introduction: Introduction, *, viewer: Viewer) -> list[Link]:
    """The links that an introduction led to, of those the viewer may see."""
    from_it = select(introduction_link.c.link_id).where(
        introduction_link.c.introduction_id == introduction.id
    )
    query = visible_links(viewer).where(Link.id.in_(from_it), Link.archived_at.is_(None))
    return list(db.session.scalars(query.options(*with_parties()).order_by(Link.id)))


def there(viewer: Viewer) -> Select[Introduction]:
    """The introductions the viewer may see that are not put away."""
    return visible_introductions(viewer).where(Introduction.archived_at.is_(None))


def _whole() -> tuple[Any, ...]:
    """The lines with their parties and people, and what was told of it."""
    lines = selectinload(Introduction.lines)
    return (
        lines.joinedload(IntroductionParty.party),
        lines.joinedload(IntroductionParty.person),
        lines.joinedload(IntroductionParty.answered_by),
        selectinload(Introduction.outcomes).joinedload(Outcome.party),
    )
