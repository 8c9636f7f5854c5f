"""The queue between the pages and the worker (huey on a SQLite file in the instance folder).

It only carries refs: what is to be done, and whether it was, stands in the store of jobs and in
the outbox. A queue that is lost is filled again from those.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any

from huey import SqliteHuey, crontab

FILE = "wachtrij.sqlite3"
LONGEST_PAUSE = 0.5
THREADS = 2


class Queue:
    """What pages put in, and what the worker takes out."""

    def __init__(self, folder: Path) -> None:
        self.huey = SqliteHuey("bruggenbouwer", filename=str(folder / FILE), results=False)
        self._does: dict[str, Callable[..., None]] = {}
        self._context: Callable[[], AbstractContextManager[Any]] | None = None
        self.run = self.huey.task(name="run")(self._doing("run"))
        self.deliver = self.huey.task(name="deliver")(self._doing("deliver"))
        self.turn = self.huey.task(name="turn")(self._doing("turn"))

    def work(
        self, context: Callable[[], AbstractContextManager[Any]], **does: Callable[..., None]
    ) -> None:
        """Take out what comes in until the process is stopped; a `turn` every minute."""
        self._does, self._context = does, context
        self.huey.periodic_task(crontab(minute="*"), name="minute")(self._doing("turn"))
        self.turn()
        self.huey.create_consumer(workers=THREADS, max_delay=LONGEST_PAUSE).run()

    def _doing(self, name: str) -> Callable[..., None]:
        def do(*arguments: Any) -> None:
            assert self._context is not None
            with self._context():
                self._does[name](*arguments)

        return do


@lru_cache(maxsize=8)
def queue_in(folder: Path) -> Queue:
    """The queue of an installation; made in the process that uses it, after it was forked."""
    return Queue(folder)
