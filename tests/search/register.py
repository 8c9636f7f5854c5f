"""A small invented register for the tests of search, and what a search should give in it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.people.models import ContactRole, Person
from crm.search.asked import asked
from tests.support.settings import TODAY

Record = Party | Person


def party(name: str, **values: Any) -> Party:
    """A party that the whole network may see."""
    return Party(name=name, **{"kind": "vereniging", "sector": "civiel", **values})


def person(first: str, last: str, **values: Any) -> Person:
    """A person that the whole network may see."""
    return Person(first_name=first, last_name=last, **{"visibility": "netwerk", **values})


def role(who: Person, at: Party, **values: Any) -> ContactRole:
    """A role that holds on the day of the tests."""
    begun = {"begins_on": date(2020, 1, 1), "role": "trekker", **values}
    return ContactRole(ref=str(uuid4()), person=who, party=at, **begun)


def save(*records: Any) -> None:
    """Save in this order: the ids follow it."""
    with transaction():
        for record in records:
            db.session.add(record)
            db.session.flush()


def viewer(kind: Role = Role.READER) -> Viewer:
    """Somebody with an account in this role."""
    user = User(
        email=f"{uuid4()}@vlietdam.example", name="Iemand", role=str(kind), password_hash="-"
    )
    save(user)
    return Viewer(user.id, kind, TODAY)


class Place(NamedTuple):
    """Where a record belongs in an answer."""

    stage: int
    is_not_exact: bool
    sort_key: str
    is_person: bool
    id: int
    name: str


def expected(records: list[Record], text: str) -> list[str]:
    """The names that match, in order: what the databases should say, without a database."""
    question = asked(text)
    if question.is_too_short:
        return []
    places = []
    for record in records:
        stage = _stage(record, text)
        if stage is not None:
            exact = stage == 0 and record.folded == question.text
            places.append(
                Place(
                    *(stage, not exact, record.sort_key, isinstance(record, Person)),
                    *(record.id, record.name),
                )
            )
    return [place.name for place in sorted(places)]


def _stage(record: Record, text: str) -> int | None:
    question = asked(text)
    is_person = isinstance(record, Person)
    if record.folded.startswith(question.text):
        return 0
    if is_person and record.sort_key.startswith(question.text):
        return 0
    is_withheld = not is_person and record.withheld
    digits = question.digits_reversed
    if digits and not is_withheld and record.phone_reversed.startswith(digits):
        return 1
    kept = record.stems.split()
    if all(
        any(
            one in (word.stem, word.typed) or (word.may_go_on and one.startswith(word.typed))
            for one in kept
        )
        for word in question.words
    ):
        return 2
    names = record.folded.split()
    if any(word.parts for word in question.words) and all(
        any(part in record.folded for part in word.parts)
        or any(
            name == word.typed or (word.may_go_on and name.startswith(word.typed)) for name in names
        )
        for word in question.words
    ):
        return 3
    return None
