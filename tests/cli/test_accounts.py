"""`flask crm user add`: an account for who is there already, or for somebody new."""

from __future__ import annotations

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.people.models import Person
from crm.people.operations import add_person
from tests.cast import OPERATOR, PASSWORD

EMAIL = "wil@kring.example"


def add_user(app: Flask, *options: str) -> Result:
    command = ["crm", "user", "add", EMAIL, "--role", "lezer", "--password-stdin", *options]
    return app.test_cli_runner().invoke(args=command, input=PASSWORD)


def add_wil(app: Flask, initials: str) -> str:
    with app.app_context(), transaction():
        values = {"initials": initials, "last_name": "Bos", "email": EMAIL}
        return add_person(values=values, actor=OPERATOR).ref


def people(app: Flask) -> list[tuple[str, bool]]:
    with app.app_context():
        found = db.session.scalars(select(Person).order_by(Person.sort_key))
        return [(person.name, person.user_id is not None) for person in found]


def test_the_person_with_that_address_gets_the_account(app: Flask) -> None:
    add_wil(app, "W.")
    assert add_user(app).exit_code == 0
    assert people(app) == [("W. Bos", True)]


def test_of_several_one_is_named(app: Flask) -> None:
    add_wil(app, "A.")
    ref = add_wil(app, "W.")
    refused = add_user(app)
    assert refused.exit_code == 2
    assert ref in refused.output
    assert add_user(app, "--person", ref).exit_code == 0
    assert people(app) == [("A. Bos", False), ("W. Bos", True)]


def test_nobody_is_there_yet(app: Flask) -> None:
    command = ["crm", "user", "add", EMAIL, "--role", "lezer"]
    without_terminal = app.test_cli_runner().invoke(args=command, input=PASSWORD)
    assert without_terminal.exit_code == 2
    assert "met --password-stdin" in without_terminal.output
    assert add_user(app).exit_code == 0
    assert people(app) == [("Wil", True)]
