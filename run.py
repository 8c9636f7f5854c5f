"""Server and worker together, for `make run`: both stop with Ctrl+C, a worker that dies comes back.

`python run.py --bind 127.0.0.1:5000`; what is given goes to the server.
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

SERVER = (
    "-m", "gunicorn", "--preload", "--workers", "2", "--log-level", "warning", "wsgi:app",
)  # fmt: skip
WORKER = ("-m", "flask", "crm", "work")
LOOK_EVERY = 0.2
LONGEST_PAUSE = 60.0
STEADY_AFTER = 300.0
SECONDS_TO_STOP = 10
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Stopped(Exception):
    """Somebody asked us to stop."""


def main(arguments: Sequence[str]) -> int:
    """Run both until one asks to stop or the server ends; the server's exit code."""
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, _stop)
    server, worker = _start((*SERVER, *arguments)), Worker()
    try:
        while server.poll() is None:
            worker.look()
            time.sleep(LOOK_EVERY)
    except Stopped:
        pass
    finally:
        for asked in (signal.SIGINT, signal.SIGTERM):
            signal.signal(asked, signal.SIG_IGN)
        _end(worker.process)
        _end(server)
    return max(0, server.returncode)


class Worker:
    """The worker, begun again when it dies: at once, and later each time it dies soon."""

    def __init__(self) -> None:
        self.pause = 1.0
        self._begin()

    def _begin(self) -> None:
        self.process = _start(WORKER)
        self.begun_at = time.monotonic()
        self.again_at: float | None = None

    def look(self) -> None:
        """Say that it died, and begin it again when its pause is over."""
        now = time.monotonic()
        if self.again_at is not None:
            if now >= self.again_at:
                self._begin()
        elif self.process.poll() is not None:
            if now - self.begun_at > STEADY_AFTER:
                self.pause = 1.0
            self._say(f"De werker is gestopt. Hij begint over {self.pause:.0f} s opnieuw.")
            self.again_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def _say(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *command], preexec_fn=_die_with_us)


def _die_with_us() -> None:
    """Neither is left behind when this process is killed (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGTERM)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
