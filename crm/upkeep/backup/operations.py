"""Making a back-up, and putting one back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from crm.accounts.models import User
from crm.audit.models import Event
from crm.core.dates import utc_now
from crm.core.db import db, is_postgresql
from crm.core.errors import Refused
from crm.core.schema import known_revisions, newest_revision, revision_now
from crm.parties.models import Party
from crm.upkeep.backup import postgresql, sqlite
from crm.upkeep.backup.archive import Description, describe, new_archive, sound_archive

WORDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
OTHER_SYSTEM = (
    "In dit systeem staan al gegevens, en deze kopie komt uit een ander systeem. "
    "Er is niets veranderd. Wilt u ze toch vervangen? Geef dan --vervang mee."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where what was here before is kept (None: there was nothing)."""

    description: Description
    kept: Path | None


def make_backup(path: Path, *, folder: Path) -> Description:
    """Write a consistent copy of the database to `path`, while the system runs.

    `folder` holds a copy in the making. Refused when the file cannot be written.
    """
    db.session.rollback()
    try:
        with new_archive(path) as archive:
            return _write(archive, folder)
    except OSError as error:
        raise Refused(f"De kopie kan niet naar {path}: {error.strerror or error}.") from error


def check_backup(path: Path, *, folder: Path) -> Description:
    """Read a back-up to its end; Refused when it could not be put back on this database."""
    with sound_archive(path) as (archive, description):
        _require_fit(description)
        if description.database == "sqlite":
            with sqlite.sound_content(archive, folder):
                pass
        return description


def restore_backup(path: Path, *, folder: Path, keep: Path, replace: bool = False) -> Restored:
    """Replace everything by what a back-up holds, or nothing at all.

    What was here is first written to `keep`. Over the data of another system only when `replace`
    says so. A mail that waited in the copy may have left since: it waits for somebody to look.
    """
    with sound_archive(path) as (archive, description):
        _require_fit(description)
        is_used = _is_used()
        if is_used and _origin_here() != description.origin and not replace:
            raise Refused(OTHER_SYSTEM)
        if is_used:
            make_backup(keep, folder=folder)
        if description.database == "sqlite":
            sqlite.read_content(archive, folder)
        else:
            rows = description.rows
            postgresql.read_content(archive, revision=description.revision, rows=rows)
    return Restored(description, keep if is_used else None)


def _is_used() -> bool:
    """Whether anybody or anything is in the system; Refused when its schema is old."""
    here = revision_now()
    if here is None:
        return False
    if here != newest_revision():
        raise Refused("De database is nog niet bij de tijd: draai eerst flask crm init.")
    somebody, something = select(User.id).limit(1), select(Party.id).limit(1)
    return db.session.scalar(somebody) is not None or db.session.scalar(something) is not None


def _origin_here() -> str:
    """The hash of the first event; empty when nothing happened here yet."""
    return db.session.scalar(select(Event.hash).order_by(Event.id).limit(1)) or ""


def _write(archive: zipfile.ZipFile, folder: Path) -> Description:
    with _content_of_now(folder) as (content, ask):
        kind = postgresql if is_postgresql() else sqlite
        description = Description(
            database="postgresql" if is_postgresql() else "sqlite",
            revision=ask("SELECT version_num FROM alembic_version"),
            made_at=utc_now().isoformat(),
            origin=ask("SELECT hash FROM event ORDER BY id LIMIT 1") or "",
            rows=kind.write_content(archive, content),
        )
    describe(archive, description)
    return description


@contextmanager
def _content_of_now(folder: Path) -> Iterator[tuple[Any, Any]]:
    """What is copied, and a function that asks it for one value: both of the same moment."""
    if is_postgresql():
        with postgresql.content_of_now() as connection:
            yield connection, lambda question: connection.scalar(text(question))
    else:
        with sqlite.content_of_now(folder) as copy:
            yield copy, lambda question: (copy.execute(question).fetchone() or (None,))[0]


def _require_fit(description: Description) -> None:
    here = "postgresql" if is_postgresql() else "sqlite"
    if description.database != here:
        word = WORDS.get(description.database, description.database)
        raise Refused(
            f"Deze kopie is van {word} en dit systeem draait op {WORDS[here]}. "
            "Gebruik daarvoor de uitwisselmap (export en import)."
        )
    if description.revision not in known_revisions():
        raise Refused("Deze kopie is van een nieuwere versie. Werk eerst de software bij.")
