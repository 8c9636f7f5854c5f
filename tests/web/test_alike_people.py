"""A person who may be there already is asked about, on every page that can make a person."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.people.first_contacts import mark, stay_of
from crm.people.models import ContactRole, Person
from crm.people.operations import add_person, close_role, open_role
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send
from tests.support.profiles import link_for, one
from tests.support.settings import TODAY

LIST = "/partijen/lang-niet-bevestigd"
ASKED = "Is dit iemand die er al is?"
FATIMA = {"first_name": "Fatima", "last_name": "Yılmaz"}


@pytest.fixture
def town(app: Flask, vlietdam: SimpleNamespace) -> SimpleNamespace:
    """Fatima did something at the garden and does something at the school; a namesake is hidden."""
    with app.app_context(), transaction():
        garden, school = one(Party, vlietdam.tuin), one(Party, vlietdam.school)
        fatima = add_person(values={**FATIMA, "email": "fatima@tuin.example"}, actor=OPERATOR)
        since = Period(TODAY.replace(year=2025))
        left = open_role(fatima, garden, role="trekker", period=since, actor=OPERATOR)
        mark(stay_of(left), Period(TODAY.replace(year=2025, month=12)), True)
        close_role(left, ends_on=TODAY.replace(month=1), actor=OPERATOR)
        open_role(fatima, school, role="vrijwilliger", period=since, actor=OPERATOR)
        add_person(
            values={**FATIMA, "visibility": "vertrouwelijk", "function": "Stille getuige"},
            actor=OPERATOR,
        )
        vlietdam.fatima = fatima.ref
    return vlietdam


@pytest.fixture
def amina(app: Flask, town: SimpleNamespace) -> FlaskClient:
    """A medewerker."""
    return sign_in(app, "amina")


def roles_of_fatima(app: Flask, town: SimpleNamespace) -> list[tuple[str, str, bool]]:
    """What the visible Fatima is today: role, party, whether first contact."""
    with app.app_context():
        held = select(ContactRole).join(Person).where(Person.ref == town.fatima)
        return sorted(
            (role.role, role.party.name, role.is_first_contact)
            for role in db.session.scalars(held)
            if role.period.holds(TODAY)
        )


def called(app: Flask, last_name: str) -> int:
    with app.app_context():
        return len(db.session.scalars(select(Person).where(Person.last_name == last_name)).all())


def correct(app: Flask, town: SimpleNamespace, amina: FlaskClient, **said: str) -> str:
    """Dries names somebody else by his link; the address that takes it over."""
    told = {f"contact_{name}": value for name, value in said.items()}
    address = link_for(app, town.tuin)
    assert fill_in(app.test_client(), address, still="nee", **told).status_code == 303
    [action] = re.findall(r'action="([^"]+/overnemen)"', amina.get(LIST).text)
    return action


def test_another_contact_who_is_there_already(
    app: Flask, town: SimpleNamespace, amina: FlaskClient
) -> None:
    action = correct(app, town, amina, name="F. Yilmaz", phone="06 11 11 11 11")
    question = amina.post(action)
    assert question.status_code == 303
    page = amina.get(question.location).text
    # that she was their first contact for some days makes it no other role
    told = "Fatima Yılmaz, vroeger trekker bij Buurttuin De Vliet, vrijwilliger bij Basisschool"
    assert told in page
    assert page.count("Fatima Yılmaz, ") == 1
    assert "Stille getuige" not in page
    assert "checked" not in page
    # who is not said is not guessed
    assert send(amina, question.location, page).status_code == 422
    assert send(amina, question.location, page, person=town.fatima).status_code == 303
    assert called(app, "Yılmaz") == 2
    assert roles_of_fatima(app, town) == [
        ("contactpersoon", "Buurttuin De Vliet", True),
        ("vrijwilliger", "Basisschool De Kring", False),
    ]
    with app.app_context():
        assert one(Person, town.fatima).phone == "06 11 11 11 11"
    assert amina.get(question.location).status_code == 404


def test_the_same_address_is_chosen_beforehand_and_a_new_person_can_be_said(
    app: Flask, town: SimpleNamespace, amina: FlaskClient
) -> None:
    action = correct(app, town, amina, name="Roos Kramer", email="Fatima@tuin.example")
    address = amina.post(action).location
    page = amina.get(address).text
    assert re.search(rf'value="{town.fatima}" checked', page)
    assert send(amina, address, page, person="ander").status_code == 303
    assert (called(app, "Yılmaz"), called(app, "Kramer")) == (2, 1)


def test_a_new_party_with_an_aanspreekpunt_who_is_there_already(
    app: Flask, town: SimpleNamespace, amina: FlaskClient
) -> None:
    typed = {"name": "Repair Café", "contact_name": "Fatima Yılmaz", "contact_phone": "06 22"}
    mailed = {**typed, "contact_email": "yilmaz@elders.example", "mission": "Alles heel"}
    asked = fill_in(amina, "/partijen/nieuw", **mailed)
    assert asked.status_code == 422
    assert ASKED in asked.text
    assert "Stille getuige" not in asked.text
    assert "Alles heel" in asked.text
    assert "Nog één vraag" in asked.text
    assert "Fout:" not in asked.text.split("</title>")[0]
    answer = send(amina, "/partijen/nieuw", asked.text, person=town.fatima)
    assert answer.status_code == 303
    page = amina.get(answer.location).text
    assert "Fatima Yılmaz stond er al in." in page
    assert "niet overgenomen: e-mailadres yilmaz@elders.example" in page
    assert called(app, "Yılmaz") == 2
    assert ("contactpersoon", "Repair Café", True) in roles_of_fatima(app, town)
    # how to reach somebody is as confidential as the party it was filled in for
    typed = {"name": "Schuilplaats", "contact_name": "Fatima Yılmaz", "contact_phone": "06 33"}
    asked = fill_in(amina, "/partijen/nieuw", **typed, visibility="vertrouwelijk")
    answer = send(amina, "/partijen/nieuw", asked.text, person=town.fatima)
    assert "Meer mensen zien deze persoon, dus dit is niet" in amina.get(answer.location).text
    assert ("contactpersoon", "Schuilplaats", True) in roles_of_fatima(app, town)
    with app.app_context():
        assert one(Person, town.fatima).phone == "06 22"
    # somebody else of that name is a new person
    again = fill_in(amina, "/partijen/nieuw", name="Naaiclub", contact_name="Fatima Yılmaz")
    assert send(amina, "/partijen/nieuw", again.text, person="ander").status_code == 303
    assert called(app, "Yılmaz") == 3


def test_a_new_person_at_a_party(app: Flask, town: SimpleNamespace, amina: FlaskClient) -> None:
    typed = {"first_name": "F", "last_name": "Yılmaz", "function": "Penningmeester"}
    at = {"party": "Basisschool De Kring", "role": "vrijwilliger"}
    asked = fill_in(amina, "/personen/nieuw", **typed, **at)
    assert asked.status_code == 422
    # one who married is known by a role at that party and a first name
    fits = fill_in(amina, "/personen/nieuw", **at, first_name="Fatima", last_name="de Wit")
    assert ASKED in fits.text
    elsewhere = fill_in(amina, "/personen/nieuw", first_name="Fatima", last_name="de Wit")
    assert elsewhere.status_code == 303
    before = roles_of_fatima(app, town)
    answer = send(amina, "/personen/nieuw", asked.text, person=town.fatima)
    assert answer.location.endswith(town.fatima)
    page = amina.get(answer.location).text
    assert "De gegevens zijn aangevuld. Fatima Yılmaz stond er al in." in page
    assert "Penningmeester" in page
    assert roles_of_fatima(app, town) == before
    # what was typed for few is not written where more people read it
    secret = {"visibility": "vertrouwelijk", "phone": "06 44", "expertise": "Onderduik"}
    asked = fill_in(amina, "/personen/nieuw", **FATIMA, **secret, email="schuil@elders.example")
    answer = send(amina, "/personen/nieuw", asked.text, person=town.fatima)
    page = amina.get(answer.location).text
    assert "Er is niets gewijzigd. Fatima Yılmaz stond er al in. Meer mensen zien" in page
    assert "e-mailadres schuil@elders.example, expertise Onderduik." in page
    again = amina.get(answer.location).text
    assert not [word for word in ("06 44", "Onderduik", "schuil@") if word in again]
