"""Fixtures for every test: an app on SQLite and on PostgreSQL, a client, a server, a browser.

A test that takes `app`, `client` or `session` runs on both databases. Each begins with the
content that the migrations leave: what an earlier test wrote is gone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm import create_app
from crm.core import schema
from crm.core.connections import begin_reading
from crm.core.db import db, transaction
from crm.links.operations import seed_link_kinds
from tests.support import postgresql, wall
from tests.support.databases import Database, KeepTown, Postgresql, Sqlite
from tests.support.settings import app_settings, forget_the_environment

pytest_plugins = ["tests.support.journeys"]

forget_the_environment()
wall.build()

hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    max_examples=50,
    # An example on a database calls `database.restore()` itself.
    suppress_health_check=[
        hypothesis.HealthCheck.function_scoped_fixture,
        hypothesis.HealthCheck.too_slow,
    ],
)
hypothesis.settings.load_profile("house")


# --- which tests run ----------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the folder of real registers their tests do not run; the summary says so."""
    if os.environ.get("BRUGGENBOUWER_DATA"):
        return
    on_real_data = [item for item in items if item.get_closest_marker("data")]
    if on_real_data:
        config.hook.pytest_deselected(items=on_real_data)
        items[:] = [item for item in items if not item.get_closest_marker("data")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what did not run."""
    if not os.environ.get("BRUGGENBOUWER_DATA"):
        terminalreporter.write_line(
            "BRUGGENBOUWER_DATA is not set: the tests on real registers did not run."
        )


@pytest.fixture(scope="session")
def registers() -> Path:
    """The folder of real registers, for tests marked `data`."""
    return Path(os.environ["BRUGGENBOUWER_DATA"])


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Passwords of tests are hashed in the same way, but not made hard to guess."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr("crm.accounts.passwords._HASHER", cheap)
        yield


# --- databases ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated SQLite file."""
    database = Sqlite(tmp_path_factory.mktemp("sqlite") / "test.sqlite3")
    migrate(database, tmp_path_factory.mktemp("instance"))
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server on which databases may be made."""
    with postgresql.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_database(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A migrated database on PostgreSQL."""
    with postgresql.database(postgresql_server) as url:
        database = Postgresql(url)
        migrate(database, tmp_path_factory.mktemp("instance"))
        yield database


def migrate(database: Database, instance: Path) -> None:
    """Bring an empty database up to date and remember it like that."""
    app = create_app(app_settings(database.url, instance))
    with app.app_context():
        schema.migrate()
        with transaction():
            seed_link_kinds()
    let_go(app)
    database.keep()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Each of the two databases in turn, put back afterwards."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    yield database
    database.restore()


@pytest.fixture(scope="session")
def kept_towns() -> dict[tuple[str, str], SimpleNamespace]:
    """What is known of the towns that were kept, by database and name."""
    return {}


@pytest.fixture
def kept_town(
    database: Database,
    kept_towns: dict[tuple[str, str], SimpleNamespace],
    request: pytest.FixtureRequest,
) -> KeepTown:
    """`kept_town(name, make)`: what `make` writes is made once; the next test gets a copy of it.

    `make` commits, and returns only what does not change: refs. A test with a clock of its own
    has a town of its own too, made at that time.
    """

    def bring(name: str, make: Callable[[], SimpleNamespace]) -> SimpleNamespace:
        if "clock" in request.fixturenames:
            return make()
        key = (database.url, name)
        if key in kept_towns:
            database.restore(name)
        else:
            kept_towns[key] = make()
            database.keep(name)
        return SimpleNamespace(**vars(kept_towns[key]))

    return bring


# --- the app in this process --------------------------------------------------------------


@pytest.fixture(scope="session")
def shared_apps() -> dict[str, Flask]:
    """The apps made so far, by their database: making one for every test would be slow."""
    return {}


@pytest.fixture(autouse=True)
def nothing_begun() -> None:
    """What an earlier test's last request was about to do, write or read, is forgotten."""
    begin_reading()


@pytest.fixture
def app(database: Database, shared_apps: dict[str, Flask], tmp_path: Path) -> Iterator[Flask]:
    """The app on the test's database; what a test changes in its settings is put back.

    No context is open: a request makes its own.
    """
    settings = app_settings(database.url, tmp_path / "instance")
    if database.url not in shared_apps:
        shared_apps[database.url] = create_app(settings)
    app = shared_apps[database.url]
    before = dict(app.config)
    app.config.update(settings)
    settings["INSTANCE"].mkdir(exist_ok=True)
    yield app
    app.config.clear()
    app.config.update(before)
    let_go(app)


@pytest.fixture
def make_app(database: Database, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make an app on the test's database, with settings of its own: `make_app(PUBLIC=True)`."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        made.append(create_app(app_settings(database.url, tmp_path / "instance") | settings))
        return made[-1]

    yield make
    for app in made:
        let_go(app)


def let_go(app: Flask) -> None:
    """Close the app's connections, so that nothing holds the database."""
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without an account and without JavaScript."""
    return app.test_client()


@pytest.fixture
def session(app: Flask, request: pytest.FixtureRequest) -> Iterator[scoped_session[Session]]:
    """The database session for tests of operations and queries, which need no request.

    With a client beside it the open context would leak into the requests: that is refused.
    """
    if "client" in request.fixturenames:
        pytest.fail("take `client` or `session`, not both: `with app.app_context()` in steps")
    with app.app_context():
        yield db.session
