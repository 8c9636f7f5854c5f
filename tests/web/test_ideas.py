"""Wat wilt u doen, and Wat is er al: through the front door."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.resources.operations import add_offer
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send
from tests.web.conftest import party

PLAN = "De gemeente wil een buurttuin aan de Vliet. Bewoners planten er groente.\n\nEn bloemen."


def surveyed(browser: FlaskClient, **values: object) -> str:
    """A survey of the plan; its address."""
    values = {"title": "Tuin aan de Vliet", "text": PLAN, **values}
    answer = fill_in(browser, "/wat-is-er-al/nieuw", **values)
    assert answer.status_code == 303, answer.text
    return answer.location


def main_of(browser: FlaskClient, address: str) -> str:
    """What a page says, without the bar."""
    return browser.get(address).text.partition("<main")[2].partition("</main>")[0]


def change(app: Flask, ref: str, **values: object) -> None:
    with app.app_context(), transaction():
        db.session.execute(update(Party).where(Party.ref == ref).values(**values))


def test_a_free_text_finds_who_does_the_same_and_says_why(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    bas = sign_in(app, "bas")
    page = bas.get("/verwant", query_string={"q": "een moestuin in de buurt"}).text
    assert "Buurttuin" in page
    assert "Allebei over groen en tuinen." in page
    assert "<mark>" in page
    assert "Zoek breder" in page
    assert "Alleen mijn kern" not in page
    nothing = bas.get("/verwant?q=en").text
    assert "Hier kunnen wij niet op zoeken" in nothing
    wide = bas.get("/verwant?q=zwartepietendiscussie&bereik=breed").text
    assert "Misschien bent u de eerste" in wide
    assert bas.get("/verwant?q=tuin&bereik=ver").status_code == 400


def test_who_has_an_initiative_asks_to_meet_who_is_like_it(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    dries = sign_in(app, "dries")
    with app.app_context(), transaction():
        garden = db.session.scalars(select(Party).where(Party.ref == vlietdam.tuin)).one()
        other = party("Pluktuin", "bewonersinitiatief").ref
        values = {"kind": "kennis", "direction": "biedt", "visibility": "netwerk"}
        values["title"] = "Plek in de tuin"
        add_offer(garden, values=values, actor=OPERATOR)
    page = main_of(dries, "/verwant?q=een+tuin+met+groente")
    assert f"partij={vlietdam.tuin}&amp;partij={other}" in page
    assert "Plek in de" not in page
    assert "Plek in de" in main_of(sign_in(app, "bas"), "/verwant?q=een+tuin+met+groente")


def test_what_is_hidden_changes_nothing(app: Flask, vlietdam: SimpleNamespace) -> None:
    bas = sign_in(app, "bas")
    asked = "/verwant?q=buurttuin+met+bloemen"
    change(app, vlietdam.tuin, visibility="intern")
    hidden = main_of(bas, asked)
    assert "Buurttuin De Vliet" not in hidden
    with app.app_context(), transaction():
        db.session.execute(
            update(Party).where(Party.ref == vlietdam.tuin).values(stems="", folded="x", name="X")
        )
    assert main_of(bas, asked) == hidden


def test_a_visitor_searches_what_is_public_when_that_is_on(
    app: Flask, vlietdam: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = app.test_client()
    monkeypatch.setattr("crm.web.ideas.SEARCHES_PER_ADDRESS", 2)
    assert visitor.get("/verwant?q=tuin").status_code == 302
    app.config["PUBLIC"] = True
    try:
        assert "Buurttuin" not in visitor.get("/verwant?q=buurttuin").text
        change(app, vlietdam.tuin, visibility="openbaar")
        page = visitor.get("/verwant?q=buurttuin").text
        assert "Buurttuin" in page
        assert f"/partijen/{vlietdam.tuin}" not in page
        assert visitor.get("/verwant?q=buurttuin").status_code == 429
        assert sign_in(app, "bas").get("/verwant?q=buurttuin").status_code == 200
    finally:
        app.config["PUBLIC"] = False


def test_a_plan_is_kept_as_it_was_then(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
    address = surveyed(amina, visibility="netwerk")
    before = amina.get(address).text
    assert "Buurttuin De Vliet" in before
    assert "Buurttuin De Vliet" in bas.get(address).text
    fill_in(amina, f"/partijen/{vlietdam.tuin}/wijzigen", name="Parkje De Vliet")
    assert "Buurttuin De Vliet" in amina.get(address).text
    change(app, vlietdam.tuin, visibility="intern")
    assert "Buurttuin De Vliet" in amina.get(address).text
    assert "Buurttuin De Vliet" not in bas.get(address).text
    assert bas.get("/wat-is-er-al/nieuw").status_code == 403


def test_what_was_hidden_then_stays_so(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
    change(app, vlietdam.tuin, visibility="intern")
    address = surveyed(amina, visibility="netwerk")
    change(app, vlietdam.tuin, visibility="netwerk")
    assert "Buurttuin De Vliet" in amina.get(address).text
    assert "Buurttuin De Vliet" not in bas.get(address).text


def test_only_the_town_hall_reads_an_internal_one(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
    address = surveyed(amina)
    assert bas.get(address).status_code == 404
    assert "Tuin aan de Vliet" not in bas.get("/wat-is-er-al").text
    assert "Tuin aan de Vliet" in amina.get("/wat-is-er-al").text
    refused = fill_in(
        amina, f"{address}/wijzigen", title="Tuin", sensitive="y", visibility="netwerk"
    )
    assert refused.status_code == 422
    assert fill_in(amina, f"{address}/wijzigen", title="De tuin").status_code == 303
    assert "De tuin" in amina.get(address).text


def test_a_plan_that_says_nothing_is_refused(app: Flask, vlietdam: SimpleNamespace) -> None:
    answer = fill_in(sign_in(app, "amina"), "/wat-is-er-al/nieuw", title="Het", text="is er")
    assert answer.status_code == 422
    assert 'id="text-fout"' in answer.text


def test_who_starts_something_sees_who_does_it_already(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    amina = sign_in(app, "amina")
    change(
        app, vlietdam.tuin, stems="buurttuin vliet groente bloemen planten", description="Bloemen"
    )
    values = {"name": "Bloemen in de buurttuin achter het spoor", "kind": "bewonersinitiatief"}
    asked = fill_in(amina, "/partijen/nieuw", description="Bloemen planten met de buurt", **values)
    assert asked.status_code == 200
    assert asked.text.count("Bestaat dit al?") == 1
    assert "Dit doet iets dat erop lijkt" in asked.text
    assert asked.text.count(f'class="row__name" href="/partijen/{vlietdam.tuin}"') == 1
    assert send(amina, "/partijen/nieuw", asked.text).status_code == 303
    same = fill_in(amina, "/partijen/nieuw", name="Buurttuin Vliet", kind="bewonersinitiatief")
    assert same.text.count(f'class="row__name" href="/partijen/{vlietdam.tuin}"') == 1
