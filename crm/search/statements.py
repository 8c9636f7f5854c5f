"""The statements of a search, made once per shape of the question and kept.

Somebody who types asks many questions of the same shape. To make and to name a statement takes
Python longer than the database needs to answer it, so only the values change.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Date, Integer, Select, String, bindparam, func, select

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.db import db, is_postgresql
from crm.parties.models import Party
from crm.parties.queries import current, party_seen
from crm.people.models import ContactRole, Person
from crm.people.queries import person_seen
from crm.search.asked import Terms
from crm.search.conditions import Model, Way

MOST_SORTED = 500
"""Up to this many candidates are sorted; with more, the names are walked in their order."""
MOST_KEPT = 2000


class Shape(NamedTuple):
    """What makes one statement another; the database too, for tests that know two."""

    model: Model
    way: Way
    terms: tuple[str, ...]
    role: Role
    is_signed_in: bool
    is_postgresql: bool


def first_rows(
    model: Model, way: Way, terms: Terms, viewer: Viewer, known: Sequence[int], wanted: int
) -> list[Any]:
    """The first rows (id, sort_key, exact) of one way: exact names, then by name.

    Few candidates are sorted. Among many the names are walked in their order until enough of
    them match, which is soon, just because so many do.
    """
    shape = Shape(model, way, tuple(terms), viewer.role, viewer.is_signed_in, is_postgresql())
    values = {**terms, "known": known, "wanted": wanted, "day": viewer.day, "who": viewer.user_id}

    def rows(statement: Select[Any]) -> list[Any]:
        return list(db.session.execute(statement, values))

    if way.in_order(terms):
        return rows(_walked(shape))
    found = rows(_sorted(shape))
    if not found or found[0].number <= MOST_SORTED:
        return found
    exact = rows(_exact(shape)) if way.needs == "text" else []
    return exact + rows(_walked(shape))


def shown_parties(ids: Sequence[int]) -> list[Any]:
    """What an answer shows of parties: id, ref, kind, name, place, withheld."""
    return list(db.session.execute(_PARTIES, {"ids": ids}))


def shown_people(ids: Sequence[int]) -> list[Any]:
    """What an answer shows of people: id, ref, the parts of the name, function."""
    return list(db.session.execute(_PEOPLE, {"ids": ids}))


def parties_of_people(ids: Sequence[int], viewer: Viewer) -> list[Any]:
    """The parties that the viewer may see where people have a role today, by name.

    Rows of person_id and what `shown_parties` gives; two roles give two rows.
    """
    statement = _parties_of_people(viewer.role, viewer.is_signed_in)
    return list(
        db.session.execute(statement, {"ids": ids, "day": viewer.day, "who": viewer.user_id})
    )


def contacts_of_parties(ids: Sequence[int], viewer: Viewer) -> list[Any]:
    """The people that the viewer may see with a role today, the first contact first.

    Rows of party_id and what `shown_people` gives.
    """
    statement = _contacts_of_parties(viewer.role, viewer.is_signed_in)
    return list(
        db.session.execute(statement, {"ids": ids, "day": viewer.day, "who": viewer.user_id})
    )


_IDS = bindparam("ids", type_=Integer, expanding=True)
_SHOWN_PARTY = (Party.id, Party.ref, Party.kind, Party.name, Party.place, Party.withheld)
_SHOWN_PERSON = (
    Person.id,
    Person.ref,
    Person.first_name,
    Person.initials,
    Person.name_prefix,
    Person.last_name,
    Person.function,
)
_PARTIES = select(*_SHOWN_PARTY).where(Party.id.in_(_IDS))
_PEOPLE = select(*_SHOWN_PERSON).where(Person.id.in_(_IDS))


@lru_cache(MOST_KEPT)
def _parties_of_people(role: Role, is_signed_in: bool) -> Any:
    viewer = _somebody(role, is_signed_in)
    return (
        select(ContactRole.person_id, *_SHOWN_PARTY)
        .join(Party, Party.id == ContactRole.party_id)
        .where(
            ContactRole.person_id.in_(_IDS),
            current(ContactRole, viewer.day),
            Party.archived_at.is_(None),
            party_seen(viewer),
        )
        .order_by(Party.sort_key, Party.id)
    )


@lru_cache(MOST_KEPT)
def _contacts_of_parties(role: Role, is_signed_in: bool) -> Any:
    viewer = _somebody(role, is_signed_in)
    return (
        select(ContactRole.party_id, *_SHOWN_PERSON)
        .join(Person, Person.id == ContactRole.person_id)
        .where(
            ContactRole.party_id.in_(_IDS),
            current(ContactRole, viewer.day),
            Person.archived_at.is_(None),
            person_seen(viewer),
        )
        .order_by(ContactRole.is_first_contact.desc(), Person.sort_key, ContactRole.id)
    )


@lru_cache(MOST_KEPT)
def _sorted(shape: Shape) -> Select[Any]:
    """The candidates of an index, sorted when they are few, with their number."""
    narrowed = shape.way.narrow(_seen(shape), shape.model, _placeholders(shape))
    few = narrowed.limit(MOST_SORTED + 1).subquery()
    order = (few.c.exact.desc(), few.c.sort_key, few.c.id)
    counted = select(few, func.count().over().label("number")).order_by(*order)
    return counted.limit(_wanted())


@lru_cache(MOST_KEPT)
def _walked(shape: Shape) -> Select[Any]:
    """What passes the check, along the index of names."""
    return _by_name(shape).where(shape.way.check(shape.model, _placeholders(shape)))


@lru_cache(MOST_KEPT)
def _exact(shape: Shape) -> Select[Any]:
    """The names that are exactly the text."""
    return _by_name(shape).where(shape.model.folded == _placeholders(shape)["text"])


def _by_name(shape: Shape) -> Select[Any]:
    return _seen(shape).order_by(shape.model.sort_key, shape.model.id).limit(_wanted())


def _seen(shape: Shape) -> Select[Any]:
    """The records that may be found at all: seen, not archived, not found before."""
    model = shape.model
    exact = (model.folded == _placeholders(shape)["text"]).label("exact")
    known = bindparam("known", type_=Integer, expanding=True)
    may_see = party_seen if model is Party else person_seen
    return select(model.id, model.sort_key, exact).where(
        model.archived_at.is_(None),
        may_see(_somebody(shape.role, shape.is_signed_in)),
        model.id.not_in(known),
    )


def _somebody(role: Role, is_signed_in: bool) -> Viewer:
    """Any viewer with this role: who it is and on which day are values of the statement."""
    who = bindparam("who", type_=Integer) if is_signed_in else None
    return Viewer(cast(Any, who), role, cast(Any, bindparam("day", type_=Date)))


def _placeholders(shape: Shape) -> dict[str, Any]:
    return {name: bindparam(name, type_=String) for name in shape.terms}


def _wanted() -> Any:
    return bindparam("wanted", type_=Integer)
