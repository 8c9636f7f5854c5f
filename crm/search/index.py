"""Whether the search index holds exactly what the tables hold, and making it so again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, column, insert, select, table, text, update

from crm.core.db import db, is_postgresql
from crm.goals.models import Goal
from crm.goals.models import searchable as searchable_goal
from crm.parties.models import Party
from crm.parties.models import searchable as searchable_party
from crm.people.models import Person
from crm.people.models import searchable as searchable_person
from crm.requests.models import Request
from crm.requests.models import searchable as searchable_request
from crm.resources.models import Offer
from crm.resources.models import searchable as searchable_offer

ROWS_AT_ONCE = 2000
TRIGRAM = 3


@dataclass(frozen=True, slots=True)
class Searched:
    """A table that search looks in, and how its search columns follow from the others."""

    model: Any
    made_of: Callable[[Any], dict[str, str]]
    has_parts: bool = False


SEARCHED = (
    Searched(Party, searchable_party, has_parts=True),
    Searched(Person, searchable_person, has_parts=True),
    Searched(Goal, searchable_goal),
    Searched(Offer, searchable_offer),
    Searched(Request, searchable_request),
)


def index_faults() -> list[str]:
    """The refs of records that search would find wrongly or not at all, in order.

    A row of the index that belongs to no record is named by its table and number.
    """
    found: set[str] = set()
    for searched in SEARCHED:
        found.update(record.ref for record, _ in _differing(searched))
        if not is_postgresql():
            found.update(_index_faults(searched))
    return sorted(found)


def rebuild_index() -> int:
    """Make the search columns and the indexes anew; how many records had to change.

    PostgreSQL keeps an index on an expression in step by itself.
    """
    changed = sum(_fill(searched) for searched in SEARCHED)
    if not is_postgresql():
        for searched in SEARCHED:
            for index in _indexes(searched):
                fts = table(index, column(index))
                db.session.execute(insert(fts).values({index: "rebuild"}))
    return changed


def _differing(searched: Searched) -> Iterator[tuple[Any, dict[str, str]]]:
    """The records whose search columns are not what they should be, with what they should be."""
    query = select(searched.model).execution_options(yield_per=ROWS_AT_ONCE)
    for record in db.session.scalars(query):
        right = searched.made_of(record)
        if any(getattr(record, name) != value for name, value in right.items()):
            yield record, right


def _fill(searched: Searched) -> int:
    """Write the right search columns; a version does not rise for what nobody changed."""
    rows = [{"row_id": record.id, **right} for record, right in _differing(searched)]
    if rows:
        kept = searched.model.__table__
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "row_id"}
        statement = update(kept).where(kept.c.id == bindparam("row_id")).values(values)
        db.session.connection().execute(statement, rows)
        db.session.expire_all()
    return len(rows)


Terms = Callable[[str], list[str]]


def _indexes(searched: Searched) -> dict[str, tuple[Any, Terms]]:
    """SQLite's full-text indexes: of the words, and of the parts where those are searched."""
    model = searched.model
    found: dict[str, tuple[Any, Terms]] = {f"{model.__tablename__}_fts": (model.stems, _words)}
    if searched.has_parts:
        found[f"{model.__tablename__}_part_fts"] = (model.folded, _parts)
    return found


def _index_faults(searched: Searched) -> Iterator[str]:
    """Compare what SQLite's indexes hold with the text they should hold, row by row."""
    model = searched.model
    for index, (text_column, terms) in _indexes(searched).items():
        kept = _kept(index)
        for number, ref, content in db.session.execute(select(model.id, model.ref, text_column)):
            if kept.pop(number, 0) != _sum(terms(content)):
                yield ref
        yield from (f"{index}:{number}" for number, total in kept.items() if total)


def _kept(index: str) -> dict[int, int]:
    """Per row of an index a sum over its terms and their places."""
    view = f"{index}_terms"
    connection = db.session.connection()
    connection.execute(
        text(f"CREATE VIRTUAL TABLE temp.{view} USING fts5vocab('main', '{index}', 'instance')")
    )
    sums: dict[int, int] = defaultdict(int)
    terms = table(view, column("doc"), column("term"), column("offset"), schema="temp")
    rows = connection.execute(select(terms.c.doc, terms.c.term, terms.c.offset))
    for number, term, place in rows:
        sums[number] += hash((place, term))
    connection.execute(text(f"DROP TABLE temp.{view}"))
    return sums


def _sum(terms: Iterable[str]) -> int:
    return sum(hash((place, term)) for place, term in enumerate(terms))


def _words(content: str) -> list[str]:
    return content.split()


def _parts(content: str) -> list[str]:
    return [content[start : start + TRIGRAM] for start in range(len(content) - TRIGRAM + 1)]
