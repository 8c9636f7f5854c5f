"""Who somebody may be: people who are there already, so that nobody comes in twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from crm.accounts.queries import normalise_email
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.text import fold, phone_digits, sort_key
from crm.parties.models import Party
from crm.people.models import ContactRole, Person, full_name
from crm.people.names import PREFIXES, NameParts
from crm.people.queries import visible_people

MOST_ASKED = 5
_PREFIXES = frozenset(fold(prefix) for prefix in PREFIXES)


@dataclass(frozen=True, slots=True)
class Alike:
    """A person who may be meant: by address, by name, or by a role and a part of the name."""

    person: Person
    has_address: bool
    has_name: bool
    was_there: bool


def find_alike_people(
    names: NameParts,
    *,
    email: str = "",
    party: Party | None = None,
    without_account: bool = False,
    viewer: Viewer,
) -> list[Alike]:
    """Who has this e-mail address, then who has this name: in use and visible, at most MOST_ASKED.

    `J. de Vries` may be Jan de Vries; Kees de Vries is another. Who has, or had, a role at
    `party` is found by a part of the name too: people marry, and are known by a first name.
    """
    address, there = normalise_email(email), _people_at(party)
    near = list(_near(address, names, there))
    if not near:
        return []
    query = visible_people(viewer).where(Person.archived_at.is_(None), or_(*near))
    if without_account:
        query = query.where(Person.user_id.is_(None))
    found = [
        Alike(
            person,
            bool(address) and normalise_email(person.email) == address,
            is_same_name(names, person),
            person.id in there,
        )
        for person in db.session.scalars(query.order_by(Person.sort_key, Person.id))
    ]
    fitting = [one for one in found if _fits(one, names)]
    return sorted(fitting, key=_order)[:MOST_ASKED]


def find_same_person(names: NameParts, *, email: str, phone: str, viewer: Viewer) -> Person | None:
    """The only one of exactly this name with this address or phone: so sure that nobody is asked.

    For lists of names, where one line is about somebody of another line.
    """
    same = [
        one.person
        for one in find_alike_people(names, email=email, viewer=viewer)
        if plain_name(one.person.name) == plain_name(_whole(names))
        and (one.has_address or _has_phone(one.person, phone))
    ]
    return same[0] if len(same) == 1 else None


def plain_name(name: str) -> str:
    """A name folded, with `Yılmaz` as `yilmaz`: not every keyboard has the ı without a dot."""
    return fold(name.replace("ı", "i"))


def is_same_name(names: NameParts, person: Person) -> bool:
    """Whether a name as typed can be this person's: the last name, and the first as far as known.

    A last name alone fits everybody of that name.
    """
    last_name = _bare(names.last_name)
    if not last_name or last_name != _bare(person.last_name):
        return False
    typed = plain_name(names.first_name or names.initials)
    stored = plain_name(person.first_name or person.initials)
    if not typed or not stored:
        return True
    if _is_word(names.first_name) and _is_word(person.first_name):
        return typed == stored
    return typed[0] == stored[0]


def _is_word(first_name: str) -> bool:
    """Whether it is a first name, and not one letter of it."""
    return len(fold(first_name)) > 1


def _bare(last_name: str) -> str:
    """The folded last name without what stands before it: some lists keep `de Vries` as one."""
    parts = plain_name(last_name).split()
    while len(parts) > 1 and parts[0] in _PREFIXES:
        parts = parts[1:]
    return " ".join(parts)


def _fits(one: Alike, names: NameParts) -> bool:
    return one.has_address or one.has_name or (one.was_there and _shares_word(names, one.person))


def _shares_word(names: NameParts, person: Person) -> bool:
    typed = plain_name(f"{names.first_name} {names.last_name}").split()
    stored = plain_name(f"{person.first_name} {person.last_name}").split()
    return any(len(word) > 1 for word in set(typed) & set(stored) - _PREFIXES)


def _has_phone(person: Person, phone: str) -> bool:
    return bool(phone) and phone_digits(phone) == phone_digits(person.phone)


def _whole(names: NameParts) -> str:
    return full_name(names.first_name, names.initials, names.name_prefix, names.last_name)


def _order(one: Alike) -> tuple[bool, bool, bool]:
    return not one.has_address, not one.has_name, not one.was_there


def _people_at(party: Party | None) -> set[int]:
    """The ids of who has or had a role at a party."""
    if party is None or party.id is None:
        return set()
    roles = select(ContactRole.person_id).where(ContactRole.party_id == party.id)
    return set(db.session.scalars(roles))


def _near(address: str, names: NameParts, there: set[int]) -> Iterator[ColumnElement[bool]]:
    if address:
        yield func.lower(Person.email) == address
    bare = _bare(names.last_name)
    for start in {bare, plain_name(f"{names.name_prefix} {names.last_name}")} - {""}:
        # the key that is stored has another sign for the ı without a dot
        yield Person.sort_key.like(f"{sort_key(start).replace('i', '_')}%")
    if there:
        yield Person.id.in_(there)
