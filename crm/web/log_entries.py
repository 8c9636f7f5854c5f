"""The log: every event that a beheerder may know of, narrowed, and told in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import aliased

from crm.accounts.models import User
from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.queries import ADDRESS_LABELS, names_of, told
from crm.audit.models import Event
from crm.audit.tags import TAGS
from crm.core.dates import end_of
from crm.core.db import Base, Record, db
from crm.core.errors import NotFound
from crm.exchange.seen import visible_of_kinds
from crm.goals.models import Goal
from crm.links.models import ContactMoment, Link
from crm.notes.models import Note
from crm.parties.models import Party
from crm.parties.queries import PAGE_SIZE, Page, every, party_seen
from crm.people.models import AccountHolding, ContactRole, Person, Portfolio, Signpost
from crm.people.queries import person_seen
from crm.promises.models import Commitment
from crm.reminders.models import Correction
from crm.requests.models import Request
from crm.resources.models import Grant, Offer, Scheme
from crm.taxonomy.models import Area, Theme
from crm.web.timelines import About, Happening, happenings, within_reach

SYSTEM = "systeem"
MOST_PAGES, TOGETHER = 40, 100
# What the log can be narrowed to: the first half of a tag, and the word for it.
GROUPS = {
    "party": "partijen",
    "person": "personen",
    "role": "rollen",
    "holding": "contactpersonen en accounthouders",
    "signpost": "wegwijzers",
    "portfolio": "portefeuilles",
    "link": "verbindingen",
    "moment": "contactmomenten",
    "follow_up": "vervolgacties",
    "note": "notities",
    "offer": "biedt en zoekt",
    "commitment": "toezeggingen",
    "request": "vragen aan de gemeente",
    "goal": "doelen",
    "agreement": "overeenkomsten",
    "scheme": "regelingen",
    "grant": "subsidies",
    "import": "inlezen",
    "user": "accounts",
    "setting": "instellingen",
}
_PAGES: dict[str, tuple[str, type[Any]]] = {
    "party": ("parties.show", Party),
    "person": ("people.show", Person),
    "link": ("links.show", Link),
    "agreement": ("agreements.show", Agreement),
    "note": ("notes.show", Note),
    "commitment": ("commitments.show", Commitment),
    "request": ("requests.show", Request),
    "goal": ("goals.show", Goal),
    "contact_moment": ("loose_moments.show", ContactMoment),
}
# Records of which the name is one column, and of which the filter let only the visible through.
_NAMED: tuple[tuple[Any, Any], ...] = (
    (Agreement.ref, Agreement.title),
    (Offer.ref, Offer.title),
    (Commitment.ref, Commitment.title),
    (Request.ref, Request.question),
    (Goal.ref, Goal.title),
    (ContactMoment.ref, ContactMoment.subject),
    (Note.ref, Note.kind),
    (Scheme.ref, Scheme.name),
    (Grant.ref, Grant.dossier),
    (User.ref, User.name),
    (Theme.ref, Theme.name),
    (Area.ref, Area.name),
)


@dataclass(frozen=True, slots=True)
class LogFilters:
    """What the log is narrowed to; within one filter OR, between them AND.

    `who` holds refs of accounts, or SYSTEM; `groups` keys of GROUPS; `subjects` a select of refs.
    """

    who: Sequence[str] = ()
    groups: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    about: str = ""
    subjects: Sequence[ColumnElement[bool]] = field(default=())


def filtered_events(filters: LogFilters, *, viewer: Viewer) -> Select[Event]:
    """The events a viewer may know of, narrowed by the filters, newest first."""
    query = select(Event).where(event_seen(viewer), *filters.subjects)
    if filters.who:
        by_system = [Event.actor_ref.is_(None)] if SYSTEM in filters.who else []
        query = query.where(or_(Event.actor_ref.in_(filters.who), *by_system))
    if filters.groups:
        tags = [tag for tag in TAGS if tag.split(".")[0] in filters.groups]
        query = query.where(Event.tag.in_(tags))
    if filters.since:
        query = query.where(Event.at >= end_of(date.fromordinal(filters.since.toordinal() - 1)))
    if filters.until:
        query = query.where(Event.at < end_of(filters.until))
    if filters.about:
        query = query.where(Event.subject_ref == filters.about)
    return query.order_by(Event.id.desc())


def event_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know what an event is about.

    A kind of record that nobody told how to look at is not in the log.
    """
    guarded = _visible_subjects(viewer)
    classes: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
    tables = {one.__tablename__ for one in classes if issubclass(one, Record)} | guarded.keys()
    return or_(
        Event.subject_kind.not_in(sorted(tables)),
        *(
            and_(Event.subject_kind == table, visible.where(ref == Event.subject_ref).exists())
            for table, (ref, visible) in guarded.items()
        ),
    )


def _visible_subjects(viewer: Viewer) -> dict[str, tuple[Any, Select[Any]]]:
    found: dict[str, tuple[Any, Select[Any]]] = {
        str(model.__tablename__): (model.ref, visible.with_only_columns(model.id))
        for model, visible in visible_of_kinds(viewer).items()
    }
    found["contact_role"] = (ContactRole.ref, _seen_roles(viewer))
    for model in (Signpost, Portfolio):
        of_person = select(model.id).join(Person, Person.id == model.person_id)
        found[model.__tablename__] = (model.ref, of_person.where(person_seen(viewer)))
    found["account_holding"] = (AccountHolding.ref, _seen_holdings(viewer))
    found["correction"] = (Correction.ref, _seen_corrections(viewer))
    return found


def _seen_roles(viewer: Viewer) -> Select[Any]:
    return (
        select(ContactRole.id)
        .join(Person, Person.id == ContactRole.person_id)
        .join(Party, Party.id == ContactRole.party_id)
        .where(person_seen(viewer), party_seen(viewer))
    )


def _seen_holdings(viewer: Viewer) -> Select[Any]:
    team = aliased(Party)
    return (
        select(AccountHolding.id)
        .join(Party, Party.id == AccountHolding.party_id)
        .outerjoin(Person, Person.id == AccountHolding.person_id)
        .outerjoin(team, team.id == AccountHolding.team_id)
        .where(
            party_seen(viewer),
            or_(AccountHolding.person_id.is_(None), person_seen(viewer)),
            or_(AccountHolding.team_id.is_(None), party_seen(viewer, team)),
        )
    )


def _seen_corrections(viewer: Viewer) -> Select[Any]:
    return (
        select(Correction.id)
        .join(Person, Person.id == Correction.person_id)
        .join(Party, Party.id == Correction.party_id)
        .where(person_seen(viewer), party_seen(viewer))
    )


# --- in words -----------------------------------------------------------------------------


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
    names |= names_of(refs, viewer=viewer)
    return {
        event.subject_ref: About(names[event.subject_ref], _address(event))
        for event in events
        if event.subject_ref in names
    }


def _address(event: Event) -> str:
    page = _PAGES.get(event.subject_kind)
    return url_for(page[0], ref=event.subject_ref) if page else ""
