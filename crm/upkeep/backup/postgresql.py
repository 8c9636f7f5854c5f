"""The content of a back-up on PostgreSQL: every table as COPY gives it, seen at one moment.

No program of PostgreSQL is needed. The tables themselves are made by the migrations, up to the
revision that the copy has, filled, and then brought up to date.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from psycopg import Cursor, sql
from sqlalchemy.engine import Connection

from crm.core.connections import driver_that_writes
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.schema import migrate_on, newest_revision
from crm.upkeep.backup.archive import DAMAGED
from crm.upkeep.backup.old_mails import hold_mails_back

FOLDER = "tabellen"
VERSION_TABLE = "alembic_version"
CHUNK = 1 << 18
LOCK_SECONDS = 30
# What is generated is not copied: the database makes it again.
TABLES = """
    SELECT c.relname,
           (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
             WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '')
      FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
       AND c.relname <> 'alembic_version'
"""
REFERENCES = """
    SELECT child.relname, parent.relname FROM pg_constraint
      JOIN pg_class child ON child.oid = conrelid JOIN pg_class parent ON parent.oid = confrelid
     WHERE contype = 'f' AND conrelid <> confrelid
       AND connamespace = current_schema()::regnamespace
"""
SEQUENCES = """
    SELECT s.relname, t.relname, a.attname FROM pg_class s
      JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
      JOIN pg_class t ON t.oid = d.refobjid
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
     WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace
"""


@contextmanager
def content_of_now() -> Iterator[Connection]:
    """A connection that sees the database as it is at one moment, while others go on writing."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection
        connection.rollback()


def write_content(archive: zipfile.ZipFile, connection: Connection) -> dict[str, int]:
    """Put every table in, and return how many rows each has."""
    with _cursor(connection) as cursor:
        return {
            table: _write_table(archive, cursor, table, columns)
            for table, columns in sorted(_tables(cursor).items())
        }


def read_content(archive: zipfile.ZipFile, *, revision: str, rows: Mapping[str, int]) -> None:
    """Replace the content of the database by that of the archive, in one transaction."""
    db.session.remove()
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        _make_tables(connection, revision)
        with _cursor(connection) as cursor:
            columns = _tables(cursor)
            if set(columns) != set(rows):
                raise Refused(DAMAGED)
            _empty(cursor, columns)
            for table in _parents_first(set(columns), _references(cursor)):
                _read_table(archive, cursor, table, columns[table], rows[table])
            _continue_numbering(cursor)
        migrate_on(connection)
        hold_mails_back(connection)


def _make_tables(connection: Connection, revision: str) -> None:
    """The tables as they were at that revision; the newest need not be made again."""
    with _cursor(connection) as cursor:
        held = _tables(cursor)
        _empty(cursor, held)
        at = _revision(cursor)
    if revision != newest_revision() or at != revision:
        if at is not None:
            migrate_on(connection, "base")
        migrate_on(connection, revision)


def _write_table(
    archive: zipfile.ZipFile, cursor: Cursor[Any], table: str, columns: list[str]
) -> int:
    out = sql.SQL("COPY {} ({}) TO STDOUT").format(*_named(table, columns))
    name = _member(table, columns)
    with archive.open(name, "w", force_zip64=True) as member, cursor.copy(out) as copy:
        for block in copy:
            member.write(block)
    return cursor.rowcount


def _read_table(
    archive: zipfile.ZipFile, cursor: Cursor[Any], table: str, columns: list[str], rows: int
) -> None:
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(*_named(table, columns))
    try:
        member = archive.open(_member(table, columns))
    except KeyError as error:
        raise Refused(DAMAGED) from error
    with member, cursor.copy(into) as copy:
        while block := member.read(CHUNK):
            copy.write(block)
    if cursor.rowcount != rows:
        raise Refused(DAMAGED)


def _member(table: str, columns: list[str]) -> str:
    """The columns are part of the name: the text of COPY does not say them."""
    return f"{FOLDER}/{table}({','.join(columns)})"


def _named(table: str, columns: list[str]) -> tuple[sql.Composable, sql.Composable]:
    return sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))


def _empty(cursor: Cursor[Any], tables: Mapping[str, Any]) -> None:
    if tables:
        names = sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))
        cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))


def _continue_numbering(cursor: Cursor[Any]) -> None:
    """A new row gets the number after the highest."""
    for sequence, table, column in cursor.execute(SEQUENCES).fetchall():
        highest = sql.SQL("SELECT setval({}, max({}), true) FROM {} HAVING max({}) IS NOT NULL")
        name, field = sql.Literal(f'"{sequence}"'), sql.Identifier(column)
        cursor.execute(highest.format(name, field, sql.Identifier(table), field))


def _tables(cursor: Cursor[Any]) -> dict[str, list[str]]:
    return dict(cursor.execute(TABLES).fetchall())


def _references(cursor: Cursor[Any]) -> list[tuple[str, str]]:
    return cursor.execute(REFERENCES).fetchall()


def _revision(cursor: Cursor[Any]) -> str | None:
    found = cursor.execute("SELECT to_regclass('alembic_version')").fetchone()
    if found is None or found[0] is None:
        return None
    row = cursor.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else None


def _parents_first(tables: set[str], references: list[tuple[str, str]]) -> list[str]:
    """The tables, each after those that its rows refer to."""
    order: list[str] = []
    left = set(tables)
    while left:
        free = left - {child for child, parent in references if parent in left}
        if not free:
            raise ValueError(f"these tables refer to each other in a circle: {sorted(left)}")
        order += sorted(free)
        left -= free
    return order


def _cursor(connection: Connection) -> Cursor[Any]:
    return driver_that_writes(connection).cursor()
