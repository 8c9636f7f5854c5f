"""Making the invented municipality: from a command, on any day, the same on the same day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.core.db import db, transaction
from crm.links.models import ContactMoment, Link
from crm.parties.models import Party
from crm.people.models import Person
from crm.resources.models import Grant, Offer, Scheme
from crm.taxonomy.models import Area, Theme
from crm.upkeep.check import run_checks
from crm.upkeep.demo import make_demo
from tests.support.databases import Database
from tests.support.settings import TODAY

Demo = scoped_session[Session]
COMPARED = (Area, Theme, Party, Person, Link, ContactMoment, Offer, Scheme, Grant, Agreement)


def make(on: date = TODAY) -> None:
    with transaction():
        make_demo(on=on, actor=Viewer.operator(on))


def content(session: Demo) -> dict[str, list[tuple[Any, ...]]]:
    """Every column of every record that people see, in the order they were made."""
    return {
        model.__tablename__: [
            tuple(row) for row in session.execute(select(model.__table__).order_by("id"))
        ]
        for model in COMPARED
    }


class TestSameDaySameTown:
    def test_twice_on_a_day_is_the_same(self, session: Demo, database: Database) -> None:
        make()
        first = content(session)
        session.remove()
        database.restore()
        make()
        assert content(session) == first

    @pytest.mark.parametrize("on", [date(2028, 2, 29), date(2026, 12, 31)])
    def test_any_day_will_do(self, session: Demo, on: date) -> None:
        make(on)
        assert [control.naam for control in run_checks() if not control.goed] == []
        latest = session.scalar(select(func.max(ContactMoment.happened_at)))
        assert latest is not None
        assert latest.date() < on


class TestCommand:
    def test_makes_it_and_names_the_accounts(self, app: Flask) -> None:
        result = app.test_cli_runner().invoke(args=["crm", "demo", "--on", "2026-11-22"])
        assert result.exit_code == 0, result.output
        assert "amina@vlietdam.example" in result.output
        again = app.test_cli_runner().invoke(args=["crm", "demo"])
        assert again.exit_code == 1
        assert "al partijen" in again.output

    def test_never_in_productie(self, app: Flask) -> None:
        app.config["MODE"] = "productie"
        result = app.test_cli_runner().invoke(args=["crm", "demo"])
        assert result.exit_code == 1
        with app.app_context():
            assert db.session.scalar(select(func.count(Party.id))) == 0
