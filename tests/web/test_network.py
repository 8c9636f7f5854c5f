"""The pages of the network, through the front door."""

from __future__ import annotations

from functools import partial
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.db import db, transaction
from crm.network import queries
from crm.resources.operations import add_offer
from tests import cast
from tests.network.town import Town
from tests.support.databases import KeepTown


@pytest.fixture
def town(app: Flask, kept_town: KeepTown) -> SimpleNamespace:
    """A garden with two partners, one agreement and somebody alone; refs by name."""
    return kept_town("linked", partial(make_town, app))


def make_town(app: Flask) -> SimpleNamespace:
    """Make it."""
    with app.app_context(), transaction():
        town = Town()
        green = town.theme("Groen")
        made = {
            "garden": town.party("Buurttuin De Vliet", "bewonersinitiatief", themes=[green]),
            "church": town.party("Kerk De Ark", "kerkgenootschap", themes=[green]),
            "school": town.party("School De Kring", "school"),
            "alone": town.party("Fietsmaatjes", "vereniging"),
            "quiet": town.party("Stille Kracht", "vereniging", visibility="intern"),
            "secret": town.party("Geheime Zaak", "vereniging", visibility="vertrouwelijk"),
        }
        for who, direction in (("church", "biedt"), ("alone", "zoekt")):
            hall = {"direction": direction, "kind": "faciliteit", "title": "een zaal"}
            add_offer(made[who], values=hall, actor=cast.OPERATOR)
        town.agreement(town.link(made["garden"], made["church"], "kent"))
        town.link(made["garden"], made["school"])
        town.link(made["garden"], made["quiet"])
        town.link(made["alone"], made["secret"])
        for name in ("amina", "bas"):
            cast.enter(name)
        cast.enter("dries", own=made["quiet"])
        db.session.flush()
        return SimpleNamespace(**{name: party.ref for name, party in made.items()})


@pytest.fixture
def amina(app: Flask, town: SimpleNamespace) -> FlaskClient:
    """Amina, a medewerker."""
    return cast.sign_in(app, "amina")


Attributes = dict[str, str]


class Drawing(HTMLParser):
    """The nodes and lines of the picture on a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.is_inside = False
        self.nodes: list[Attributes] = []
        self.lines: list[Attributes] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.is_inside = self.is_inside or "network" in values.get("class", "").split()
        if self.is_inside and tag in ("a", "line"):
            (self.nodes if tag == "a" else self.lines).append(values)

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "svg"

    @property
    def names(self) -> set[str]:
        """What a screen reader says of each node, without the kind."""
        return {node["aria-label"].split(",")[0] for node in self.nodes}

    @property
    def pairs(self) -> set[tuple[str, ...]]:
        """The lines by their ends: a double line is one."""
        return {tuple(sorted((line["data-from"], line["data-to"]))) for line in self.lines}


def rows(html: str) -> int:
    return html.count('data-label="Met wie"')


class TestParty:
    def test_every_node_is_a_link_and_every_line_a_row(
        self, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        html = amina.get(f"/partijen/{town.garden}/netwerk").text
        drawing = Drawing(html)
        assert drawing.names >= {"Buurttuin De Vliet", "Kerk De Ark", "School De Kring"}
        assert len(drawing.pairs) == rows(html) >= 3
        for node in drawing.nodes:
            assert node["href"].startswith("/partijen/")
            assert amina.get(node["href"]).status_code == 200
        assert "edge--agreement" in html
        assert "is verbonden met" in html

    def test_chances_are_dashed_and_named_at_both_ends(
        self, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        html = amina.get(f"/partijen/{town.church}/netwerk").text
        drawing = Drawing(html)
        hoped = [line for line in drawing.lines if "edge--chance" in line["class"]]
        assert hoped
        ends = {end for line in hoped for end in (line["data-from"], line["data-to"])}
        for node in drawing.nodes:
            if node["data-node"] in ends:
                assert "unnamed" not in node["class"]

    def test_filters(self, amina: FlaskClient, town: SimpleNamespace) -> None:
        html = amina.get(f"/partijen/{town.garden}/netwerk?soort=school").text
        assert "Kerk De Ark" not in html
        assert amina.get(f"/partijen/{town.garden}/netwerk?soort=iets").status_code == 400

    def test_who_may_see_more_of_a_party_reads_why_it_is_not_drawn(
        self, app: Flask, town: SimpleNamespace
    ) -> None:
        html = cast.sign_in(app, "dries").get(f"/partijen/{town.quiet}/netwerk").text
        assert "staat zij in geen enkel beeld" in html
        assert '<svg class="network' not in html

    def test_a_party_alone_reads_what_to_do(
        self, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        html = amina.get(f"/partijen/{town.alone}/netwerk?soort=fonds").text
        assert "Niemand met deze keuze" in html

    @pytest.mark.parametrize("name", ["quiet", "secret"])
    def test_hidden_is_not_found(self, app: Flask, town: SimpleNamespace, name: str) -> None:
        bas = cast.sign_in(app, "bas")
        assert bas.get(f"/partijen/{getattr(town, name)}/netwerk").status_code == 404


class TestNetwork:
    def test_picture_table_words_and_chart(self, amina: FlaskClient) -> None:
        html = amina.get("/netwerk").text
        drawing = Drawing(html)
        assert drawing.names == {
            "Buurttuin De Vliet", "Kerk De Ark", "School De Kring", "Stille Kracht",
        }  # fmt: skip
        assert len(drawing.pairs) == rows(html) == 3
        assert "Nog geen verbinding:" in html
        assert "Fietsmaatjes" in html
        assert "Verbindingen per jaar" in html
        assert "data-chart=" in html
        assert "Geheime Zaak" not in html

    def test_a_reader_sees_what_a_reader_may_see(self, app: Flask, town: SimpleNamespace) -> None:
        html = cast.sign_in(app, "bas").get("/netwerk").text
        assert len(Drawing(html).pairs) == 2
        assert "Stille Kracht" not in html

    def test_filters(self, amina: FlaskClient) -> None:
        html = amina.get("/netwerk?thema=Groen").text
        assert Drawing(html).names == {"Buurttuin De Vliet", "Kerk De Ark"}
        assert amina.get("/netwerk?gebied=weg").status_code == 400
        assert amina.get("/netwerk?toon=alles").status_code == 400
        assert "Geen partij past bij deze keuze" in amina.get("/netwerk?soort=fonds").text

    def test_above_the_limit_it_asks_for_a_choice(
        self, amina: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "MOST_DRAWN", 2)
        html = amina.get("/netwerk").text
        assert "4 partijen met een verbinding: te veel" in html
        assert "Kies een thema of een gebied." in html
        assert 'href="?thema=Groen">Groen (2)</a>' in html
        assert '<svg class="network' not in html
        assert rows(html) == 3
        assert amina.get("/netwerk?pagina=2").status_code == 404
        assert amina.get("/netwerk?pagina=0").status_code == 400

    def test_what_was_not_chosen_yet_is_asked_for(
        self, amina: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "MOST_DRAWN", 1)
        html = amina.get("/netwerk?thema=Groen").text
        assert "Kies minder thema’s of gebieden" in html
        assert "?thema=Groen&amp;thema=" not in html

    def test_who_is_linked_is_drawn_however_many_are_not(
        self, app: Flask, amina: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "MOST_DRAWN", 4)
        monkeypatch.setattr(queries, "MOST_ALONE", 2)
        with app.app_context(), transaction():
            town = Town()
            for number in range(5):
                town.party(f"Los {number}")
        html = amina.get("/netwerk").text
        assert len(Drawing(html).pairs) == 3
        assert "Los 3" not in html
        assert "bekijk deze 6 partijen" in html
        alone = amina.get("/partijen?verbinding=geen").text
        assert "6 partijen" in alone
        assert "Los 3" in alone
        assert "Fietsmaatjes" in alone
        assert "Kerk De Ark" not in alone
        assert "Geheime Zaak" not in alone
        assert amina.get("/partijen?verbinding=iets").status_code == 400

    def test_chances_are_the_picture_when_nobody_is_linked(
        self, app: Flask, amina: FlaskClient
    ) -> None:
        with app.app_context(), transaction():
            town = Town()
            shared = {"themes": [town.theme("Spel")], "areas": [town.area("Oost")]}
            for name in ("Speelpact", "Pretpact"):
                town.party(name, "coalitie", **shared)
        html = amina.get("/netwerk?soort=coalitie").text
        assert "edge--chance" in html
        assert "De stippellijn is een kans." in html
        assert rows(html) == len(Drawing(html).pairs) == 1

    def test_an_empty_network_says_what_to_do(self, app: Flask) -> None:
        with app.app_context(), transaction():
            cast.enter("bas")
        assert "Er staat nog niemand in." in cast.sign_in(app, "bas").get("/netwerk").text

    def test_without_an_account(self, client: FlaskClient, town: SimpleNamespace) -> None:
        for address in ("/netwerk", f"/partijen/{town.garden}/netwerk"):
            assert client.get(address).headers["Location"].startswith("/inloggen")
