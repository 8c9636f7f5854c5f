"""Files that were handed over in a browser, kept between the preview and the confirmation."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from crm.core.errors import NotFound
from crm.exchange.reading import LARGEST_FILE
from crm.exchange.tables import Unreadable

KEPT_SECONDS = 24 * 3600
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """One kept file: where it is, what it was called, and who may see what comes of it."""

    token: str
    path: Path
    name: str
    visibility: str


class Uploads:
    """A folder of uploads under random names; each is for the account that handed it over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, file: BinaryIO, *, name: str, visibility: str, owner: str) -> Upload:
        """Keep a file; what others left behind for more than a day is thrown away.

        Raises Unreadable when it is too large.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        upload = self._at(str(uuid4()), name, visibility)
        size = 0
        with upload.path.open("wb") as kept:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > LARGEST_FILE:
                    break
                kept.write(piece)
        if size > LARGEST_FILE:
            upload.path.unlink()
            limit = LARGEST_FILE // 1_000_000
            raise Unreadable("te_groot", f"Dit bestand is groter dan {limit} MB.", file=name)
        told = {"name": name, "visibility": visibility, "owner": owner}
        self._note(upload.token).write_text(json.dumps(told), encoding="utf-8")
        return upload

    def get(self, token: str, *, owner: str) -> Upload:
        """The upload with this token; NotFound when it is another's, or gone."""
        note = self._note(token)
        if not note.is_file():
            raise NotFound("Dit bestand is er niet meer. Lever het opnieuw aan.")
        told = json.loads(note.read_text(encoding="utf-8"))
        if told["owner"] != owner:
            raise NotFound("Dit bestand is er niet meer. Lever het opnieuw aan.")
        return self._at(token, told["name"], told["visibility"])

    def drop(self, upload: Upload) -> None:
        """Throw an upload away."""
        upload.path.unlink(missing_ok=True)
        self._note(upload.token).unlink(missing_ok=True)

    def _at(self, token: str, name: str, visibility: str) -> Upload:
        return Upload(token, self._folder / f"{token}.bestand", name, visibility)

    def _note(self, token: str) -> Path:
        return self._folder / f"{token}.json"

    def _sweep(self) -> None:
        limit = time.time() - KEPT_SECONDS
        for path in self._folder.iterdir():
            if path.is_file() and path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)
