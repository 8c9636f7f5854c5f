"""Files that were handed over in a browser, kept between the preview and the confirmation."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from crm.core.errors import NotFound
from crm.exchange.deciding import Decisions
from crm.exchange.operations import Wish
from crm.exchange.reading import LARGEST_FILE
from crm.exchange.tables import Unreadable

KEPT_SECONDS = 24 * 3600
GONE = "Dit bestand is er niet meer. Lever het opnieuw aan."
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """One kept file: where it is, what it was called, and what its owner wants with it.

    `told` holds the choices: visibility, profile, is_public, what was decided of possible doubles
    (bands and rows, and what follows: same and apart), and the ref of the job that works on it;
    after that job also `run`, the ref of the import (empty: nothing was new).
    """

    token: str
    path: Path
    name: str
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def visibility(self) -> str:
        """Who may see what is new in it."""
        return str(self.told["visibility"])

    @property
    def wish(self) -> Wish:
        """How it is to be read."""
        return Wish(
            self.told.get("profile"),
            visibility=self.visibility,
            from_public_source=bool(self.told.get("is_public")),
            name=self.name,
            same=self.told.get("same", {}),
            apart=self.told.get("apart", {}),
        )

    @property
    def decisions(self) -> Decisions:
        """What was decided of the possible doubles in it."""
        return Decisions(self.told.get("bands", {}), self.told.get("rows", {}))


class Uploads:
    """A folder of uploads under random names; each is for the account that handed it over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(
        self, file: BinaryIO, *, name: str, visibility: str, owner: str, is_public: bool = False
    ) -> Upload:
        """Keep a file; what others left behind for more than a day is thrown away.

        Raises Unreadable when it is too large.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        told = {"name": name, "visibility": visibility, "owner": owner, "is_public": is_public}
        upload = self._at(str(uuid4()), told)
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
        self._write(self._note(upload.token), told)
        return upload

    def get(self, token: str, *, owner: str, finished: bool = False) -> Upload:
        """The upload with this token; NotFound when it is another's, or gone.

        With `finished` also one of which only is known what became of it.
        """
        note = self._note(token)
        if not note.is_file():
            raise NotFound(GONE)
        told = json.loads(note.read_text(encoding="utf-8"))
        upload = self._at(token, told)
        if told["owner"] != owner or not (finished or upload.path.is_file()):
            raise NotFound(GONE)
        return upload

    def waiting(self, *, owner: str) -> list[Upload]:
        """What an account handed over and did not read in yet, newest first."""
        if not self._folder.is_dir():
            return []
        notes = sorted(
            self._folder.glob("*.json"), key=lambda note: note.stat().st_mtime, reverse=True
        )
        told = [(note.stem, json.loads(note.read_text(encoding="utf-8"))) for note in notes]
        found = [self._at(token, one) for token, one in told if one.get("owner") == owner]
        return [one for one in found if one.path.is_file()]

    def change(self, upload: Upload, **told: Any) -> Upload:
        """Keep another wish with a file; what was seen of it no longer holds."""
        changed = {**upload.told, **told}
        self._write(self._note(upload.token), changed)
        return self._at(upload.token, changed)

    def seen(self, upload: Upload) -> dict[str, Any] | None:
        """What a look at the file gave, None when nobody looked yet."""
        path = self._seen(upload.token)
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    def keep_seen(self, upload: Upload, seen: Mapping[str, Any]) -> None:
        """Keep what a look at the file gave."""
        self._write(self._seen(upload.token), seen)

    def forget_seen(self, upload: Upload) -> None:
        """The file is to be looked at anew; the last look stays at hand until then."""
        with suppress(FileNotFoundError):
            self._seen(upload.token).replace(self._seen_before(upload.token))

    def seen_before(self, upload: Upload) -> dict[str, Any]:
        """What the look before this one gave; empty when this is the first."""
        path = self._seen_before(upload.token)
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def forget_looks(self, upload: Upload) -> None:
        """The file is read in another way: nothing that was seen of it holds."""
        for path in self._looks(upload.token):
            path.unlink(missing_ok=True)

    def finish(self, upload: Upload) -> None:
        """Throw the file away but not what became of it: a page that waits may ask twice."""
        for path in (upload.path, *self._looks(upload.token)):
            path.unlink(missing_ok=True)

    def drop(self, upload: Upload) -> None:
        """Throw an upload away."""
        for path in (upload.path, self._note(upload.token), *self._looks(upload.token)):
            path.unlink(missing_ok=True)

    def _at(self, token: str, told: Mapping[str, Any]) -> Upload:
        return Upload(token, self._folder / f"{token}.bestand", told["name"], told)

    def _note(self, token: str) -> Path:
        return self._folder / f"{token}.json"

    def _seen(self, token: str) -> Path:
        return self._folder / f"{token}.gezien"

    def _seen_before(self, token: str) -> Path:
        return self._folder / f"{token}.eerder"

    def _looks(self, token: str) -> tuple[Path, Path]:
        return self._seen(token), self._seen_before(token)

    @staticmethod
    def _write(path: Path, told: Mapping[str, Any]) -> None:
        """At once: who reads it meanwhile reads the old or the new."""
        half = path.with_suffix(".half")
        half.write_text(json.dumps(told), encoding="utf-8")
        half.replace(path)

    def _sweep(self) -> None:
        limit = time.time() - KEPT_SECONDS
        for path in self._folder.iterdir():
            if path.is_file() and path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)
