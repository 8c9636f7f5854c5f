"""Goals, through the front door."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.parties.queries import paged
from tests.cast import email_of, sign_in
from tests.page import fill_in


def add(browser: FlaskClient, title: str, **values: object) -> str:
    """A new goal; its address."""
    answer = fill_in(browser, "/doelen/nieuw", title=title, **values)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_from_the_first_to_who_contributes(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    facts = {"document": "Groenvisie", "portfolio": "Wethouder Groen"}
    address = add(amina, "Een groene wijk", **facts)
    shown = amina.get(address).text
    assert "Groenvisie" in shown
    assert "Wethouder Groen" in shown
    answer = fill_in(amina, f"{address}/bijdragen/nieuw", party="Buurttuin De Vliet")
    assert answer.status_code == 303
    again = fill_in(amina, f"{address}/bijdragen/nieuw", party="Buurttuin De Vliet")
    assert again.status_code == 422
    assert 'id="party-fout"' in again.text
    fill_in(amina, f"{address}/bijdragen/nieuw", party=vlietdam.school, nature="wil_bijdragen")
    bas = sign_in(app, "bas")
    assert "Een groene wijk" in bas.get(f"/partijen/{vlietdam.tuin}").text
    assert 'class="number">1<' in bas.get("/doelen").text
    assert bas.get("/doelen/nieuw").status_code == 403


def test_a_conflict_is_for_the_town_hall(
    app: Flask, vlietdam: SimpleNamespace, tmp_path: Path
) -> None:
    amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
    address = add(amina, "Een groene wijk")
    both = (address, f"/partijen/{vlietdam.school}")
    before = [bas.get(at).text.partition("<main")[2].partition("</main")[0] for at in both]
    school = {"party": "Basisschool De Kring", "nature": "botst"}
    fill_in(amina, f"{address}/bijdragen/nieuw", **school)
    assert "botst ermee" in amina.get(address).text
    assert "Een groene wijk" in amina.get(f"/partijen/{vlietdam.school}").text
    assert [bas.get(at).text.partition("<main")[2].partition("</main")[0] for at in both] == before
    for name, knows in (("bas", False), ("amina", True)):
        told = ["crm", "export", str(tmp_path / name), "--as", email_of(name)]
        assert app.test_cli_runner().invoke(args=told).exit_code == 0
        assert ("botst" in (tmp_path / name / "bijdragen_aan_doelen.csv").read_text()) is knows


def test_who_contributes_comes_in_pages(
    app: Flask, vlietdam: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.goals.queries.paged", partial(paged, size=1))
    amina = sign_in(app, "amina")
    address = add(amina, "Een groene wijk")
    for name in ("Buurttuin De Vliet", "Basisschool De Kring"):
        fill_in(amina, f"{address}/bijdragen/nieuw", party=name)
    first = amina.get(address).text
    assert "2 partijen" in first
    assert "Buurttuin De Vliet" not in first.split("<h2>Tijdlijn")[0]
    assert "Buurttuin De Vliet" in amina.get(f"{address}?pagina=2").text


def test_never_under_itself(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    top = add(amina, "Boven")
    below = add(amina, "Onder", parent=top.rsplit("/", 1)[1])
    assert "Onder" in amina.get(top).text
    refused = fill_in(amina, f"{top}/wijzigen", parent=below.rsplit("/", 1)[1])
    assert refused.status_code == 422
    assert 'id="parent-fout"' in refused.text


def test_of_many_goals_the_one_above_can_still_be_chosen(
    app: Flask, vlietdam: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = sign_in(app, "amina")
    top = add(amina, "Boven")
    for module in ("crm.goals.queries", "crm.web.forms.goals"):
        monkeypatch.setattr(f"{module}.MOST_OFFERED", 0)
    page = amina.get("/doelen/nieuw").text
    assert "Boven" not in page
    assert "Dit zijn de eerste doelen" in page
    below = fill_in(amina, f"/doelen/nieuw?onder={top.rsplit('/', 1)[1]}", title="Ver weg").location
    fill_in(amina, f"{below}/wijzigen", place="Bladzijde 3")
    assert "Boven" in amina.get(below).text


def test_a_hidden_goal_above_is_not_told(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
    top = add(amina, "Stille opgave", visibility="intern")
    below = add(amina, "Onder", parent=top.rsplit("/", 1)[1])
    assert "Stille opgave" in amina.get(below).text
    for address in ("/doelen", below):
        assert "Stille opgave" not in bas.get(address).text
    assert bas.get(top).status_code == 404


def test_a_party_is_taken_away(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    address = add(amina, "Een groene wijk")
    fill_in(amina, f"{address}/bijdragen/nieuw", party="Buurttuin De Vliet")
    page = amina.get(address).text
    remove = page.split('/weghalen"')[0].rsplit('"', 1)[1] + "/weghalen"
    assert amina.post(remove).status_code == 303
    assert amina.post(remove).status_code == 404
    assert "werkt nog niemand" in amina.get(address).text
