"""Statements that are written once and run often, with lists of any length in them.

To write a select costs more than to run a small one. These are written once for their database;
a list is one value of it, so the text does not depend on how long the list is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    CursorResult,
    Dialect,
    Select,
    any_,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine, UserDefinedType

from crm.core.db import db

MOST_KEPT = 2048
"""A colleague at work has some fifteen of their own: enough for a town hall that works at once."""
AS_IT_IS = {"no_parameters": True}
"""The driver need not look for places of values in a text that has none."""
Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Rows = Sequence[tuple[Any, ...]]
Process = Callable[[Any], Any]


class Listed(UserDefinedType[Any]):
    """A list as one value: SQLite reads it as JSON, PostgreSQL knows lists."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Process | None:
        return json.dumps if dialect.name == "sqlite" else None


class Among(ColumnElement[bool]):
    """Whether a column has one of the values of a list, which is given when the select runs."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.values: BindParameter[Any] = bindparam(name, type_=Listed())


@compiles(Among, "sqlite")
def _among_sqlite(element: Among, compiler: SQLCompiler, **how: Any) -> str:
    listed: Select[Any] = select(literal_column("value")).select_from(
        func.json_each(element.values)
    )
    return compiler.process(element.column.in_(listed), **how)


@compiles(Among, "postgresql")
def _among_postgresql(element: Among, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.column == any_(element.values), **how)


class Prepared(NamedTuple):
    """The text of a statement, its own values, and the order of all, where it has no names.

    `given` makes of some values what the driver knows, `made` of some columns what Python knows.
    One that takes no values is as the database reads it, without doubled percent signs.
    """

    text: str
    takes_values: bool
    values: Mapping[str, Any]
    order: Sequence[str] | None
    given: Sequence[tuple[str, Process]]
    made: Sequence[tuple[int, Process]]


def run(statement: Statement, values: Mapping[str, Any]) -> Rows:
    """The rows of a statement made of plain columns; `values` are numbers, texts, days, lists.

    They are tuples as the driver gives them, with days and moments as Python knows them: to make
    something of each row costs more than to find it.
    """
    connection = db.session.connection()
    prepared = _prepared(statement, connection.dialect)
    if prepared.takes_values:
        rows = _rows(connection.exec_driver_sql(prepared.text, _in_place(prepared, values)))
    else:
        rows = _rows(connection.exec_driver_sql(prepared.text, execution_options=AS_IT_IS))
    return _made(rows, prepared.made) if prepared.made else rows


def _in_place(prepared: Prepared, values: Mapping[str, Any]) -> Mapping[str, Any] | Sequence[Any]:
    """All values as the driver takes them: by name, or in their order."""
    given = {**prepared.values, **values}
    for name, process in prepared.given:
        given[name] = process(given[name])
    return given if prepared.order is None else tuple([given[name] for name in prepared.order])


def _rows(result: CursorResult[Any]) -> Rows:
    rows = result.cursor.fetchall()
    result.close()
    return rows


def _made(rows: Rows, made: Sequence[tuple[int, Process]]) -> Rows:
    every = [list(row) for row in rows]
    for row in every:
        for place, process in made:
            row[place] = process(row[place])
    return [tuple(row) for row in every]


@lru_cache(MOST_KEPT)
def _prepared(statement: Statement, dialect: Dialect) -> Prepared:
    compiled: Any = statement.compile(dialect=dialect)
    asked = [name for name, bound in compiled.binds.items() if bound.required]
    if not asked:
        # PostgreSQL keeps the plan of a text without values; with them it plans a menu of hundreds
        # of conditions anew each time, which takes ten times as long as running it.
        compiled = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    full = compiled.construct_expanded_state(dict.fromkeys(asked))
    known = {name: _given(bound.type, dialect) for name, bound in compiled.binds.items()}
    values = dict(full.parameters)
    given: list[tuple[str, Process]] = []
    for name, process in {**known, **full.processors}.items():
        if process is not None and name in asked:
            given.append((name, process))
        elif process is not None and name in values:
            values[name] = process(values[name])
    found = (
        (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for place, column in enumerate(statement.selected_columns)
    )
    made = [(place, process) for place, process in found if process is not None]
    text, takes_values = full.statement, bool(asked or values)
    if not takes_values and dialect.paramstyle == "pyformat":
        text = text.replace("%%", "%")
    return Prepared(text, takes_values, values, full.positiontup, given, made)


def _given(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)
