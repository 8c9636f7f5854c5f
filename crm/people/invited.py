"""Whom an account may be of: people who are there already, so that nobody comes in twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_

from crm.accounts.queries import normalise_email
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.text import fold, sort_key
from crm.people.models import Person
from crm.people.names import NameParts, name_parts
from crm.people.queries import visible_people

MOST_ASKED = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A person without an account whom a new account may be of."""

    person: Person
    has_address: bool


def people_known_as(*, name: str, email: str, viewer: Viewer) -> list[Known]:
    """Who has this e-mail address, then who has this name: in use, visible, without account.

    `J. de Vries` may be Jan de Vries; Kees de Vries is another. At most MOST_ASKED.
    """
    address, parts = normalise_email(email), name_parts(name)
    near = list(_near(address, parts))
    if not near:
        return []
    query = visible_people(viewer).where(
        Person.user_id.is_(None), Person.archived_at.is_(None), or_(*near)
    )
    found = [
        Known(person, bool(address) and normalise_email(person.email) == address)
        for person in db.session.scalars(query.order_by(Person.sort_key, Person.id))
    ]
    fitting = [one for one in found if one.has_address or is_same_name(parts, one.person)]
    return sorted(fitting, key=lambda one: not one.has_address)[:MOST_ASKED]


def is_same_name(parts: NameParts, person: Person) -> bool:
    """Whether a name as typed can be this person's: the last name, and the first as far as known.

    A last name alone fits everybody of that name.
    """
    if not parts.last_name or fold(parts.last_name) != fold(person.last_name):
        return False
    typed = fold(parts.first_name or parts.initials)
    stored = fold(person.first_name or person.initials)
    if not typed or not stored:
        return True
    if parts.first_name and person.first_name:
        return typed == stored
    return typed[0] == stored[0]


def _near(address: str, parts: NameParts) -> Iterator[ColumnElement[bool]]:
    if address:
        yield func.lower(Person.email) == address
    if parts.last_name:
        yield Person.sort_key.startswith(sort_key(parts.last_name), autoescape=True)
