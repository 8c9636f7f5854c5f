"""The fixtures hold what they promise: a database as new, and no way out."""

from __future__ import annotations

import socket
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, scoped_session

from crm.accounts.models import User
from crm.core import schema
from crm.core.db import db, transaction
from crm.links.models import LinkKind
from tests.support.databases import Database
from tests.support.wall import ReachedOut

DatabaseSession = scoped_session[Session]


def somebody() -> User:
    return User(email="iemand@vlietdam.example", name="Iemand", role="lezer", password_hash="-")


def kinds_of_link() -> list[str]:
    return list(db.session.scalars(select(LinkKind.code).order_by(LinkKind.id)))


class TestDatabase:
    @pytest.mark.parametrize("turn", [1, 2])
    def test_what_one_test_wrote_is_gone_in_the_next(
        self, session: DatabaseSession, turn: int
    ) -> None:
        assert list(session.scalars(select(User))) == []
        with transaction():
            session.add(somebody())
        assert session.scalars(select(User.id)).one() == 1

    def test_what_every_database_begins_with_comes_back(
        self, app: Flask, database: Database
    ) -> None:
        with app.app_context():
            before = kinds_of_link()
            with transaction():
                for kind in db.session.scalars(select(LinkKind)):
                    db.session.delete(kind)
        database.restore()
        with app.app_context():
            assert before
            assert kinds_of_link() == before

    def test_the_schema_is_the_newest(self, session: DatabaseSession) -> None:
        assert schema.is_up_to_date()

    def test_both_databases_are_real(
        self, session: DatabaseSession, request: pytest.FixtureRequest
    ) -> None:
        assert isinstance(db.engine, Engine)
        assert db.engine.dialect.name in request.node.name


class TestWall:
    def test_no_address_outside_this_machine(self) -> None:
        with socket.socket() as outside, pytest.raises(ReachedOut):
            outside.connect(("192.0.2.1", 80))

    def test_no_name_outside_this_machine(self) -> None:
        with pytest.raises((ReachedOut, URLError)):
            urlopen("http://vlietdam.example/", timeout=1)

    def test_a_server_of_our_own_may_be_reached(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname()).close()


@pytest.mark.browser
@pytest.mark.parametrize("live_server", ["sqlite", "postgresql"], indirect=True)
class TestBrowser:
    def test_somebody_signs_in_to_the_demo(self, page: Page) -> None:
        page.goto("/")
        page.get_by_label("E-mailadres").fill("amina@vlietdam.example")
        page.get_by_label("Wachtwoord").fill("welkom in vlietdam")
        page.get_by_role("button", name="Inloggen").click()
        page.wait_for_url("/")
        assert page.get_by_role("heading", level=1).count() == 1
