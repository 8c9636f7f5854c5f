"""The log in words: each event as a timeline tells it, with what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import url_for
from sqlalchemy import Select, select, union_all

from crm.accounts.models import User
from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.queries import ADDRESS_LABELS, names_of, told
from crm.audit.models import Event
from crm.core.db import db
from crm.core.errors import NotFound
from crm.exchange.seen import visible_of_kinds
from crm.goals.models import Goal
from crm.ideas.models import Survey
from crm.links.models import ContactMoment, Link
from crm.notes.models import Note
from crm.opportunities.introductions.queries import introduction_names
from crm.opportunities.models import Introduction
from crm.parties.models import Party
from crm.parties.queries import PAGE_SIZE, Page, every
from crm.people.models import Person
from crm.promises.models import Commitment
from crm.requests.models import Request
from crm.resources.models import Grant, Offer, Scheme
from crm.taxonomy.models import Area, Theme
from crm.web.timelines import About, Happening, happenings, within_reach

MOST_PAGES, TOGETHER = 40, 100
_PAGES: dict[str, tuple[str, type[Any]]] = {
    "party": ("parties.show", Party),
    "person": ("people.show", Person),
    "link": ("links.show", Link),
    "agreement": ("agreements.show", Agreement),
    "note": ("notes.show", Note),
    "survey": ("surveys.show", Survey),
    "commitment": ("commitments.show", Commitment),
    "request": ("requests.show", Request),
    "goal": ("goals.show", Goal),
    "introduction": ("introductions.show", Introduction),
    "contact_moment": ("loose_moments.show", ContactMoment),
}
# Records of which the name is one column, and of which the filter let only the visible through.
_NAMED: tuple[tuple[Any, Any], ...] = (
    (Agreement.ref, Agreement.title),
    (Offer.ref, Offer.title),
    (Commitment.ref, Commitment.title),
    (Request.ref, Request.question),
    (Goal.ref, Goal.title),
    (Survey.ref, Survey.title),
    (ContactMoment.ref, ContactMoment.subject),
    (Note.ref, Note.kind),
    (Scheme.ref, Scheme.name),
    (Grant.ref, Grant.dossier),
    (User.ref, User.name),
    (Theme.ref, Theme.name),
    (Area.ref, Area.name),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: the event, and what a timeline says of it."""

    event: Event
    told: Happening


def log_page(query: Select[Event], page: int, *, viewer: Viewer) -> Page[Entry]:
    """One page of the log. How many lines there are is not counted: an event may be about
    nothing but what is hidden, and then its place says nothing either."""
    if page > MOST_PAGES:
        raise NotFound("Zo ver bladert het logboek niet. Kies een dag of een onderwerp.")
    start = (page - 1) * PAGE_SIZE
    found = list(islice(_every_entry(query, viewer), start, start + PAGE_SIZE + 1))
    if not found and page > 1:
        raise NotFound(f"Dit logboek heeft geen bladzijde {page}.")
    has_more = len(found) > PAGE_SIZE and page < MOST_PAGES
    return Page(found[:PAGE_SIZE], page, page + has_more, len(found), uncounted=True)


def _every_entry(query: Select[Event], viewer: Viewer) -> Iterator[Entry]:
    events = every(query)
    while some := list(islice(events, TOGETHER)):
        yield from entries(some, viewer=viewer)


def entries(events: Sequence[Event], *, viewer: Viewer) -> list[Entry]:
    """Events that the viewer may know of, in words; a constant number of queries.

    Of a time when the viewer might not yet see the record only the fact is told. What is about
    nothing but something hidden is left out.
    """
    reached = {event.id: event for event in _reached(events, viewer)}
    known = {event.id: event for event in told(reached.values(), viewer=viewer)}
    _withhold(known.values())
    shown = [event for event in events if event.id in known or event.id not in reached]
    about = _about(shown, viewer)
    in_words = happenings([known.get(event.id) or _bare(event) for event in shown], about=about)
    return [Entry(event, happening) for event, happening in zip(shown, in_words, strict=True)]


def _withhold(events: Iterable[Event]) -> None:
    """Addresses that a party keeps to itself stand on its own pages alone, for everybody."""
    withheld = select(Party.ref).where(Party.withheld)
    refs = {event.subject_ref for event in events}
    hidden = set(db.session.scalars(withheld.where(Party.ref.in_(refs))))
    for event in events:
        if event.subject_ref in hidden and event.difference:
            event.difference = {
                label: values
                for label, values in event.difference.items()
                if label not in ADDRESS_LABELS
            }


def _bare(event: Event) -> Event:
    """Who did what and when, without what became different."""
    return Event(
        id=event.id,
        at=event.at,
        actor_ref=event.actor_ref,
        tag=event.tag,
        subject_kind=event.subject_kind,
        subject_ref=event.subject_ref,
        difference={},
    )


def _reached(events: Sequence[Event], viewer: Viewer) -> list[Event]:
    """The events of times at which the viewer might have seen the record."""
    refs = {event.subject_ref for event in events}
    oldest = min((event.id for event in events), default=0)
    newer = select(Event).where(Event.subject_ref.in_(refs), Event.id >= oldest)
    records: list[Any] = []
    for model, visible in visible_of_kinds(viewer).items():
        of_kind = {one.subject_ref for one in events if one.subject_kind == model.__tablename__}
        if of_kind:
            records += db.session.scalars(visible.where(model.ref.in_(of_kind))).unique()
    of_records = {one.ref for one in records}
    asked = {event.id for event in events}
    walked = db.session.scalars(newer.order_by(Event.id.desc()))
    reached = within_reach(list(walked), records, viewer=viewer)
    others = [event for event in events if event.subject_ref not in of_records]
    return [event for event in reached if event.id in asked] + others


def _about(events: Sequence[Event], viewer: Viewer) -> dict[str, About]:
    refs = {event.subject_ref for event in events}
    parts = [
        select(ref.label("ref"), name.label("name")).where(ref.in_(refs)) for ref, name in _NAMED
    ]
    names = {row.ref: row.name for row in db.session.execute(union_all(*parts))}
    names |= names_of(refs, viewer=viewer) | introduction_names(refs, viewer=viewer)
    return {
        event.subject_ref: About(names[event.subject_ref], _address(event))
        for event in events
        if event.subject_ref in names
    }


def _address(event: Event) -> str:
    page = _PAGES.get(event.subject_kind)
    return url_for(page[0], ref=event.subject_ref) if page else ""
