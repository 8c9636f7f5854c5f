"""Which records can be alike: found through the index, a bounded number, never by reading all.

What the viewer's level does not reach takes no part: not in what is found, nor in how many a word
finds, nor in which are left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
)

from crm.core.db import is_postgresql, remembered
from crm.core.prepared import Listed, run
from crm.core.text import stem
from crm.ideas.idea import Idea, Reach, Term
from crm.opportunities.ranking.evidence import MILLION
from crm.parties.models import Party, party_area, party_theme
from crm.search.asked import Word, asked, fts5_words, tsquery_words
from crm.search.conditions import PART, WORD
from crm.taxonomy.models import Area, Theme

MOST_OF_A_TERM = 100
"""A word that more records have says little; with another word beside it, it says more."""
COMPARED_FOR_EACH = 10
"""So many are compared whole for each that is shown."""
Found = list[set[int]]
"""What each thing that was looked for finds."""
Narrow = Callable[[Select[Any], Any, ColumnElement[str]], Select[Any]]
Road = tuple[Narrow, list[str]]
"""How to look, and the texts to look for."""


def _with_words(query: Select[Any], model: Any, words: ColumnElement[str]) -> Select[Any]:
    return WORD.narrow(query, model, {"fts5_words": words, "tsquery_words": words})


def _with_part(query: Select[Any], model: Any, part: ColumnElement[str]) -> Select[Any]:
    quote = literal_column("'\"'", Text)
    values = {"word_0": part, "part_0_0": part, "fts5_parts": quote.concat(part).concat(quote)}
    return PART.narrow(query, model, values)


def _with_theme(query: Select[Any], model: Any, name: ColumnElement[str]) -> Select[Any]:
    theme = select(Theme.id).where(Theme.name == name).correlate_except(Theme).scalar_subquery()
    at = and_(party_theme.c.party_id == model.id, party_theme.c.theme_id == theme)
    return query.join(party_theme, at)


def _in_area(query: Select[Any], model: Any, code: ColumnElement[str]) -> Select[Any]:
    area = select(Area.id).where(Area.code == code).correlate_except(Area).scalar_subquery()
    at = and_(party_area.c.party_id == model.id, party_area.c.area_id == area)
    return query.join(party_area, at)


NEWEST: dict[Narrow, str] = {
    _with_words: "{}_fts.rowid",
    _with_part: "{}_part_fts.rowid",
    _with_theme: "{}_theme.party_id",
    _in_area: "{}_area.party_id",
}
"""The id as the index gives it, by the name of the table: SQLite stops as soon as it has enough."""


@dataclass(frozen=True, eq=False)
class Sought:
    """Records of one kind that may be found; made once, so that its statements are written once.

    The conditions must hold the level; their placeholders get the values of `candidates`.
    """

    model: Any
    conditions: tuple[ColumnElement[bool], ...]

    def also(self, *conditions: ColumnElement[bool]) -> Sought:
        """Those of them for which more holds."""
        return Sought(self.model, (*self.conditions, *conditions))


def candidates(sought: Sought, idea: Idea, values: Mapping[str, Any], *, top: int) -> list[int]:
    """The ids of enough records to choose the `top` from: they share the idea's rarest words.

    Of parties the parts of names are looked in too, and only in the widest reach all words about
    the same; of other records, which are fewer and say less, always. Equals in promise are taken
    in the order of their ids, the newest first.
    """
    roads = _roads(sought, idea)
    wanted = COMPARED_FOR_EACH * top
    found = _found(sought, roads, values, in_order=not is_postgresql())
    promising = _promise(_telling(found))
    if len(promising) < wanted and any(len(ids) > MOST_OF_A_TERM for ids in found):
        if is_postgresql():
            found = _found(sought, roads, values, in_order=True)
        promising = _promise(found)
    return sorted(promising, key=lambda record: (-promising[record], -record))[:wanted]


def _roads(sought: Sought, idea: Idea) -> list[Road]:
    """The texts to look for by each road."""
    about = [_any_of(known) for known in idea.words_about]
    if sought.model is not Party:
        return [(_with_words, [*(_all_of((word,)) for word in idea.words), *about])]
    words = [_all_of(term) for term in idea.terms]
    if idea.reach is Reach.WIDE:
        words += about
    return [
        (_with_words, words),
        (_with_part, idea.parts),
        (_with_theme, sorted(idea.themes)),
        (_in_area, sorted(idea.areas) if idea.neighbours else []),
    ]


def _found(
    sought: Sought,
    roads: Sequence[Road],
    values: Mapping[str, Any],
    *,
    in_order: bool,
) -> Found:
    """What each text finds, in one statement a road; the newest of what finds too many, in order.

    Which of too many it gives matters only when the others find too few. PostgreSQL, which would
    sort all of them first, is asked for the order only then.
    """
    return [
        ids
        for narrow, texts in roads
        if texts
        for ids in _ids(
            run(_each(sought, narrow, is_postgresql(), in_order), {**values, "looked_for": texts})
        )
    ]


@remembered
def _each(sought: Sought, narrow: Narrow, postgresql: bool, in_order: bool) -> Select[Any]:
    """For every text of a list, the ids it finds, as one list of them.

    A text is looked up for itself, so the database can use nothing but its index.
    """
    model = sought.model
    texts = _texts(postgresql)
    gathered = func.array_agg if postgresql else func.json_group_array
    narrowed = narrow(select(model.id.label("id")), model, texts.c.value)
    if in_order:
        newest = NEWEST[narrow].format(model.__tablename__)
        first = model.id if postgresql else literal_column(newest, Integer)
        narrowed = narrowed.order_by(first.desc())
    few = narrowed.where(*sought.conditions).limit(MOST_OF_A_TERM + 1).correlate(texts).subquery()
    return select(select(gathered(few.c.id)).correlate(texts).scalar_subquery()).select_from(texts)


def _texts(postgresql: bool) -> Any:
    """The list of what is looked for, a row each."""
    given: Any = bindparam("looked_for", type_=Listed())
    value = column("value", Text)
    if postgresql:
        rows = func.unnest(cast(given, ARRAY(Text))).table_valued(value)
        return rows.render_derived(name="looked_for")
    return func.json_each(given).table_valued(value, name="looked_for")


def _ids(rows: Iterable[Any]) -> Found:
    """The lists of ids, as each database gives them."""
    lists = (json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in rows)
    return [set(ids or ()) for ids in lists]


def _all_of(term: Term) -> str:
    """Every one of the words, in any form: the index holds the stem of every word."""
    stems = [stem(word) for word in term]
    return _in_words(tuple(Word(one, one, may_go_on=False) for one in stems))


def _any_of(known: Iterable[str]) -> str:
    """At least one of the words, as such or as a beginning."""
    joint = " | " if is_postgresql() else " OR "
    return joint.join(f"({_in_words(asked(word).words)})" for word in known)


def _in_words(words: tuple[Word, ...]) -> str:
    """As the full-text search of the database reads it."""
    return (tsquery_words if is_postgresql() else fts5_words)(words)


def _telling(found: Found) -> Found:
    """What does not find too many."""
    return [ids for ids in found if len(ids) <= MOST_OF_A_TERM]


def _promise(found: Found) -> dict[int, int]:
    """How promising each record is: what finds it counts for as much as it finds few."""
    promise: dict[int, int] = defaultdict(int)
    for ids in found:
        for record in ids:
            promise[record] += MILLION // (10 + len(ids))
    return promise
