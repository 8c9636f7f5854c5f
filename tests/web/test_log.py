"""The log of a beheerder: who, what, when and about whom; never what is hidden."""

from __future__ import annotations

import csv
import html
import io
import re
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.audit.tags import TAGS
from crm.core.db import Base, Record, transaction
from crm.exchange.seen import visible_of_kinds
from crm.parties.operations import add_party, change_party
from crm.parties.queries import get_party
from crm.web.log_filters import GROUPS
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in
from tests.support.settings import TODAY

LOG = "/beheer/logboek"


@pytest.fixture
def beheer(app: Flask, vlietdam: SimpleNamespace) -> FlaskClient:
    return sign_in(app, "beheer")


def words(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", answer.text)))


def test_every_kind_of_record_is_in_the_log_through_its_own_filter() -> None:
    """A new kind of record is left out until somebody says who may see it."""
    classes = {inspect(mapper).class_ for mapper in Base.registry.mappers}
    records = {one for one in classes if issubclass(one, Record)}
    somebody = Viewer(1, Role.ADMINISTRATOR, TODAY)
    assert records <= set(visible_of_kinds(somebody))


def test_every_group_has_tags() -> None:
    assert {tag.split(".")[0] for tag in TAGS} >= set(GROUPS)


def test_says_who_changed_what_and_about_whom(
    app: Flask, vlietdam: SimpleNamespace, beheer: FlaskClient
) -> None:
    fill_in(sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/wijzigen", name="De Nieuwe Tuin")
    told = words(beheer, LOG)
    assert "Amina El Idrissi Gewijzigd Naam gewijzigd van ‘Buurttuin De Vliet’" in told
    assert "Account gemaakt" in words(beheer, f"{LOG}?wat=user")
    assert "Account gemaakt" not in words(beheer, f"{LOG}?wat=party")
    assert "De Nieuwe Tuin" in words(beheer, f"{LOG}?q=nieuwe")
    assert "Niets gevonden" in words(beheer, f"{LOG}?q=onvindbaar")
    assert "Wateraansluiting" not in words(beheer, f"{LOG}?over={vlietdam.tuin}")


def test_is_narrowed_by_person_and_by_day(
    app: Flask, vlietdam: SimpleNamespace, beheer: FlaskClient
) -> None:
    amina = sign_in(app, "amina")
    fill_in(amina, f"/partijen/{vlietdam.school}/wijzigen", name="De Nieuwe School")
    by_system = words(beheer, f"{LOG}?wie=systeem&wat=party")
    assert "Toegevoegd" in by_system
    assert "De Nieuwe School’" not in by_system
    assert "Niets gevonden" in words(beheer, f"{LOG}?tot=2020-01-01")
    assert "Toegevoegd" in words(beheer, f"{LOG}?van=2020-01-01&wat=party")


def test_what_is_hidden_is_not_in_it(
    app: Flask, vlietdam: SimpleNamespace, beheer: FlaskClient
) -> None:
    rows = list(csv.DictReader(io.StringIO(beheer.get(f"{LOG}?vorm=csv").text)))
    assert len(rows) > 10
    assert vlietdam.zaak not in {row["onderwerp"] for row in rows}
    assert vlietdam.tuin in {row["onderwerp"] for row in rows}
    assert "Niets gevonden" in words(beheer, f"{LOG}?over={vlietdam.zaak}")
    with app.app_context(), transaction():
        values = {"name": "Club", "kind": "vereniging", "visibility": "vertrouwelijk"}
        ref = add_party(values={**values, "interest": "Geheim plan"}, actor=OPERATOR).ref
        change_party(
            get_party(ref, viewer=OPERATOR), values={"visibility": "intern"}, actor=OPERATOR
        )
    opened = words(beheer, f"{LOG}?over={ref}")
    assert "Toegevoegd" in opened
    assert "Geheim plan" not in opened


def test_no_secret_is_in_it(beheer: FlaskClient) -> None:
    text = beheer.get(f"{LOG}?vorm=csv").text
    assert "argon2" not in text
    assert "password" not in text


@pytest.mark.parametrize("name", ["amina", "bas", "dries"])
def test_is_for_a_beheerder_alone(app: Flask, vlietdam: SimpleNamespace, name: str) -> None:
    assert sign_in(app, name).get(LOG).status_code == 403


@pytest.mark.parametrize("asked", ["van=gisteren", "over=x", "wat=x", "wie=x", "pagina=0"])
def test_a_wrong_filter_is_refused_in_words(beheer: FlaskClient, asked: str) -> None:
    assert beheer.get(f"{LOG}?{asked}").status_code == 400
