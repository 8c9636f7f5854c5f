"""Bestaat dit al? A second step before a party is added, with or without a script."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from tests.cast import sign_in
from tests.page import fill_in, send


def test_a_party_that_is_there_is_shown_first(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    asked = fill_in(amina, "/partijen/nieuw", name="Stichting Buurttuin Vliet", mission="Groen")
    assert asked.status_code == 200
    assert "Bestaat dit al?" in asked.text
    assert f'href="/partijen/{vlietdam.tuin}"' in asked.text
    assert "op rechtsvorm en kleine woorden na" in asked.text
    assert "Stichting Buurttuin Vliet" not in amina.get("/partijen").text
    again = send(amina, "/partijen/nieuw", asked.text)
    assert again.status_code == 303
    added = amina.get(again.location).text
    assert "Stichting Buurttuin Vliet" in added
    assert "Groen" in added


def test_another_name_is_asked_about_anew(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    asked = fill_in(amina, "/partijen/nieuw", name="Buurttuin Vliet")
    other = send(amina, "/partijen/nieuw", asked.text, name="De Kring, basisschool")
    assert "Bestaat dit al?" in other.text
    assert f'href="/partijen/{vlietdam.school}"' in other.text
    assert "Dezelfde woorden, in een andere volgorde." in other.text


def test_what_is_hidden_stays_unsaid(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    assert fill_in(amina, "/partijen/nieuw", name="Vlietse Zaak").status_code == 303
