"""The content of a back-up on SQLite: the database file, copied by SQLite itself."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine

from crm.core.db import db
from crm.core.errors import Refused
from crm.core.schema import migrate_on
from crm.upkeep.backup.archive import DAMAGED
from crm.upkeep.backup.old_mails import hold_mails_back

MEMBER = "bruggenbouwer.sqlite3"
HALF = "kopie-"
BUSY_SECONDS = 60


@contextmanager
def content_of_now(folder: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the database as it is at one moment, while others go on writing."""
    with _inside(folder) as copy, closing(_opened(copy)) as there:
        with closing(_opened(_live())) as here:
            here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")
        yield there


def write_content(archive: zipfile.ZipFile, copy: sqlite3.Connection) -> dict[str, int]:
    """Put the copy in; rows are not counted, the file checks itself."""
    archive.write(_path_of(copy), MEMBER)
    return {}


def read_content(archive: zipfile.ZipFile, folder: Path) -> None:
    """Replace the database by the one in the archive, brought up to date first.

    Nothing changes unless all of it is sound; the server may go on meanwhile.
    """
    with sound_content(archive, folder) as copy:
        _bring_up_to_date(copy)
        db.session.remove()
        with closing(_opened(copy)) as there, closing(_opened(_live())) as here:
            there.backup(here)


@contextmanager
def sound_content(archive: zipfile.ZipFile, folder: Path) -> Iterator[Path]:
    """The database of an archive as a file; Refused when SQLite finds a fault in it."""
    with _inside(folder) as copy:
        with archive.open(MEMBER) as packed, copy.open("wb") as file:
            shutil.copyfileobj(packed, file)
        try:
            with closing(_opened(copy)) as there:
                lines = there.execute("PRAGMA integrity_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise Refused(DAMAGED) from error
        if lines != [("ok",)]:
            raise Refused(DAMAGED)
        yield copy


def _bring_up_to_date(copy: Path) -> None:
    engine = create_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as connection:
            migrate_on(connection)
            hold_mails_back(connection)
            connection.commit()
    finally:
        engine.dispose()
    with closing(_opened(copy)) as there:
        there.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _inside(folder: Path) -> Iterator[Path]:
    """A place for a copy, on the disk of the instance, that goes afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=HALF, dir=folder) as name:
        yield Path(name) / MEMBER


def _live() -> Path:
    return Path(str(db.engine.url.database))


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def _path_of(copy: sqlite3.Connection) -> str:
    return str(copy.execute("PRAGMA database_list").fetchone()[2])
