"""The worker in a process of its own, as `make run` starts it; and what it left behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from crm.core.jobs.worker import has_worker
from tests.support.server import ROOT

SECONDS = 60


@contextmanager
def live_worker(environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that is ready; stopped afterwards when it still runs."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "crm", "work"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environ},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: has_worker(Path(environ["BRUGGENBOUWER_INSTANCE"])))
        yield worker
    finally:
        worker.terminate()
        worker.wait(SECONDS)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something is so; not for ever."""
    until = monotonic() + SECONDS
    while not holds():
        assert monotonic() < until, "it did not happen in time"
        sleep(0.02)
