"""Fixtures of the tests in a real browser: a server of its own with the demo, and a page."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.support import browser as chromium
from tests.support import postgresql
from tests.support.databases import Database, Postgresql, Sqlite
from tests.support.server import ROOT, LiveServer
from tests.support.settings import TODAY, environment

DESKTOP = {"width": 1280, "height": 650}


def flask(*arguments: str, environ: dict[str, str]) -> str:
    """Run `flask …` as an operator does; what it prints, or an error with what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"flask {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


class DemoServer:
    """A running product with the invented municipality, which a journey may change."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.environ = environment(database.url, folder / "instance")
        flask("crm", "init", environ=self.environ)
        flask("crm", "demo", "--on", TODAY.isoformat(), environ=self.environ)
        database.keep()
        self.server = LiveServer(self.environ, folder / "log")
        self.server.start()


@pytest.fixture(scope="session")
def sqlite_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """The demo on SQLite, served."""
    folder = tmp_path_factory.mktemp("demo")
    database = Sqlite(folder / "demo.sqlite3")
    demo = DemoServer(database, folder)
    yield demo
    demo.server.stop()
    database.close()


@pytest.fixture(scope="session")
def postgresql_demo(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoServer]:
    """The demo on PostgreSQL, served."""
    with postgresql.database(postgresql_server) as url:
        demo = DemoServer(Postgresql(url), tmp_path_factory.mktemp("demo"))
        yield demo
        demo.server.stop()


@pytest.fixture
def live_server(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    """A server with the demo as it is on the first day, on SQLite.

    On PostgreSQL: `@pytest.mark.parametrize("live_server", ["postgresql"], indirect=True)`.
    """
    demo: DemoServer = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_demo")
    yield demo.server
    demo.database.restore()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.get_browser(),
            args=list(chromium.FLAGS),
            chromium_sandbox=chromium.has_sandbox(),
        )
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complains about: a failing script, a broken policy, a missing file.

    It fails the test. A test that goes to an error page on purpose takes the complaint out.
    """
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def page(
    browser: Browser,
    live_server: LiveServer,
    complaints: list[str],
    request: pytest.FixtureRequest,
) -> Iterator[Page]:
    """A page at the size of a small laptop; other settings of its context by parameter:

    `@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)`.
    """
    settings: dict[str, Any] = {"viewport": DESKTOP, **getattr(request, "param", {})}
    context = browser.new_context(base_url=live_server.url, locale="nl-NL", **settings)

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context.new_page()
    context.close()
