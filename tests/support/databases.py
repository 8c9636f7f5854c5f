"""The two databases of a test run: filled by the migrations once, put back after every test.

What a fixture made can be kept too, under a name, and brought back for the next test that asks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Protocol

import psycopg

KeepTown = Callable[[str, Callable[[], SimpleNamespace]], SimpleNamespace]
"""The fixture `kept_town`: a name, and what makes the town."""
EMPTY = "kept"
"""What the migrations left."""


class Database(Protocol):
    """A database that can return to the content it had when `keep()` was called."""

    url: str

    def keep(self, name: str = EMPTY) -> None:
        """Remember the content of now."""

    def restore(self, name: str = EMPTY) -> None:
        """Bring the remembered content back, whatever happened since."""


class Sqlite:
    """One file; what is kept lives in memory and is copied back page by page."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"
        self.kept: dict[str, sqlite3.Connection] = {}

    def keep(self, name: str = EMPTY) -> None:
        """Remember the content of now."""
        self.kept[name] = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.path)) as now:
            now.backup(self.kept[name])

    def restore(self, name: str = EMPTY) -> None:
        """Bring the remembered content back, also under a server that has the file open."""
        with closing(sqlite3.connect(self.path)) as now:
            now.execute("PRAGMA synchronous = OFF")
            self.kept[name].backup(now)

    def close(self) -> None:
        """Let go of what is kept."""
        for kept in self.kept.values():
            kept.close()


TABLES = """
    SELECT c.oid::regclass::text AS name,
           (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
             WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '')
      FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""
REFERENCES = """
    SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
     WHERE contype = 'f' AND conrelid <> confrelid
"""
SEQUENCES = """
    SELECT quote_ident(sequencename), coalesce(last_value, start_value), last_value IS NOT NULL
      FROM pg_sequences WHERE schemaname = 'public'
"""


class Postgresql:
    """A database of its own on a server; what is kept lives in a schema beside the tables.

    Deleting rows and putting a few back is quicker than TRUNCATE, which makes new files for
    every table and index, also for the many that a test never touched.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.restoring: dict[str, str] = {}

    def keep(self, name: str = EMPTY) -> None:
        """Remember the content of now, and the statements that bring it back."""
        with psycopg.connect(self.url) as now:
            columns = dict(now.execute(TABLES).fetchall())
            order = _children_first(set(columns), now.execute(REFERENCES).fetchall())
            now.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
            now.execute(f"CREATE SCHEMA {name}")
            statements = [f"DELETE FROM {table}" for table in order]
            for table in reversed(order):
                if now.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
                    names = columns[table]
                    now.execute(f"CREATE TABLE {name}.{table} AS SELECT {names} FROM {table}")
                    statements.append(
                        f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE "
                        f"SELECT {names} FROM {name}.{table}"
                    )
            for sequence, value, used in now.execute(SEQUENCES).fetchall():
                statements.append(f"SELECT setval('{sequence}', {value}, {used})")
        self.restoring[name] = ";".join(statements)

    def restore(self, name: str = EMPTY) -> None:
        """Bring the remembered content back; a lock that a test left behind is an error."""
        with psycopg.connect(self.url) as now:
            now.execute("SET lock_timeout = '10s'")
            now.execute(self.restoring[name])


def _children_first(tables: set[str], references: list[tuple[str, str]]) -> list[str]:
    """The tables, each before the tables that its rows refer to."""
    order: list[str] = []
    left = set(tables)
    while left:
        free = left - {parent for child, parent in references if child in left}
        if not free:
            raise ValueError(f"these tables refer to each other in a circle: {sorted(left)}")
        order += sorted(free)
        left -= free
    return order
