"""The browser for journeys: found on this machine, or fetched where that may be done.

`python -m tests.support.browser` prints the browser's path; `make test` calls it first. What a
machine needs stands here once, for developers and build servers alike.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = (
    "chromium",
    "libatomic1",
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-dejavu-core",
)
APT = ("apt-get", "install", "--no-install-recommends", "--yes")
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Nothing of the browser's own talks to the world or draws on a card that is not there.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class BrowserMissing(Exception):
    """There is no browser to test in; the message says what to install."""


def find_browser() -> str | None:
    """The path of the browser: `CHROMIUM`, else from the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def get_browser() -> str:
    """The path of the browser, or BrowserMissing."""
    path = find_browser()
    if path is None:
        raise BrowserMissing(f"No browser to test in. Run as root: {advice()}")
    return path


def advice() -> str:
    """The one line that brings what is missing."""
    return " ".join(part for part in (*APT, *PACKAGES) if part != "--yes")


def has_sandbox() -> bool:
    """Whether the browser keeps its sandbox: root cannot have it."""
    return os.geteuid() != 0


def provide() -> str:
    """The path of a browser that starts, fetched first where we are root and apt is there."""
    may_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    missing = _missing_packages() if may_install else ()
    if missing:
        _install(missing)
    path = get_browser()
    for command in ([path, "--version"], [sys.executable, "-m", "playwright", "--version"]):
        _try(command)
    return path


def _missing_packages() -> tuple[str, ...]:
    wanted = PACKAGES if find_browser() is None else PACKAGES[1:]
    return tuple(name for name in wanted if not _is_installed(name))


def _is_installed(package: str) -> bool:
    state = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package],
        capture_output=True,
        text=True,
        check=False,
    )
    return state.stdout == "installed"


def _install(packages: tuple[str, ...]) -> None:
    print(f"apt-get: {' '.join(packages)}", file=sys.stderr)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("apt-get", "update"), (*APT, *packages)):
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BrowserMissing(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _try(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BrowserMissing(f"{' '.join(command)} failed:\n{done.stderr}\nRun as root: {advice()}")


if __name__ == "__main__":
    try:
        print(provide())
    except BrowserMissing as error:
        sys.exit(str(error))
