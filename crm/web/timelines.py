"""Timelines: what happened to a record and what hangs on it, as far as the reader may know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.queries import agreements_of, told
from crm.audit.models import Event
from crm.audit.queries import timeline
from crm.audit.tags import TAGS
from crm.core.db import HIDDEN_LEVEL, db, level_of
from crm.goals.kinds import CONFLICT, CONFLICT_LEVEL
from crm.goals.models import Goal
from crm.links.moment_queries import moments_of
from crm.links.queries import links_of
from crm.notes.queries import notes_about
from crm.opportunities.introductions.queries import introductions_of
from crm.parties.models import Party
from crm.parties.queries import former_refs
from crm.people.holding_operations import holder_name
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.queries import holdings_of_party, holdings_of_person, roles_at, roles_of
from crm.people.signposts import portfolios_of, signposts_of
from crm.promises.queries import commitments_of
from crm.requests.queries import requests_of
from crm.resources.queries import offers_of
from crm.taxonomy.models import Area
from crm.web.sentences import DESTROYED, SEEN_BY, changes_told, filled_in, members_told

SENSITIVE = "bestuurlijk gevoelig"
JOINED = "samengevoegd met"
# What the line above already says of something new.
NAMES = frozenset(
    {
        *("persoon", "partij", "wie", "rol", "verbinding", "onderwerp", "titel", "wat"),
        *("biedt of zoekt", "tekst", "toezegging", "vraag"),
        *("thema", "portefeuille"),
    }
)
ONE_OF_MANY = ("_added", "_removed", "_attached", "_detached", "import.done", "import.undone")
SYSTEM = "het systeem"
BY_LINK = "het aanspreekpunt, met een persoonlijke link"


@dataclass(frozen=True, slots=True)
class About:
    """What a line of a timeline is about, when that is not the record of the page itself."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a timeline: when, who, what, about what, and what became different."""

    at: datetime
    who: str
    what: str
    changes: list[str]
    about: About | None = None


def timeline_of(
    record: Any,
    *,
    viewer: Viewer,
    hanging: Mapping[Any, About] | None = None,
    former: Sequence[str] = (),
) -> list[Happening]:
    """What happened to a record and to what hangs on it, the newest first.

    The caller gives only records that the viewer may see; `former` are the refs of records that
    became part of this one.
    """
    around = dict(hanging or {})
    records = [record, *around]
    events = timeline([*(one.ref for one in records), *former])
    seen = within_reach(events, records, viewer=viewer)
    return happenings(
        told(seen, viewer=viewer), about={one.ref: about for one, about in around.items()}
    )


def party_timeline(party: Party, *, viewer: Viewer) -> list[Happening]:
    """What happened to a party, its people, links, agreements, offers and contact moments."""
    hanging: dict[Any, About] = {}
    for link in links_of(party, viewer=viewer):
        hanging[link] = About(link.sentence, url_for("links.show", ref=link.ref))
    for agreement in agreements_of(party, viewer=viewer):
        hanging[agreement] = _about_agreement(agreement)
    for offer in offers_of(party, viewer=viewer):
        hanging[offer] = About(f"{offer.direction} {offer.title}")
    for promise in commitments_of(party, viewer=viewer):
        hanging[promise] = About(promise.title, url_for("commitments.show", ref=promise.ref))
    for request in requests_of(party, viewer=viewer):
        hanging[request] = About(request.question, url_for("requests.show", ref=request.ref))
    hanging |= _introductions(party, viewer)
    for moment in moments_of(party, viewer=viewer):
        url = url_for("moments.show", ref=party.ref, moment_ref=moment.ref)
        hanging[moment] = About(moment.subject, url)
    # what stood in a confidential one is told on its own page, where each reading is written down
    open_notes = (one for one in notes_about(party, viewer=viewer) if one.level < HIDDEN_LEVEL)
    for note in open_notes:
        hanging[note] = About(note.name, url_for("notes.show", ref=note.ref))
    for role in roles_at(party, viewer=viewer):
        url = url_for("people.show", ref=role.person.ref)
        hanging[role] = About(f"{role.person.name}, {role.role_label}", url)
    for holding in holdings_of_party(party, viewer=viewer):
        hanging[holding] = About(f"{holder_name(holding)}, {holding.role_label}")
    return timeline_of(party, viewer=viewer, hanging=hanging, former=former_refs(party))


def _introductions(party: Party, viewer: Viewer) -> dict[Any, About]:
    """What one side said of an introduction is not for the other: only the town hall reads it."""
    if not may(viewer, "introduction.edit"):
        return {}
    return {
        one: About(one.name, url_for("introductions.show", ref=one.ref))
        for one in introductions_of(party, viewer=viewer)
    }


def person_timeline(person: Person, *, viewer: Viewer) -> list[Happening]:
    """What happened to a person, and to the roles and holdings at parties."""
    hanging: dict[Any, About] = {}
    roles: list[ContactRole | AccountHolding] = [*roles_of([person], viewer=viewer)]
    for held in [*roles, *holdings_of_person(person, viewer=viewer)]:
        url = url_for("parties.show", ref=held.party.ref)
        hanging[held] = About(f"{held.role_label} bij {held.party.name}", url)
    for signpost in signposts_of(person, viewer=viewer):
        hanging[signpost] = About(f"wegwijzer {signpost.theme.name}")
    for portfolio in portfolios_of(person, viewer=viewer):
        hanging[portfolio] = About(f"portefeuille {portfolio.name}")
    return timeline_of(person, viewer=viewer, hanging=hanging)


def _about_agreement(agreement: Agreement) -> About:
    return About(agreement.title, url_for("agreements.show", ref=agreement.ref))


# --- what may be known --------------------------------------------------------------------


def within_reach(events: Sequence[Event], records: Iterable[Any], *, viewer: Viewer) -> list[Event]:
    """The events, newest first, of times at which the viewer might have seen the record.

    Who opens a record to more people opens what it is, not what was said in it before. What
    became part of a record could be seen, at that moment, by who could see the record.
    """
    owners = {one.ref: one for one in records}
    seen_by = {
        ref: (one.visibility, one.sensitive)
        for ref, one in owners.items()
        if hasattr(one, "visibility")
    }
    found = []
    for event in events:
        ref, owner = event.subject_ref, owners.get(event.subject_ref)
        if owner is None:
            continue
        if _is_conflict(event) and viewer.level < CONFLICT_LEVEL:
            continue
        if ref not in seen_by:
            found.append(event)
            continue
        joined = (event.difference or {}).get(JOINED, (None, None))[1]
        if joined:
            owners[joined], seen_by[joined] = owner, seen_by[ref]
        seen_by[ref] = visible_before(event, seen_by[ref])
        if level_of(*seen_by[ref]) <= reach(owner, viewer):
            found.append(event)
    return found


def _is_conflict(event: Event) -> bool:
    """Whether it tells that a party stood in the way of a goal."""
    return event.subject_kind == Goal.__tablename__ and CONFLICT in (event.difference or {}).get(
        "aard", ()
    )


def visible_before(event: Any, after: tuple[str, bool]) -> tuple[str, bool]:
    """Who might see the record before an event, from who might after it."""
    difference = event.difference or {}
    visibility = difference.get(SEEN_BY, (None,))[0] or after[0]
    sensitive = bool(difference[SENSITIVE][0]) if SENSITIVE in difference else after[1]
    return visibility, sensitive and visibility in ("intern", "vertrouwelijk")


def reach(record: Any, viewer: Viewer) -> int:
    """Up to which level the viewer may know what a record was.

    Who sees a record above the own level has a relation to it.
    """
    if viewer.is_operator:
        return HIDDEN_LEVEL
    return max(viewer.level, record.level)


# --- in words -----------------------------------------------------------------------------


def happenings(
    events: Sequence[Event], *, about: Mapping[str, About] | None = None
) -> list[Happening]:
    """Events that were told, in words, with the names of the accounts behind them."""
    names, areas = _actors(events), area_names(event.difference for event in events)
    return [
        Happening(
            event.at,
            names.get(event.actor_ref or "", SYSTEM),
            TAGS[event.tag],
            _changes(event, areas, is_named=event.subject_ref in (about or {})),
            (about or {}).get(event.subject_ref),
        )
        for event in events
    ]


def _changes(event: Event, areas: Mapping[str, str], *, is_named: bool) -> list[str]:
    if event.difference is None:
        return [DESTROYED]
    difference = named_areas(event.difference, areas)
    is_new = event.tag.endswith((".created", ".opened"))
    if is_new and is_named:
        difference = {word: both for word, both in difference.items() if word not in NAMES}
    words = filled_in if is_new else changes_told
    if event.tag.endswith(ONE_OF_MANY):
        words = members_told
    return list(words(event.subject_kind, difference))


def _actors(events: Iterable[Event]) -> dict[str, str]:
    """The names of accounts; who came by a personal link is not named, for not all may know."""
    refs = {event.actor_ref for event in events if event.actor_ref}
    names = dict(db.session.execute(select(User.ref, User.name).where(User.ref.in_(refs))).all())
    people = refs - set(names)
    if people:
        known = db.session.scalars(select(Person.ref).where(Person.ref.in_(people)))
        names |= dict.fromkeys(known, BY_LINK)
    return names


AREA = "gebied"


def area_names(differences: Iterable[Mapping[str, Any] | None]) -> dict[str, str]:
    """The names of the areas that an import told by their code."""
    codes = {
        code
        for difference in differences
        for values in (difference or {}).get(AREA, ())
        for code in values or ()
        if isinstance(values, list)
    }
    query = select(Area.code, Area.name).where(Area.code.in_(codes))
    return dict(db.session.execute(query).all()) if codes else {}


def named_areas(difference: Mapping[str, Any], areas: Mapping[str, str]) -> dict[str, Any]:
    """A difference with the names of areas."""
    told_areas = {
        label: [
            [areas.get(one, one) for one in value] if isinstance(value, list) else value
            for value in values
        ]
        for label, values in difference.items()
        if label == AREA
    }
    return {**difference, **told_areas}
