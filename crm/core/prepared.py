"""Statements that are written once and run often, with lists of any length in them.

To write a select costs more than to run a small one. These are written once for their database;
a list is one value of it, so the text does not depend on how long the list is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
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

from crm.core.db import db


class Among(ColumnElement[bool]):
    """Whether a column has one of the values of a list, which is given when the select runs."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.values: BindParameter[Any] = bindparam(name)


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
    """The text of a statement, its own values, and the order of all, where it has no names."""

    text: str
    values: Mapping[str, Any]
    order: Sequence[str] | None


def run(
    statement: Select[Any] | CompoundSelect[Any], values: Mapping[str, Any]
) -> Sequence[tuple[Any, ...]]:
    """The rows of a statement made of plain columns; `values` are numbers, texts, days, lists.

    They are as the driver gives them: to make something of each row costs more than to find it.
    """
    connection = db.session.connection()
    prepared = _prepared(statement, connection.dialect)
    given: Mapping[str, Any] = {**prepared.values, **values}
    if prepared.order is None:
        return _rows(connection.exec_driver_sql(prepared.text, dict(given)))
    in_order = tuple(_plain(given[name]) for name in prepared.order)
    return _rows(connection.exec_driver_sql(prepared.text, in_order))


def _rows(result: CursorResult[Any]) -> Sequence[tuple[Any, ...]]:
    rows = result.cursor.fetchall()
    result.close()
    return rows


@lru_cache(maxsize=256)
def _prepared(statement: Select[Any] | CompoundSelect[Any], dialect: Dialect) -> Prepared:
    fully = {"render_postcompile": True}
    compiled: Any = statement.compile(dialect=dialect, compile_kwargs=fully)
    return Prepared(str(compiled), compiled.params, compiled.positiontup)


def _plain(value: Any) -> Any:
    """As SQLite knows it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return json.dumps(value)
    return value
