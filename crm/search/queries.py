"""Searching: the first so many parties and people, in an order that hidden records cannot move.

Exact names, then names that begin with the text, the ends of phone numbers, words, parts of
words; within each by name. A stage is only asked when the ones before gave too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import joinedload

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.parties.models import Party
from crm.parties.queries import current, party_seen
from crm.people.models import ContactRole, Person
from crm.search.asked import Terms, asked, terms
from crm.search.conditions import STAGES, matches
from crm.search.statements import first_rows

MOST_SUGGESTED = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """One party or person found; of a person the parties where it has a role today."""

    record: Party | Person
    parties: tuple[Party, ...] = ()

    @property
    def is_person(self) -> bool:
        """Whether it is a person."""
        return isinstance(self.record, Person)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: the hits in order, whether there are more, or that it was too short."""

    hits: tuple[Hit, ...] = ()
    has_more: bool = False
    is_too_short: bool = False


class _Place(NamedTuple):
    """Where a record stands in the answer: compared from left to right."""

    stage: int
    is_not_exact: bool
    sort_key: str
    is_person: bool
    id: int


def search(text: str, *, viewer: Viewer, most: int = MOST_SUGGESTED) -> Found:
    """The first `most` parties and people that match and that the viewer may see."""
    question = asked(text)
    if question.is_too_short:
        return Found(is_too_short=True)
    places = _places(terms(question), viewer, most + 1)
    return Found(_hits(places[:most], viewer), has_more=len(places) > most)


def matching_parties(text: str) -> ColumnElement[bool]:
    """Whether a party matches the text: a condition on `Party` for lists."""
    return _matching(Party, text)


def matching_people(text: str) -> ColumnElement[bool]:
    """Whether a person matches the text: a condition on `Person` for lists."""
    return _matching(Person, text)


def _matching(model: Any, text: str) -> ColumnElement[bool]:
    question = asked(text)
    return matches(model, question) if question.text else false()


def _places(values: Terms, viewer: Viewer, wanted: int) -> list[_Place]:
    """The first records stage by stage, parties and people together."""
    places: list[_Place] = []
    for number, stage in enumerate(STAGES):
        if len(places) >= wanted:
            break
        found: set[_Place] = set()
        for model, ways in stage.items():
            is_person = model is Person
            known = [place.id for place in places if place.is_person == is_person]
            for way in ways:
                if way.needs in values:
                    rows = first_rows(model, way, values, viewer, known, wanted - len(places))
                    found.update(
                        _Place(number, not row.exact, row.sort_key, is_person, row.id)
                        for row in rows
                    )
        places += sorted(found)
    return places[:wanted]


def _hits(places: Iterable[_Place], viewer: Viewer) -> tuple[Hit, ...]:
    """The records of the places, in the same order, with the parties of the people."""
    people = [place.id for place in places if place.is_person]
    parties = [place.id for place in places if not place.is_person]
    found_parties = _by_id(Party, parties)
    found_people = _by_id(Person, people)
    at = _parties_of(people, viewer)
    return tuple(
        Hit(found_people[place.id], at.get(place.id, ()))
        if place.is_person
        else Hit(found_parties[place.id])
        for place in places
    )


def _by_id(model: Any, ids: Sequence[int]) -> dict[int, Any]:
    if not ids:
        return {}
    query = select(model).where(model.id.in_(ids))
    return {record.id: record for record in db.session.scalars(query)}


def _parties_of(people: Sequence[int], viewer: Viewer) -> dict[int, tuple[Party, ...]]:
    """At which parties that the viewer may see people have a role today, by name."""
    if not people:
        return {}
    query = (
        select(ContactRole)
        .join(Party, Party.id == ContactRole.party_id)
        .where(
            ContactRole.person_id.in_(people),
            current(ContactRole, viewer.day),
            Party.archived_at.is_(None),
            party_seen(viewer),
        )
        .options(joinedload(ContactRole.party))
        .order_by(Party.sort_key, Party.id)
    )
    found: dict[int, dict[int, Party]] = {}
    for role in db.session.scalars(query):
        found.setdefault(role.person_id, {})[role.party_id] = role.party
    return {person: tuple(parties.values()) for person, parties in found.items()}
