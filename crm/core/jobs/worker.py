"""Whether there is a worker: it holds a lock, which the system takes back when it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FILE = "werker.lock"
# A page that looks whether there is a worker holds the lock for a moment.
ATTEMPTS, PAUSE = 10, 0.1


@contextmanager
def worker_lock(folder: Path) -> Iterator[bool]:
    """Hold the lock of the only worker of an installation; False when another one holds it."""
    with (folder / FILE).open("a") as file:
        for attempt in range(ATTEMPTS):
            if _is_locked(file):
                break
            time.sleep(PAUSE if attempt < ATTEMPTS - 1 else 0)
        else:
            yield False
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield True


def has_worker(folder: Path) -> bool:
    """Whether a worker is alive."""
    with (folder / FILE).open("a") as file:
        return not _is_locked(file)


def _is_locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
