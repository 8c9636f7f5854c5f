"""Many rows at once: the quickest way into each of the two databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from crm.core.connections import driver_that_writes
from crm.core.db import db, is_postgresql
from crm.core.spool import Spool

MANY = 200
Ids = Callable[[str], Mapping[str, int]]
Cells = list[Any]


class Pile:
    """Rows for one table that all have the same columns, kept as the driver wants them.

    Rows can be put on it while others write, so that the lock is held for adding them only.
    `pointing` names the columns that hold the handle of another record until then, each with what
    kind of record it is.
    """

    def __init__(self, table: Table, pointing: Mapping[str, str] | None = None) -> None:
        self._table = table
        self._pointing = pointing or {}
        self._columns: tuple[str, ...] = ()
        self._to_driver: list[tuple[int, Callable[[Any], Any]]] = []
        self._rows: Spool[Cells] = Spool()

    def __len__(self) -> int:
        return len(self._rows)

    def place(self, column: str) -> int:
        """Where the cells of a row hold this column."""
        return self._columns.index(column)

    def put(self, row: Mapping[str, Any]) -> None:
        """Add one row; its columns are those of the first."""
        if not self._columns:
            self._columns = tuple(row)
            self._to_driver = list(self._processors())
        cells = [row[name] for name in self._columns]
        for place, process in self._to_driver:
            cells[place] = process(cells[place])
        self._rows.append(cells)

    def pour(self, ids: Ids | None = None, finish: Callable[[Cells], None] | None = None) -> None:
        """Write the rows to their table, in order and once.

        `ids` gives the ids of a kind of record by handle; `finish` fills in what nobody could
        know before, when the ids are there.
        """
        if self._rows:
            # asked for at once: while rows are copied nothing else can be read
            known = [(self.place(name), ids(to)) for name, to in self._pointing.items() if ids]
            add = _copy if is_postgresql() and len(self._rows) >= MANY else _insert
            add(self._table, self._columns, self._finished(known, finish))

    def _finished(
        self,
        known: Sequence[tuple[int, Mapping[str, int]]],
        finish: Callable[[Cells], None] | None,
    ) -> Iterator[list[Cells]]:
        for rows in self._rows.blocks():
            for place, numbers in known:
                for cells in rows:
                    if cells[place] is not None:
                        cells[place] = numbers[cells[place]]
            if finish is not None:
                for cells in rows:
                    finish(cells)
            yield rows

    def _processors(self) -> Iterator[tuple[int, Callable[[Any], Any]]]:
        """How the values of columns become what the driver wants, where they do not yet."""
        dialect = db.session.connection().dialect
        for place, name in enumerate(self._columns):
            kind = self._table.c[name].type.dialect_impl(dialect)
            process = None if name in self._pointing else kind.bind_processor(dialect)
            if process is not None:
                yield place, process


def _insert(table: Table, columns: Sequence[str], blocks: Iterable[list[Cells]]) -> None:
    connection = db.session.connection()
    quoted = connection.dialect.identifier_preparer.quote
    names = ", ".join(quoted(name) for name in columns)
    mark = "%s" if is_postgresql() else "?"
    marks = ", ".join([mark] * len(columns))
    into = quoted(table.name)
    statement = f"INSERT INTO {into} ({names}) VALUES ({marks})"  # noqa: S608 (our own names)
    for rows in blocks:
        connection.exec_driver_sql(statement, [tuple(cells) for cells in rows])


def _copy(table: Table, columns: Sequence[str], blocks: Iterable[list[Cells]]) -> None:
    """PostgreSQL takes a stream several times quicker than as many statements.

    Other connections wait for the writer, so this time counts.
    """
    connection = db.session.connection()
    quoted = connection.dialect.identifier_preparer.quote
    names = ", ".join(quoted(name) for name in columns)
    with driver_that_writes(connection).cursor() as cursor:
        with cursor.copy(f"COPY {quoted(table.name)} ({names}) FROM STDIN") as stream:
            for rows in blocks:
                for cells in rows:
                    stream.write_row(cells)
        # What follows in this transaction joins these rows; unknown, they are joined one by one.
        cursor.execute(f"ANALYZE {quoted(table.name)}")
