"""Which events the log holds: those that a beheerder may know of, narrowed by filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from crm.accounts.viewer import Viewer
from crm.audit.models import Event
from crm.audit.tags import TAGS
from crm.core.dates import end_of
from crm.core.db import Base, Record
from crm.exchange.seen import visible_of_kinds
from crm.parties.models import Party
from crm.parties.queries import party_seen
from crm.people.models import AccountHolding, ContactRole, Person, Portfolio, Signpost
from crm.people.queries import person_seen
from crm.reminders.models import Correction

SYSTEM = "systeem"
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
    "survey": "wat is er al?",
    "note": "notities",
    "offer": "biedt en zoekt",
    "commitment": "toezeggingen",
    "request": "vragen aan de gemeente",
    "goal": "doelen",
    "introduction": "kennismakingen",
    "dismissal": "weggelegde kansen",
    "handed_chance": "kansen bij een collega",
    "learning": "leren",
    "agreement": "overeenkomsten",
    "scheme": "regelingen",
    "grant": "subsidies",
    "import": "inlezen",
    "user": "accounts",
    "setting": "instellingen",
}


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
