"""The file of a back-up: a zip with a description, the content, and a checksum as its last line.

Any zip program opens it. The checksum is over every byte before it, so that one wrong bit or a
missing end is noticed.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from crm.core.errors import Refused

FORMAT = 1
DESCRIPTION = "reservekopie.json"
SUM_LENGTH = 64  # a SHA-256 in hexadecimals
UNFINISHED = ".half"
CHUNK = 1 << 20
DAMAGED = "Deze kopie is beschadigd of niet volledig. Er is niets veranderd. Neem een andere kopie."
NO_COPY = "Dit bestand is geen reservekopie van Bruggenbouwer. Er is niets veranderd."


@dataclass(frozen=True, slots=True)
class Description:
    """What a back-up is: of which database (`sqlite` or `postgresql`), schema, moment, system.

    `origin` is the hash of the first event: the same for every copy of one system, empty for one
    in which nothing happened. `rows` counts per table, on PostgreSQL.
    """

    database: str
    revision: str
    made_at: str
    origin: str
    rows: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT


@contextmanager
def new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Write an archive beside `path`; it takes that name when it is whole and on the disk."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                archive.comment = b"0" * SUM_LENGTH
                yield archive
            _seal(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def describe(archive: zipfile.ZipFile, description: Description) -> None:
    """Put the description in."""
    text = json.dumps(asdict(description), ensure_ascii=False, indent=2, sort_keys=True)
    archive.writestr(DESCRIPTION, text)


@contextmanager
def sound_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Description]]:
    """Open an archive of which every byte is as it was written; else Refused."""
    if not path.is_file():
        raise Refused(f"Het bestand {path} is er niet.")
    if not zipfile.is_zipfile(path):
        raise Refused(DAMAGED if _begins_as_zip(path) else NO_COPY)
    if not _sum_fits(path):
        raise Refused(DAMAGED)
    with zipfile.ZipFile(path) as archive:
        yield archive, _description(archive)


def _description(archive: zipfile.ZipFile) -> Description:
    try:
        found = json.loads(archive.read(DESCRIPTION))
        if found["format"] > FORMAT:
            raise Refused("Deze kopie is van een nieuwere versie. Werk eerst de software bij.")
        return Description(**found)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(NO_COPY) from error


def _seal(file: IO[bytes]) -> None:
    """Replace the last line by the checksum of all that stands before it."""
    end = file.seek(0, os.SEEK_END) - SUM_LENGTH
    total = _sum(file, end)
    file.seek(end)
    file.write(total.encode())


def _sum_fits(path: Path) -> bool:
    with path.open("rb") as file:
        end = max(0, path.stat().st_size - SUM_LENGTH)
        return _sum(file, end).encode() == file.read()


def _sum(file: IO[bytes], end: int) -> str:
    """The checksum of the first `end` bytes; leaves the file standing there."""
    total = hashlib.sha256()
    file.seek(0)
    while left := end - file.tell():
        total.update(file.read(min(CHUNK, left)))
    return total.hexdigest()


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"
