"""Connections: what is set on a new one, and when its transaction begins."""

from __future__ import annotations

import re
import sqlite3
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.engine import Connection

SQLITE_BUSY_SECONDS = 10
STATEMENTS_KNOWN = 2048
READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
CHANGES = re.compile(
    r"\b((INSERT|UPDATE|DELETE|MERGE|INTO|SHARE|(next|set)val|set_config)\b|pg_(try_)?advisory)",
    re.IGNORECASE,
)
"""Words of a select that does more than read: it changes, or keeps a lock until the end."""
_writing: ContextVar[bool] = ContextVar("writing", default=False)


def begin_writing() -> None:
    """From here on a new transaction begins at once; on SQLite it takes the write lock.

    Without it two requests that read first and write later would refuse each other.
    """
    _writing.set(True)


def begin_reading() -> None:
    """From here on a new transaction only reads until it first writes."""
    _writing.set(False)


def is_writing() -> bool:
    """Whether what this request or command reads may not have happened yet for others."""
    return _writing.get()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Foreign keys, a write-ahead log and durable commits on every SQLite connection."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA cache_size = -16000")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


@event.listens_for(Engine, "do_connect")
def _prepare_postgresql(dialect: Dialect, _record: Any, _given: Any, named: dict[str, Any]) -> None:
    """No just-in-time compilation: it costs a page of small reads more than it saves."""
    if dialect.name == "postgresql":
        named.setdefault("options", "-c jit=off")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin, or on PostgreSQL: settle whether to begin now or at the first write.

    On SQLite the driver leaves BEGIN to us. On PostgreSQL what only reads needs no transaction:
    with or without, each statement sees what there is at its own time. Without, a page makes three
    walks fewer, and the driver keeps the statements it prepared: at a rollback it forgets them,
    and planning them anew is most of what such a page costs.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
    else:
        _driver(connection).autocommit = not is_writing()


@event.listens_for(Engine, "before_cursor_execute")
def _begin_at_first_write(
    connection: Connection, _cursor: Any, statement: str, _given: Any, context: Any, _many: bool
) -> None:
    """On PostgreSQL the driver begins at the first statement that does more than read.

    To read by parts asks for a transaction too: in it the database keeps the place.
    """
    if connection.dialect.name == "sqlite" or not _driver(connection).autocommit:
        return
    by_parts = context.execution_options.get("stream_results")
    if is_writing() or by_parts or not _only_reads(statement):
        _driver(connection).autocommit = False


def driver_that_writes(connection: Connection) -> Any:
    """The driver's own connection, in a transaction: we do not see what it is told to write."""
    driver = _driver(connection)
    if connection.dialect.name != "sqlite" and driver.autocommit:
        driver.autocommit = False
    return driver


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


@lru_cache(STATEMENTS_KNOWN)
def _only_reads(statement: str) -> bool:
    return bool(READS.match(statement)) and not CHANGES.search(statement)
