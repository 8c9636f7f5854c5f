"""The store of jobs: a file of its own, so that progress shows while an import holds the database.

Every server process and the worker of an installation open the same file. What a job is asked to
do holds refs and paths, never names or addresses of people.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from crm.core.dates import utc_now
from crm.core.db import new_ref
from crm.core.text import figure_text

FILE = "taken.sqlite3"
BUSY_SECONDS = 10
KEPT = timedelta(days=30)


class State(StrEnum):
    """How far a job is; a job that is asked for waits until the request has committed."""

    ASKED = "gevraagd"
    WAITING = "wacht"
    RUNNING = "bezig"
    DONE = "klaar"
    FAILED = "mislukt"


OVER = (State.DONE, State.FAILED)
TABLE = """
CREATE TABLE IF NOT EXISTS job (
    ref TEXT PRIMARY KEY, name TEXT NOT NULL, once TEXT UNIQUE, arguments TEXT NOT NULL,
    owner TEXT, state TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0, unit TEXT NOT NULL DEFAULT '',
    sentence TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '{}', number TEXT,
    tries INTEGER NOT NULL DEFAULT 0, asked_at TEXT NOT NULL, began_at TEXT, ended_at TEXT)
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands now."""

    ref: str
    name: str
    arguments: dict[str, Any]
    owner: str | None
    state: State
    done: int
    total: int
    unit: str
    sentence: str
    result: dict[str, Any]
    number: str | None
    tries: int
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in OVER

    @property
    def is_failed(self) -> bool:
        """Whether it ended without doing what was asked."""
        return self.state is State.FAILED

    @property
    def share(self) -> int | None:
        """How far it is, in whole percents; None when that is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def told(self) -> str:
        """`370 van 6.830 rijen`; empty when nothing was counted yet."""
        if not self.total:
            return f"{figure_text(self.done)} {self.unit}" if self.done else ""
        return f"{figure_text(self.done)} van {figure_text(self.total)} {self.unit}".strip()


COLUMNS = ", ".join(field.name for field in fields(Job))


class Store:
    """The jobs of one installation."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def ask(
        self, name: str, arguments: Mapping[str, Any], *, owner: str | None, once: str | None
    ) -> str | None:
        """Write a job down; None when the same thing was already asked under `once`."""
        ref = new_ref()
        row = (ref, name, once, json.dumps(arguments), owner, State.ASKED, _now())
        with self._open() as file:
            added = file.execute(
                "INSERT INTO job (ref, name, once, arguments, owner, state, asked_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (once) DO NOTHING",
                row,
            )
        return ref if added.rowcount else None

    def release(self, ref: str) -> None:
        """What asked for it is saved: the job may begin."""
        self._move(ref, State.ASKED, State.WAITING)

    def forget(self, ref: str) -> None:
        """What asked for it was not saved: it was never asked."""
        with self._open() as file:
            file.execute("DELETE FROM job WHERE ref = ? AND state = ?", (ref, State.ASKED))

    def claim(self, ref: str) -> Job | None:
        """Take a waiting job; None when another worker has it, so that it runs once."""
        with self._open() as file:
            taken = file.execute(
                "UPDATE job SET state = ?, began_at = ?, tries = tries + 1, done = 0, total = 0"
                " WHERE ref = ? AND state = ?",
                (State.RUNNING, _now(), ref, State.WAITING),
            )
        return self.find(ref) if taken.rowcount else None

    def note(self, ref: str, done: int, total: int, unit: str) -> None:
        """Keep how far a job is."""
        with self._open() as file:
            file.execute(
                "UPDATE job SET done = ?, total = ?, unit = ? WHERE ref = ?",
                (done, total, unit, ref),
            )

    def end(
        self,
        ref: str,
        state: State,
        sentence: str,
        *,
        result: Mapping[str, Any] | None = None,
        number: str | None = None,
    ) -> None:
        """Keep how a job ended, in a sentence for who asked for it."""
        with self._open() as file:
            file.execute(
                "UPDATE job SET state = ?, sentence = ?, result = ?, number = ?, ended_at = ?"
                " WHERE ref = ?",
                (state, sentence, json.dumps(result or {}), number, _now(), ref),
            )

    def put_back(self, ref: str) -> None:
        """Let a job that was broken off wait again."""
        self._move(ref, State.RUNNING, State.WAITING)

    def find(self, ref: str) -> Job | None:
        """One job, None when there is none."""
        return next(iter(self._jobs("WHERE ref = ?", ref)), None)

    def latest(self, name: str, *, over: bool = False) -> Job | None:
        """The newest job of a kind; `over`: of those that ended."""
        states = OVER if over else tuple(State)
        marks = ", ".join("?" * len(states))
        newest = f"WHERE name = ? AND state IN ({marks}) ORDER BY asked_at DESC, rowid DESC LIMIT 1"
        return next(iter(self._jobs(newest, name, *states)), None)

    def newest(self, most: int) -> list[Job]:
        """The newest jobs, whatever their state."""
        return self._jobs("ORDER BY asked_at DESC, rowid DESC LIMIT ?", most)

    def in_state(self, state: State, *, before: datetime | None = None) -> list[Job]:
        """The jobs in a state, oldest first; `before`: asked at or before that moment."""
        until = (before or utc_now()).isoformat()
        return self._jobs("WHERE state = ? AND asked_at <= ? ORDER BY rowid", state, until)

    def tidy(self, *, now: datetime) -> None:
        """Let go of jobs that ended long ago."""
        with self._open() as file:
            file.execute("DELETE FROM job WHERE ended_at < ?", ((now - KEPT).isoformat(),))

    def _move(self, ref: str, old: State, new: State) -> None:
        with self._open() as file:
            file.execute("UPDATE job SET state = ? WHERE ref = ? AND state = ?", (new, ref, old))

    def _jobs(self, tail: str, *values: Any) -> list[Job]:
        with self._open() as file:
            # The tail is one of the few texts above; what varies is bound.
            rows = file.execute(f"SELECT {COLUMNS} FROM job {tail}", values).fetchall()  # noqa: S608
        return [_job(row) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        file = sqlite3.connect(self.path, timeout=BUSY_SECONDS)
        try:
            file.execute("PRAGMA synchronous = NORMAL")
            file.execute(TABLE)
            with file:
                yield file
        finally:
            file.close()


def _job(row: tuple[Any, ...]) -> Job:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    values["state"] = State(values["state"])
    for name in ("arguments", "result"):
        values[name] = json.loads(values[name])
    for name in ("asked_at", "began_at", "ended_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    return Job(**values)


def _now() -> str:
    return utc_now().isoformat()
