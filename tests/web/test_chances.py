"""Kansen: the filters of the list, one chance in full, and the parties of a list compared."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.dates import Period
from crm.core.db import transaction
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.people.holding_operations import open_holding
from crm.taxonomy.operations import add_area, add_theme
from tests.cast import OPERATOR, enter, sign_in
from tests.leaks.pages import said
from tests.page import fill_in, forms_on

NOWHERE = "7b0a1d6e-54b0-4f2e-9a52-0c2f7de2c111"


@pytest.fixture
def town(app: Flask) -> SimpleNamespace:
    """A garden that knows a school, two that know nobody, one that is hidden."""
    with app.app_context(), transaction():
        here = {
            "themes": [add_theme("Groen", actor=OPERATOR)],
            "areas": [add_area("W1", "Vlietwijk", "wijk", actor=OPERATOR)],
        }

        def party(name: str, kind: str = "bewonersinitiatief", **values: object) -> Party:
            return add_party(values={"name": name, "kind": kind, **values}, actor=OPERATOR)

        garden, meadow, bees = (party(name, **here) for name in ("Buurttuin", "Weide", "Imkers"))
        secret = party("Geheim", visibility="vertrouwelijk", **here)
        school, works = party("School", "school"), party("Beheer", "afdeling")
        for one in (garden, bees):
            add_link(one, school, get_link_kind("werkt_samen_met"), values={}, actor=OPERATOR)
        amina = enter("amina")
        enter("bas")
        enter("dries", own=garden)
        open_holding(garden, person=amina, role="accounthouder", period=Period(), actor=OPERATOR)
        open_holding(meadow, team=works, role="accounthouder", period=Period(), actor=OPERATOR)
        refs = {"tuin": garden, "weide": meadow, "imkers": bees, "geheim": secret}
        return SimpleNamespace(works=works.ref, **{key: one.ref for key, one in refs.items()})


def links(html: str) -> list[str]:
    """Where the links on a page lead."""
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', html)]


def starts(client: FlaskClient, query: str) -> set[str]:
    """The parties that the downloaded list starts from."""
    text = client.get(f"/kansen?{query}&vorm=csv").get_data(as_text=True)
    return {row["naam_van"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}


def test_the_list_is_narrowed_and_so_is_its_file(app: Flask, town: SimpleNamespace) -> None:
    amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
    assert starts(amina, "van=mij") == {"Buurttuin"}
    assert starts(amina, f"afdeling={town.works}") == {"Weide"}
    assert "Weide" in amina.get("/kansen?verbinding=geen").text
    assert starts(amina, "verbinding=geen") == {"Weide"}
    assert "Afdeling" not in bas.get("/kansen").text
    assert bas.get(f"/kansen?afdeling={town.works}").status_code == 400


def test_who_waits_for_a_contact_person_is_told_to_who_may_know(
    app: Flask, town: SimpleNamespace
) -> None:
    """Who holds a party is not told to a lezer: also not that everybody has somebody."""
    heading = "Nog geen vaste contactpersoon"
    assert heading in sign_in(app, "amina").get("/kansen").text
    assert heading not in sign_in(app, "bas").get("/kansen").text


def test_nobody_waits_where_there_are_no_initiatives(app: Flask) -> None:
    with app.app_context(), transaction():
        enter("amina")
    assert "Geen initiatief wacht op een vaste" in sign_in(app, "amina").get("/kansen").text


def test_one_chance_in_full(app: Flask, town: SimpleNamespace) -> None:
    amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
    page = amina.get(f"/partijen/{town.tuin}/kansen/{town.imkers}").text
    assert "2 stappen" in page
    assert "School</a></span> kent allebei." in page
    assert "Amina El Idrissi</a>, accounthouder" in page
    alone = amina.get(f"/partijen/{town.tuin}/kansen/{town.weide}").text
    assert "Er is geen weg: Weide heeft nog geen verbinding" in alone
    assert (
        f'href="/partijen/{town.tuin}/kansen/{town.imkers}"'
        in amina.get(f"/partijen/{town.tuin}/kansen").text
    )
    for client in (amina, bas):
        answers = [
            client.get(f"/partijen/{one}/kansen/{other}")
            for one, other in ((town.tuin, town.geheim), (town.geheim, town.tuin),
                               (town.tuin, NOWHERE), (town.tuin, town.tuin))
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404] * 4
        assert said(answers[0]) == said(answers[2])


def test_parties_that_are_ticked_or_named_are_compared(app: Flask, town: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    empty = amina.get("/kansen/tussen").text
    assert "Kies hier partijen, of plak namen." in empty
    sent = {"partij": [town.tuin, town.geheim], "namen": "imkers\nWeide \n\nGeheim\nNiemand"}
    answer = amina.post("/kansen/tussen", data=sent)
    assert answer.status_code == 303
    there = unquote(answer.headers["Location"])
    asked = set(there.partition("partijen=")[2].split(","))
    assert asked == {town.tuin, town.weide, town.imkers}
    page = amina.get(there).text
    assert "‘Geheim’, ‘Niemand’" in page
    assert "3 partijen, alleen met elkaar vergeleken" in page
    assert "Meer over deze kans" in page
    assert "Kies ten minste twee partijen." in amina.get("/kansen/tussen?q=weide").text
    assert "Kansen tussen deze 3 partijen" in amina.get("/partijen?soort=bewonersinitiatief").text
    assert sign_in(app, "dries").get(there).status_code == 200


def test_from_a_comparison_and_back_to_it(app: Flask, town: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    at = f"/kansen/tussen?partijen={town.tuin},{town.imkers},{town.weide}"
    page = amina.get(at).text
    later = next(one for one in links(page) if "/kansen/later" in one)
    assert at in links(amina.get(later).text), "for who does not put it away after all"
    there = fill_in(amina, later).headers["Location"]
    assert there.startswith("/kansen/tussen?")
    page = amina.get(there).text
    assert "3 partijen, alleen met elkaar vergeleken" in page
    [back] = [action for action, _ in forms_on(page) if action.endswith(f",{town.weide}")]
    assert amina.post(back).headers["Location"] == at
    elsewhere = f"{later}&soort=bewonersinitiatief".replace("partijen=", "weg=")
    assert fill_in(amina, elsewhere).headers["Location"].startswith("/kansen/tussen?")


def test_put_away_from_a_filtered_list_and_back_to_it(app: Flask, town: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    at = "/kansen?soort=bewonersinitiatief&soort=vereniging"
    left = next(one for one in links(amina.get(at).text) if "/kansen/past-niet" in one)
    assert at in links(amina.get(left).text), "for who does not put it away after all"
    there = fill_in(amina, left, why="past_niet").headers["Location"]
    assert "soort=bewonersinitiatief&soort=vereniging" in there
    [back] = [action for action, _ in forms_on(amina.get(there).text) if "/terug?" in action]
    assert amina.post(back, data={"terug": "kansen"}).headers["Location"] == at


def test_too_many_parties_are_not_compared(
    app: Flask, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("chosen_parties", "opportunities"):
        monkeypatch.setattr(f"crm.web.{module}.MOST_COMPARED", 2)
    amina = sign_in(app, "amina")
    page = amina.get("/kansen/tussen?soort=bewonersinitiatief").text
    assert "Zoveel vergelijken wij niet tegelijk." in page
    sent = {"partij": [town.tuin, town.weide], "namen": "Imkers"}
    answer = amina.post("/kansen/tussen", data=sent)
    assert answer.status_code == 422
    assert "Haal namen of vinkjes weg." in answer.text
    assert "Imkers</textarea>" in answer.text
    assert answer.text.count(" checked") == 2
    nine = "&".join(f"partij={ref}" for ref in (town.tuin, town.weide, town.imkers))
    monkeypatch.setattr("crm.web.introducing.MOST", 2)
    assert "Haal er 1 weg." in amina.get(f"/kennismakingen/nieuw?{nine}").text
