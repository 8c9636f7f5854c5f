"""A record as it stood at the end of another day: what is there now, with later changes undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.operations import AGREEMENT_FIELDS
from crm.agreements.queries import ADDRESS_LABELS, names_of
from crm.agreements.telling import refs_in, told_difference
from crm.audit.operations import plain, snapshot
from crm.audit.queries import events_since
from crm.core.dates import dutch_day, end_of
from crm.core.db import level_of
from crm.exchange.mapping import MAPPINGS
from crm.goals.models import Goal
from crm.goals.operations import GOAL_FIELDS
from crm.links.models import ContactMoment, Link
from crm.links.operations import LINK_FIELDS, MOMENT_FIELDS
from crm.notes.models import Note
from crm.notes.operations import NOTE_FIELDS
from crm.opportunities.introductions.changes import FIELDS as INTRODUCTION_FIELDS
from crm.opportunities.models import Introduction
from crm.parties.models import Party
from crm.parties.operations import PARTY_FIELDS, PROFILE_FIELDS, party_facts
from crm.parties.queries import addresses_withheld
from crm.people.models import Person
from crm.people.operations import PERSON_FIELDS
from crm.promises.models import Commitment
from crm.promises.operations import COMMITMENT_FIELDS
from crm.requests.models import Request
from crm.requests.operations import REQUEST_FIELDS
from crm.resources.models import Offer
from crm.resources.operations import OFFER_FIELDS
from crm.web.sentences import NOTHING, label_text, value_text
from crm.web.timelines import area_names, named_areas, reach, visible_before

ARCHIVED = "in het archief"
Values = dict[str, Any]
# An event that adds or removes one of several: which list it is, and which end of the pair.
_MEMBERS = {
    "agreement.signatory_added": ("partijen", "partij"),
    "agreement.signatory_removed": ("partijen", "partij"),
    "agreement.link_attached": ("verbindingen", "verbinding"),
    "agreement.link_detached": ("verbindingen", "verbinding"),
    "introduction.linked": ("verbindingen", "verbinding"),
}
_ARCHIVING = {"archived": False, "restored": True}
"""What it was before such an event: in the archive or not."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One field as it was; `now` is what it is today, when that differs."""

    label: str
    then: str
    now: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A record on a day: its facts, the filled ones and those that differ from today.

    Without facts it was not there yet, or not for this reader.
    """

    day: date
    facts: list[Fact]


def on_day(record: Any, day: date, *, viewer: Viewer) -> Earlier:
    """How a record that the viewer may see stood at the end of a day, as far as it is known."""
    if dutch_day(record.created_at) > day:
        return Earlier(day, [])
    now = _now(record)
    then = dict(now)
    seen_by = (record.visibility, record.sensitive)
    for event in events_since(record.ref, end_of(day)):
        _undo(then, event, _SAME_WORD[record.__tablename__])
        seen_by = visible_before(event, seen_by)
    if level_of(*seen_by) > reach(record, viewer):
        return Earlier(day, [])
    return Earlier(day, list(_facts(record, then, now, viewer)))


def _facts(record: Any, then: Values, now: Values, viewer: Viewer) -> Iterable[Fact]:
    table = record.__tablename__
    known_then, known_now = _told(record, (then, now), viewer)
    for label in now:
        was, is_now = (
            "" if known.get(label) in NOTHING else value_text(table, label, known[label])
            for known in (known_then, known_now)
        )
        is_worth_it = was and then[label] is not False
        if was != is_now:
            yield Fact(label_text(label), was, is_now)
        elif is_worth_it:
            yield Fact(label_text(label), was)


def _told(record: Any, both: tuple[Values, Values], viewer: Viewer) -> list[Values]:
    """Names for refs and areas; what the viewer may not know is left out."""
    pairs = [{label: [None, value] for label, value in values.items()} for values in both]
    names = names_of((ref for pair in pairs for ref in refs_in(pair)), viewer=viewer)
    areas = area_names(pairs)
    kept = ADDRESS_LABELS if addresses_withheld([record.ref], viewer=viewer) else ()
    told = [named_areas(told_difference(pair, names, kept=kept), areas) for pair in pairs]
    return [{label: pair[1] for label, pair in one.items()} for one in told]


def _undo(values: Values, event: Any, same_word: Mapping[str, str]) -> None:
    """Take back what one event did."""
    verb = event.tag.rsplit(".", 1)[1]
    if verb in _ARCHIVING:
        values[ARCHIVED] = _ARCHIVING[verb]
    if event.tag in _MEMBERS:
        many, one = _MEMBERS[event.tag]
        old, new = event.difference[one]
        others = [ref for ref in values[many] if ref != new]
        values[many] = sorted({*others, old} if old else others)
        return
    for label, (old, _) in (event.difference or {}).items():
        word = same_word.get(label, label)
        if word in values:
            values[word] = old


# --- what a record is now -----------------------------------------------------------------


def _now(record: Any) -> Values:
    values = _VALUES[type(record)](record)
    return values | {ARCHIVED: record.is_archived}


def _agreement(agreement: Agreement) -> Values:
    return snapshot(agreement, AGREEMENT_FIELDS) | {
        AGREEMENT_FIELDS["ends_on"]: plain(agreement.period.last_day),
        "fase": agreement.status_label,
        "partijen": sorted(signatory.party.ref for signatory in agreement.signatories),
        "verbindingen": sorted(link.ref for link in agreement.links),
    }


def _introduction(introduction: Introduction) -> Values:
    return snapshot(introduction, INTRODUCTION_FIELDS) | {
        "stand": introduction.status_label,
        "partijen": sorted(line.party.ref for line in introduction.lines),
        "verbindingen": sorted(link.ref for link in introduction.links),
    }


_VALUES: dict[type[Any], Callable[[Any], Values]] = {
    Party: party_facts,
    Person: lambda person: snapshot(person, PERSON_FIELDS),
    Link: lambda link: snapshot(link, LINK_FIELDS),
    ContactMoment: lambda moment: snapshot(moment, MOMENT_FIELDS),
    Note: lambda note: snapshot(note, NOTE_FIELDS),
    Offer: lambda offer: snapshot(offer, OFFER_FIELDS),
    Commitment: lambda commitment: snapshot(commitment, COMMITMENT_FIELDS),
    Request: lambda request: snapshot(request, REQUEST_FIELDS),
    Goal: lambda goal: snapshot(goal, GOAL_FIELDS),
    Agreement: _agreement,
    Introduction: _introduction,
}
_FIELDS = {
    "partijen": PARTY_FIELDS | PROFILE_FIELDS | {"themas": "thema’s"},
    "personen": PERSON_FIELDS,
    "verbindingen": LINK_FIELDS,
    "contactmomenten": MOMENT_FIELDS | {"partij": "partijen", "persoon": "personen"},
    "aanbod_en_gevraagd": OFFER_FIELDS
    | {"themas": "thema’s", "reageerden": "reageerden", "vervuld_door": "vervuld door"},
    "toezeggingen": COMMITMENT_FIELDS,
    "vragen": REQUEST_FIELDS,
    "doelen": GOAL_FIELDS | {"themas": "thema’s"},
    "overeenkomsten": AGREEMENT_FIELDS,
    "notities": NOTE_FIELDS,
}


def _same_word(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The label of a form for the word of a column: an import tells of the same field."""
    mapping = MAPPINGS[kind]
    columns = {one.column: one.attribute for one in mapping.all_fields}
    columns |= {one.column: one.column for one in mapping.lists}
    columns |= {one.column: one.attribute.removesuffix("_id") for one in mapping.pointers}
    return {
        column.replace("_", " "): fields[attribute]
        for column, attribute in columns.items()
        if attribute in fields
    }


_SAME_WORD = {
    str(MAPPINGS[kind].model.__tablename__): _same_word(kind, fields)
    for kind, fields in _FIELDS.items()
}
_SAME_WORD["introduction"] = {}
