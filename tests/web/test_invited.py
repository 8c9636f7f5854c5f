"""Inviting somebody who is there already: asked about, so that nobody is there twice."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.people.alike import is_same_name
from crm.people.models import ContactRole, Person
from crm.people.names import name_parts
from crm.people.operations import add_person, change_person
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send

NEW = "/beheer/accounts/nieuw"
ASKED = "Is dit iemand die er al is?"
WIL = {"name": "Wil Bos", "email": "wil@kring.example", "role": "lezer"}


@pytest.fixture
def beheer(app: Flask, vlietdam: SimpleNamespace) -> FlaskClient:
    """The beheerder, signed in."""
    return sign_in(app, "beheer")


def called(app: Flask, last_name: str) -> list[tuple[str, bool]]:
    """The addresses of the people of this name, each with whether an account is theirs."""
    with app.app_context():
        found = db.session.scalars(select(Person).where(Person.last_name == last_name))
        return sorted((person.email, person.user_id is not None) for person in found)


def test_the_same_name_is_asked_about(
    app: Flask, beheer: FlaskClient, vlietdam: SimpleNamespace
) -> None:
    asked = fill_in(beheer, NEW, **WIL)
    assert asked.status_code == 422
    assert "Wil Bos, directeur bij Basisschool De Kring" in asked.text
    assert 'id="person-fout"' in asked.text
    assert send(beheer, NEW, asked.text).status_code == 422
    assert send(beheer, NEW, asked.text, person=vlietdam.wil).status_code == 200
    assert called(app, "Bos") == [(WIL["email"], True)]
    assert "Account gekregen" in beheer.get(f"/personen/{vlietdam.wil}").text


def test_the_same_address_is_chosen_beforehand(
    app: Flask, beheer: FlaskClient, vlietdam: SimpleNamespace
) -> None:
    with app.app_context(), transaction():
        wil = db.session.scalars(select(Person).where(Person.ref == vlietdam.wil)).one()
        change_person(wil, values={"email": "Wil@Kring.example"}, actor=OPERATOR)
    asked = fill_in(beheer, NEW, **{**WIL, "name": "W. Boswijk"})
    assert "heeft dit e-mailadres" in asked.text
    assert send(beheer, NEW, asked.text).status_code == 200
    assert called(app, "Bos") == [("Wil@Kring.example", True)]
    assert called(app, "Boswijk") == []


def test_somebody_else_of_that_name(app: Flask, beheer: FlaskClient) -> None:
    asked = fill_in(beheer, NEW, **WIL)
    assert send(beheer, NEW, asked.text, person="ander").status_code == 200
    assert called(app, "Bos") == [("", False), (WIL["email"], True)]
    # now that this one has an account, only the other is asked about
    again = fill_in(beheer, NEW, **{**WIL, "email": "bos@kring.example"})
    assert again.text.count("Wil Bos, ") == 1


def test_another_name_is_asked_about_anew(app: Flask, beheer: FlaskClient) -> None:
    with app.app_context(), transaction():
        add_person(values={"first_name": "Jan", "last_name": "Tak"}, actor=OPERATOR)
    asked = fill_in(beheer, NEW, **WIL)
    other = send(beheer, NEW, asked.text, name="J. Tak", person="ander")
    assert other.status_code == 422
    assert "Jan Tak" in other.text


def test_who_belongs_to_a_party_is_not_asked_for_one(
    app: Flask, beheer: FlaskClient, vlietdam: SimpleNamespace
) -> None:
    asked = fill_in(beheer, NEW, **{**WIL, "role": "initiatiefnemer"})
    assert 'id="party-fout"' not in asked.text
    no = send(beheer, NEW, asked.text, person="ander")
    assert 'id="party-fout"' in no.text
    answer = send(beheer, NEW, no.text, person=vlietdam.wil, party="Basisschool De Kring")
    assert answer.status_code == 200
    with app.app_context():
        roles = select(ContactRole.role).join(Person).where(Person.ref == vlietdam.wil)
        assert db.session.scalars(roles).all() == ["directeur"]


def test_who_is_hidden_stays_unsaid(app: Flask, beheer: FlaskClient) -> None:
    with app.app_context(), transaction():
        hidden = {"first_name": "Stille", "last_name": "Getuige", "visibility": "vertrouwelijk"}
        add_person(values={**hidden, "email": "stil@vlietdam.example"}, actor=OPERATOR)
    answer = fill_in(
        beheer, NEW, name="Stille Getuige", email="stil@vlietdam.example", role="lezer"
    )
    assert answer.status_code == 200
    assert ASKED not in answer.text


def test_an_account_that_is_of_somebody_asks_nothing(
    app: Flask, beheer: FlaskClient, vlietdam: SimpleNamespace
) -> None:
    with app.app_context(), transaction():
        add_person(values={"first_name": "Bas", "last_name": "Leeuwen"}, actor=OPERATOR)
        bas = db.session.scalars(select(Person).where(Person.ref == vlietdam.bas)).one()
        assert bas.user is not None
        at = f"/beheer/accounts/{bas.user.ref}"
    assert fill_in(beheer, at, name="Bas Leeuwen").status_code == 303


@pytest.mark.parametrize(
    ("typed", "stored", "is_same"),
    [
        ("Jan de Vries", {"first_name": "Jan", "last_name": "Vries"}, True),
        ("J. de Vries", {"first_name": "Jan", "last_name": "Vries"}, True),
        ("Jan de Vries", {"initials": "J.P.", "last_name": "Vries"}, True),
        ("Vries", {"first_name": "Jan", "last_name": "Vries"}, True),
        ("Kees de Vries", {"first_name": "Jan", "last_name": "Vries"}, False),
        ("K. de Vries", {"first_name": "Jan", "last_name": "Vries"}, False),
        ("Jan de Vriesman", {"first_name": "Jan", "last_name": "Vries"}, False),
        ("J de Vries", {"first_name": "Jan", "last_name": "de Vries"}, True),
        ("F. Yilmaz", {"first_name": "Fatima", "last_name": "Yılmaz"}, True),
        ("José Peña", {"first_name": "Jose", "last_name": "Pena"}, True),
    ],
)
def test_when_a_name_can_be_somebodys(typed: str, stored: dict[str, str], is_same: bool) -> None:
    person = Person(**{"first_name": "", "initials": "", **stored})
    assert is_same_name(name_parts(typed), person) is is_same
