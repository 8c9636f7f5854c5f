"""Searching: the first so many parties and people, in an order that hidden records cannot move.

Exact names, then names that begin with the text, the ends of phone numbers, words, parts of
words; within each by name. A stage is only asked when the ones before gave too little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, false

from crm.accounts.viewer import Viewer
from crm.parties.models import Party
from crm.people.models import Person, full_name
from crm.search.asked import Terms, asked, terms
from crm.search.conditions import STAGES, matches
from crm.search.statements import (
    contacts_of_parties,
    first_rows,
    parties_of_people,
    shown_parties,
    shown_people,
)

MOST_SUGGESTED = 10
PERSON = "persoon"


@dataclass(frozen=True, slots=True)
class Hit:
    """A party or person found: what an answer shows of it.

    Of a person `detail` is the function and `others` the parties where it has a role today. Of a
    party `detail` is the place, unless it is withheld, and `others` its contacts if asked for.
    """

    ref: str
    kind: str
    name: str
    detail: str = ""
    others: tuple[Hit, ...] = ()

    @property
    def is_person(self) -> bool:
        """Whether it is a person."""
        return self.kind == PERSON


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


def search(
    text: str, *, viewer: Viewer, most: int = MOST_SUGGESTED, with_contacts: bool = False
) -> Found:
    """The first `most` parties and people that match and that the viewer may see."""
    question = asked(text)
    if question.is_too_short:
        return Found(is_too_short=True)
    places = _places(terms(question), viewer, most + 1)
    return Found(_hits(places[:most], viewer, with_contacts), has_more=len(places) > most)


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


def _hits(places: Sequence[_Place], viewer: Viewer, with_contacts: bool) -> tuple[Hit, ...]:
    """What the places stand for, in the same order."""
    parties = [place.id for place in places if not place.is_person]
    people = [place.id for place in places if place.is_person]
    found = {(True, number): hit for number, hit in _people(people, viewer)}
    found |= {(False, number): hit for number, hit in _parties(parties, viewer, with_contacts)}
    return tuple(found[place.is_person, place.id] for place in places)


def _people(ids: Sequence[int], viewer: Viewer) -> Iterator[tuple[int, Hit]]:
    if not ids:
        return
    at: dict[int, list[Hit]] = defaultdict(list)
    for row in parties_of_people(ids, viewer):
        at[row.person_id].append(_party_hit(row))
    for row in shown_people(ids):
        yield row.id, _person_hit(row, tuple(dict.fromkeys(at[row.id])))


def _parties(ids: Sequence[int], viewer: Viewer, with_contacts: bool) -> Iterator[tuple[int, Hit]]:
    if not ids:
        return
    contacts: dict[int, tuple[Hit, ...]] = {}
    for row in contacts_of_parties(ids, viewer) if with_contacts else ():
        contacts.setdefault(row.party_id, (_person_hit(row),))
    for row in shown_parties(ids):
        yield row.id, _party_hit(row, contacts.get(row.id, ()))


def _party_hit(row: Any, contacts: tuple[Hit, ...] = ()) -> Hit:
    return Hit(row.ref, row.kind, row.name, "" if row.withheld else row.place, contacts)


def _person_hit(row: Any, parties: tuple[Hit, ...] = ()) -> Hit:
    name = full_name(row.first_name, row.initials, row.name_prefix, row.last_name)
    return Hit(row.ref, PERSON, name, row.function, parties)
