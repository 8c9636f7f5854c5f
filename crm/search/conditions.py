"""The ways in which a record matches a question, in SQL for both databases.

Each way has an index that finds candidates and a check on one row. Both say the same, so that
a query may walk the index of the way or the index of the names, whichever is quicker. Values
come by the names of `crm.search.asked.terms`; they may be placeholders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from crm.core.db import is_postgresql
from crm.parties.models import Party
from crm.people.models import Person
from crm.search.asked import Asked, terms

Values = Mapping[str, Any]
Narrow = Callable[[Select[Any], Any, Values], Select[Any]]
Check = Callable[[Any, Values], ColumnElement[bool]]
Model = type[Party] | type[Person]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to match: the term it needs, how an index finds it, how one row is checked.

    `in_order` says when its check is itself a stretch of the index of names.
    """

    needs: str
    narrow: Narrow
    check: Check
    in_order: Callable[[Values], bool] = lambda values: False


def _begins_by_index(query: Select[Any], model: Any, values: Values) -> Select[Any]:
    return query.where(_between(model.folded, values, "text"))


def begins(model: Any, values: Values) -> ColumnElement[bool]:
    """The name begins with the text."""
    return _position(model.folded, values["text"]) == 1


def begins_in_order(model: Any, values: Values) -> ColumnElement[bool]:
    """`begins` of a name that is ordered by its own beginning: a stretch of the names."""
    stretch = _between(model.sort_key, values, "stretch")
    return and_(stretch, begins(model, values)) if "number" in values else stretch


def last_name_begins(model: Any, values: Values) -> ColumnElement[bool]:
    """The last name begins with the text: people are ordered by it."""
    return _between(model.sort_key, values, "text")


def phone_ends(model: Any, values: Values) -> ColumnElement[bool]:
    """The phone number ends with these digits; withheld numbers are never found."""
    ends = _between(model.phone_reversed, values, "digits")
    return and_(ends, Party.withheld.is_(False)) if model is Party else ends


def has_words(model: Any, values: Values) -> ColumnElement[bool]:
    """Every word is a word of the record, the beginning of one, or has the same stem."""
    text = literal(" ").concat(model.stems).concat(" ")
    return and_(
        *(
            or_(
                *(
                    _position(text, values[name]) > 0
                    for name in (f"word_{place}", f"stem_{place}")
                    if name in values
                )
            )
            for place in _places(values)
        )
    )


def has_parts(model: Any, values: Values) -> ColumnElement[bool]:
    """Every word is part of the name; a short word is a word of it."""
    text = literal(" ").concat(model.folded).concat(" ")
    return and_(
        *(
            or_(*(_position(model.folded, part) > 0 for part in parts))
            if parts
            else _position(text, values[f"word_{place}"]) > 0
            for place, parts in ((place, _parts(values, place)) for place in _places(values))
        )
    )


def _by_words(query: Select[Any], model: Any, values: Values) -> Select[Any]:
    if is_postgresql():
        vector = func.array_to_tsvector(func.string_to_array(model.stems, literal_column("' '")))
        wanted = cast(values["tsquery_words"], TSQUERY)
        return query.where(vector.bool_op("@@")(wanted))
    return _through(f"{model.__tablename__}_fts", values["fts5_words"], query, model)


def _by_parts(query: Select[Any], model: Any, values: Values) -> Select[Any]:
    if not is_postgresql():
        index = f"{model.__tablename__}_part_fts"
        query = _through(index, values["fts5_parts"], query, model)
        return query.where(has_parts(model, values))
    for place in _places(values):
        likes = [
            model.folded.like(literal("%").concat(part).concat("%"))
            for part in _parts(values, place)
        ]
        if likes:
            query = query.where(or_(*likes))
    return query.where(has_parts(model, values))


def _through(index: str, match: Any, query: Select[Any], model: Any) -> Select[Any]:
    """Join SQLite's index, so that the query can stop before it has read all of it."""
    fts = table(index, column("rowid"))
    query = query.join(fts, fts.c.rowid == model.id)
    return query.where(literal_column(index).bool_op("MATCH")(match))


def _directly(condition: Check) -> Narrow:
    """A condition that an ordinary index answers."""
    return lambda query, model, values: query.where(condition(model, values))


def _between(text: Any, values: Values, name: str) -> ColumnElement[bool]:
    return and_(text >= values[name], text < values[f"{name}_end"])


def _position(text: Any, part: Any) -> ColumnElement[int]:
    """Where a part first stands in a text, from 1; 0 when it does not."""
    return func.strpos(text, part) if is_postgresql() else func.instr(text, part)


def _places(values: Values) -> list[int]:
    return list(takewhile(lambda place: f"word_{place}" in values, count()))


def _parts(values: Values, place: int) -> list[Any]:
    names = takewhile(values.__contains__, (f"part_{place}_{number}" for number in count()))
    return [values[name] for name in names]


PARTY_NAME = Way(
    "text", _begins_by_index, begins_in_order, in_order=lambda values: "number" not in values
)
FULL_NAME = Way("text", _begins_by_index, begins)
LAST_NAME = Way("text", _directly(last_name_begins), last_name_begins, in_order=lambda values: True)
PHONE = Way("digits", _directly(phone_ends), phone_ends)
WORD = Way("fts5_words", _by_words, has_words)
PART = Way("fts5_parts", _by_parts, has_parts)

Stage = dict[Model, tuple[Way, ...]]
STAGES: tuple[Stage, ...] = (
    {Party: (PARTY_NAME,), Person: (FULL_NAME, LAST_NAME)},
    {Party: (PHONE,), Person: (PHONE,)},
    {Party: (WORD,), Person: (WORD,)},
    {Party: (PART,), Person: (PART,)},
)
"""In the order of the answer: name (exact before prefix), phone, word, part."""


def matches(model: Model, question: Asked) -> ColumnElement[bool]:
    """Whether a record matches in any way, for the `where` of a list."""
    values = terms(question)
    ways = [way for stage in STAGES for way in stage[model] if way.needs in values]
    return or_(*(model.id.in_(way.narrow(select(model.id), model, values)) for way in ways))
