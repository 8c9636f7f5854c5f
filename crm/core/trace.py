"""What was done to rows, kept so that it can be undone: for acts that touch many tables at once.

A trace is a list of steps that fits in a JSON column. Undoing goes backwards and leaves alone what
became different since: a value is put back only where it still is what the step made of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from crm.core.db import Base, db

CHUNK = 500
Step = dict[str, Any]
Row = Mapping[Any, Any]


class Trace:
    """Changes rows and remembers how they were. The session's objects must be flushed before."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self.steps: list[Step] = list(steps)

    def point(self, column: Column[Any], old: Any, new: Any) -> None:
        """Let every row that points at `old` point at `new`."""
        table, key = _table(column), _key(_table(column))
        found = select(key).where(column == old).order_by(key)
        rows = list(db.session.scalars(found))
        if not rows:
            return
        db.session.execute(update(table).where(column == old).values({column.name: new}))
        self._note("point", table, column=column.name, rows=rows, old=old, new=new)

    def change(self, table: Table, row: Row, values: Row) -> None:
        """Change columns of one row; `row` is the row as it is now."""
        new = {name: value for name, value in values.items() if row[name] != value}
        if not new:
            return
        key = _key(table)
        db.session.execute(update(table).where(key == row[key.name]).values(new))
        before = {name: _plain(row[name]) for name in new}
        after = {name: _plain(value) for name, value in new.items()}
        self._note("change", table, row=row[key.name], before=before, after=after)

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Add rows, with their ref filled in, or else the columns of their primary key."""
        if rows:
            db.session.execute(insert(table), [dict(row) for row in rows])
            self._note("add", table, rows=[_plain_row(row) for row in rows])

    def remove(self, table: Table, condition: ColumnElement[bool]) -> None:
        """Delete the rows that fit."""
        found = db.session.execute(select(*_stored(table)).where(condition)).mappings().all()
        if found:
            db.session.execute(delete(table).where(condition))
            self._note("remove", table, rows=[_plain_row(row) for row in found])

    def see(self, table: Table, condition: ColumnElement[bool]) -> None:
        """Only remember the rows that fit as they are now: see `seen`."""
        found = db.session.execute(select(*_stored(table)).where(condition)).mappings().all()
        self._note("see", table, rows=[_plain_row(row) for row in found])

    def seen(self, table: Table) -> list[dict[str, Any]] | None:
        """The rows as they were when somebody last looked; None when nobody did."""
        for step in reversed(self.steps):
            if step["do"] == "see" and step["table"] == table.name:
                return [
                    {name: _value(value) for name, value in row.items()} for row in step["rows"]
                ]
        return None

    def undo(self) -> None:
        """Go back, the last step first.

        A database constraint that refuses (IntegrityError) means that something new stands in
        the way; the caller rolls back.
        """
        numbers: dict[tuple[str, int], int] = {}
        for step in reversed(self.steps):
            _UNDO[step["do"]](Base.metadata.tables[step["table"]], step, numbers)

    def _note(self, did: str, table: Table, **what: Any) -> None:
        self.steps.append({"do": did, "table": table.name, **what})


def table_of(model: type[Any]) -> Table:
    """The table of a class of records."""
    return cast(Table, model.__table__)


def rows_of(table: Table, condition: ColumnElement[bool]) -> list[Row]:
    """Rows as they are stored, computed columns too."""
    query = select(table).where(condition).order_by(*table.primary_key.columns)
    return list(db.session.execute(query).mappings())


# --- going back ---------------------------------------------------------------------------

# A database may have given a deleted row's number to another: (table, old number) → new number.
Numbers = dict[tuple[str, int], int]


def _unpoint(table: Table, step: Step, numbers: Numbers) -> None:
    column, key = table.c[step["column"]], _key(table)
    old = _renumbered(column, step["old"], numbers)
    for start in range(0, len(step["rows"]), CHUNK):
        rows = step["rows"][start : start + CHUNK]
        still = and_(key.in_(rows), column == step["new"])
        db.session.execute(update(table).where(still).values({column.name: old}))


def _unchange(table: Table, step: Step, numbers: Numbers) -> None:
    key = _key(table)
    found = db.session.execute(select(table).where(key == step["row"])).mappings().one_or_none()
    if found is None:
        return
    after = {name: _value(value) for name, value in step["after"].items()}
    before = {
        name: _renumbered(table.c[name], _value(value), numbers)
        for name, value in step["before"].items()
        if found[name] == after[name]
    }
    if before:
        db.session.execute(update(table).where(key == step["row"]).values(before))


def _unadd(table: Table, step: Step, _numbers: Numbers) -> None:
    known_by = [table.c.ref] if "ref" in table.c else list(table.primary_key.columns)
    for row in step["rows"]:
        same = [column == _value(row[column.name]) for column in known_by]
        db.session.execute(delete(table).where(*same))


def _unremove(table: Table, step: Step, numbers: Numbers) -> None:
    for kept in step["rows"]:
        row = {
            name: _renumbered(table.c[name], _value(value), numbers) for name, value in kept.items()
        }
        if "id" in row and _is_taken(table, row["id"]):
            number = _free_number(table)
            numbers[(table.name, row["id"])] = number
            row["id"] = number
        if "ref" in row or _leads_somewhere(table, row):
            db.session.execute(insert(table).values(row))


def _unsee(_table: Table, _step: Step, _numbers: Numbers) -> None:
    """Looking changed nothing."""


_UNDO = {
    "point": _unpoint,
    "change": _unchange,
    "add": _unadd,
    "remove": _unremove,
    "see": _unsee,
}


def _renumbered(column: Column[Any], value: Any, numbers: Numbers) -> Any:
    for foreign in column.foreign_keys:
        value = numbers.get((foreign.column.table.name, value), value)
    return value


def _is_taken(table: Table, number: int) -> bool:
    return db.session.scalar(select(literal(1)).where(table.c.id == number)) is not None


def _free_number(table: Table) -> int:
    return (db.session.scalar(select(func.max(table.c.id))) or 0) + 1


def _leads_somewhere(table: Table, row: Row) -> bool:
    """Whether all that a row of a joining table joins is still there."""
    return all(
        row[foreign.parent.name] is None
        or db.session.scalar(select(literal(1)).where(foreign.column == row[foreign.parent.name]))
        for foreign in table.foreign_keys
    )


# --- rows as plain values -----------------------------------------------------------------


def _table(column: Column[Any]) -> Table:
    table = column.table
    assert isinstance(table, Table)
    return table


def _key(table: Table) -> Column[Any]:
    """What a row is found back by: its ref, which is never given to another, else its number."""
    if "ref" in table.c:
        return table.c.ref
    [key] = table.primary_key.columns
    return key


def _stored(table: Table) -> Iterator[Column[Any]]:
    return (column for column in table.columns if column.computed is None)


def _plain_row(row: Row) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, dict):
        return {"json": json.dumps(value)}
    return {"money": str(value)} if isinstance(value, Decimal) else value


_READ: dict[str, Callable[[str], Any]] = {
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "money": Decimal,
    "json": json.loads,
}


def _value(plain: Any) -> Any:
    if isinstance(plain, dict):
        [(kind, text)] = plain.items()
        return _READ[kind](text)
    return plain
