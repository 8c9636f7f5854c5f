"""Questions to the town hall, through the front door."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from crm.core.db import transaction
from crm.parties.operations import add_party
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in


def test_an_initiator_asks_and_follows_it(app: Flask, vlietdam: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        values = {"name": "Afdeling Beheer", "kind": "afdeling"}
        department = add_party(values=values, actor=OPERATOR).ref
    dries, amina = sign_in(app, "dries"), sign_in(app, "amina")
    ask = f"/partijen/{vlietdam.tuin}/vraag-stellen"
    assert ask in dries.get("/").text
    answer = fill_in(dries, ask, question="Mag er een kraan komen?")
    assert answer.status_code == 303
    assert "nog niemand" in dries.get(answer.location).text
    step = {"next_step": "Een datum noemen", "next_step_on": "2026-11-20"}
    edit = f"{answer.location}/wijzigen"
    assert fill_in(amina, edit, department=department, **step).status_code == 303
    start = dries.get("/").text
    assert "Afdeling Beheer" in start
    assert "2 dagen te laat" in start
    assert "Mag er een kraan komen?" in amina.get("/vragen?stand=te_laat").text
    done = {"answered_on": "2026-11-22", "answer": "Ja, in maart."}
    assert fill_in(amina, edit, **done).status_code == 303
    assert "Ja, in maart." in dries.get(answer.location).text
    assert "Geen vraag past" in amina.get("/vragen?stand=open").text


def test_only_for_the_own_initiative(app: Flask, vlietdam: SimpleNamespace) -> None:
    ask = f"/partijen/{vlietdam.school}/vraag-stellen"
    for name in ("dries", "bas", "amina"):
        assert sign_in(app, name).get(ask).status_code == 403


def test_the_town_hall_writes_one_down(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    start = f"/vragen/nieuw?partij={vlietdam.school}"
    refused = fill_in(amina, start, question="Mag het?", next_step_on="2026-12-01")
    assert 'id="next_step_on-fout"' in refused.text
    answer = fill_in(amina, start, question="Mag het?")
    assert "Basisschool De Kring" in amina.get(answer.location).text
    for name in ("dries", "bas"):
        browser = sign_in(app, name)
        assert browser.get(answer.location).status_code == 404
        assert "Mag het?" not in browser.get("/vragen").text
        assert "Mag het?" not in browser.get(f"/partijen/{vlietdam.school}").text


def test_a_hidden_department_stays_and_is_not_told(app: Flask, vlietdam: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        values = {"name": "Bureau Stil", "kind": "afdeling", "visibility": "intern"}
        department = add_party(values=values, actor=OPERATOR).ref
    dries, amina = sign_in(app, "dries"), sign_in(app, "amina")
    answer = fill_in(dries, f"/partijen/{vlietdam.tuin}/vraag-stellen", question="Waarom niet?")
    fill_in(amina, f"{answer.location}/wijzigen", department=department)
    assert "Bureau Stil" in amina.get(answer.location).text
    for address in ("/", "/vragen", answer.location, f"/partijen/{vlietdam.tuin}/tijdlijn"):
        assert "Bureau Stil" not in dries.get(address).text
