"""The ways in which a record matches a question, in SQL for both databases.

Each way has an index that finds candidates and a check on one row. Both say the same, so that
a query may walk the index of the way or the index of the names, whichever is quicker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)

from crm.core.db import is_postgresql
from crm.core.text import sort_key
from crm.parties.models import Party
from crm.people.models import Person
from crm.search.asked import Asked, fts5_parts, fts5_words, tsquery_words

AFTER_LETTERS = "{"
"""The sign after `z`: a text that begins with `x` lies between `x` and `x{`."""
AFTER_DIGITS = ":"

Narrow = Callable[[Select[Any], Any, Asked], Select[Any]]
Check = Callable[[Any, Asked], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to match: when it applies, how an index finds it, how one row is checked.

    `in_order` says when its index gives the rows in the order of names by itself.
    """

    applies: Callable[[Asked], bool]
    narrow: Narrow
    check: Check
    in_order: Callable[[Asked], bool] = lambda asked: False


def begins(model: Any, asked: Asked) -> ColumnElement[bool]:
    """The name begins with the text."""
    return _between(model.folded, asked.text, AFTER_LETTERS)


def begins_in_order(model: Any, asked: Asked) -> ColumnElement[bool]:
    """`begins` of a name that is ordered by its own beginning: a stretch of the names."""
    stretch = _between(model.sort_key, sort_key(asked.text_without_end_digits), AFTER_LETTERS)
    return and_(stretch, begins(model, asked)) if asked.has_end_digits else stretch


def last_name_begins(model: Any, asked: Asked) -> ColumnElement[bool]:
    """The last name begins with the text: people are ordered by it."""
    return _between(model.sort_key, asked.text, AFTER_LETTERS)


def phone_ends(model: Any, asked: Asked) -> ColumnElement[bool]:
    """The phone number ends with these digits; withheld numbers are never found."""
    ends = _between(model.phone_reversed, asked.digits_reversed, AFTER_DIGITS)
    return and_(ends, Party.withheld.is_(False)) if model is Party else ends


def has_words(model: Any, asked: Asked) -> ColumnElement[bool]:
    """Every word is a word of the record, the beginning of one, or has the same stem."""
    before = literal(" ").concat(model.stems)
    around = before.concat(" ")
    conditions = []
    for word in asked.words:
        end, text = ("", before) if word.may_go_on else (" ", around)
        found = [_holds(text, f" {word.typed}{end}")]
        if word.has_own_stem:
            found.append(_holds(around, f" {word.stem} "))
        conditions.append(or_(*found))
    return and_(*conditions)


def has_parts(model: Any, asked: Asked) -> ColumnElement[bool]:
    """Every word is part of the name; a short word is a word of it."""
    around = literal(" ").concat(model.folded).concat(" ")
    return and_(
        *(
            or_(*(_holds(model.folded, part) for part in word.parts))
            if word.parts
            else _holds(around, f" {word.typed}{'' if word.may_go_on else ' '}")
            for word in asked.words
        )
    )


def _by_words(query: Select[Any], model: Any, asked: Asked) -> Select[Any]:
    if is_postgresql():
        vector = func.to_tsvector(literal_column("'simple'"), model.stems)
        wanted = func.to_tsquery(literal_column("'simple'"), tsquery_words(asked))
        return query.where(vector.bool_op("@@")(wanted))
    return _through(f"{model.__tablename__}_fts", fts5_words(asked), query, model)


def _by_parts(query: Select[Any], model: Any, asked: Asked) -> Select[Any]:
    if is_postgresql():
        likes = (
            or_(*(model.folded.like(f"%{part}%") for part in word.parts))
            for word in asked.words
            if word.parts
        )
        return query.where(*likes, has_parts(model, asked))
    query = _through(f"{model.__tablename__}_part_fts", fts5_parts(asked), query, model)
    return query.where(has_parts(model, asked))


def _through(index: str, match: str, query: Select[Any], model: Any) -> Select[Any]:
    """Join SQLite's index, so that the query can stop before it has read all of it."""
    fts = table(index, column("rowid"))
    query = query.join(fts, fts.c.rowid == model.id)
    return query.where(literal_column(index).bool_op("MATCH")(match))


def _directly(condition: Check) -> Narrow:
    """A condition that an ordinary index answers."""
    return lambda query, model, asked: query.where(condition(model, asked))


def _between(text: ColumnElement[str] | Any, start: str, after: str) -> ColumnElement[bool]:
    return and_(text >= start, text < start + after)


def _holds(text: ColumnElement[str] | Any, part: str) -> ColumnElement[bool]:
    function = func.strpos if is_postgresql() else func.instr
    return function(text, part) > 0


PARTY_NAME = Way(
    lambda asked: True,
    _directly(begins),
    begins_in_order,
    in_order=lambda asked: not asked.has_end_digits,
)
FULL_NAME = Way(lambda asked: True, _directly(begins), begins)
LAST_NAME = Way(
    lambda asked: True, _directly(last_name_begins), last_name_begins, in_order=lambda asked: True
)
PHONE = Way(lambda asked: bool(asked.digits_reversed), _directly(phone_ends), phone_ends)
WORD = Way(lambda asked: True, _by_words, has_words)
PART = Way(lambda asked: asked.has_parts, _by_parts, has_parts)

Stage = dict[type[Party] | type[Person], tuple[Way, ...]]
STAGES: tuple[Stage, ...] = (
    {Party: (PARTY_NAME,), Person: (FULL_NAME, LAST_NAME)},
    {Party: (PHONE,), Person: (PHONE,)},
    {Party: (WORD,), Person: (WORD,)},
    {Party: (PART,), Person: (PART,)},
)
"""In the order of the answer: name (exact before prefix), phone, word, part."""


def matches(model: type[Party] | type[Person], asked: Asked) -> ColumnElement[bool]:
    """Whether a record matches in any way, for the `where` of a list."""
    ways = [way for stage in STAGES for way in stage[model] if way.applies(asked)]
    return or_(*(model.id.in_(way.narrow(select(model.id), model, asked)) for way in ways))
