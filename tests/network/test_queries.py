"""Pictures through the database: what is drawn, and that hidden records move nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm.accounts.viewer import Viewer
from crm.core.db import db, transaction
from crm.core.errors import NotFound
from crm.links.operations import archive_link
from crm.network import queries
from crm.network.export import network_graph
from crm.network.graph import GRANT
from crm.network.queries import (
    Chance,
    ego_picture,
    links_per_year,
    network,
    network_picture,
    surroundings,
)
from crm.parties.models import Party
from crm.parties.operations import archive_party
from crm.parties.queries import PartyFilters
from tests.network.town import OPERATOR, READER, Town
from tests.support.databases import Database
from tests.support.settings import TODAY

HIDDEN = [{"visibility": "intern"}, {"visibility": "vertrouwelijk"}]
SENSITIVE = {"visibility": "intern", "sensitive": True}


@pytest.fixture
def town(session: Session) -> Town:
    """An empty town with its kinds of link."""
    return Town()


def joined(picture: Any) -> set[frozenset[str]]:
    """The pairs of names between which a line is drawn."""
    return {frozenset((line.one.name, line.other.name)) for line in picture.lines}


def test_around_a_party_stand_its_partners_and_what_joins_them(town: Town) -> None:
    garden, church, school = (town.party(name) for name in ("Tuin", "Kerk", "School"))
    town.party("Ver weg")
    town.agreement(town.link(garden, church))
    town.link(church, school)
    town.link(garden, school, "kent")
    town.grants("Groenfonds", garden)
    hall = town.party("Zaal")
    picture = ego_picture(
        garden, OPERATOR, chances=[Chance(garden.ref, hall.ref, "Zij zoeken elkaar.")]
    )
    assert picture
    assert joined(picture) == {
        frozenset(pair)
        for pair in (
            ("Tuin", "Kerk"),
            ("Kerk", "School"),
            ("Tuin", "School"),
            ("Tuin", "Groenfonds"),
            ("Tuin", "Zaal"),
        )
    }
    styles = {(stroke.one, stroke.other): stroke.style for stroke in picture.strokes}
    assert styles[garden.ref, church.ref] == "overeenkomst"
    assert styles[garden.ref, hall.ref] == "kans"
    assert picture.has(GRANT)


@pytest.mark.parametrize(
    "period",
    [
        {"begins_on": TODAY + timedelta(days=1)},
        {"begins_on": TODAY - timedelta(days=9), "ends_on": TODAY},
    ],
)
def test_only_links_of_this_day_are_drawn(town: Town, period: dict[str, Any]) -> None:
    garden, church = town.party("Tuin"), town.party("Kerk")
    town.link(garden, church, **period)
    picture = network_picture(OPERATOR)
    assert picture
    assert picture.lines == ()
    assert network(OPERATOR).alone_in_all == 2


def test_what_is_archived_is_not_drawn(town: Town) -> None:
    garden, church, school = (town.party(name) for name in ("Tuin", "Kerk", "School"))
    archive_link(town.link(garden, church), actor=OPERATOR)
    town.link(church, school)
    archive_party(school, actor=OPERATOR)
    found = network(OPERATOR)
    assert found.parties == 2
    assert found.picture
    assert found.picture.lines == ()


def test_two_links_are_one_line_with_both_words(town: Town) -> None:
    garden, church = town.party("Tuin"), town.party("Kerk")
    town.link(garden, church)
    town.link(church, garden, "adviseert")
    picture = network_picture(OPERATOR)
    assert picture
    (line,) = picture.lines
    assert {tie.words_from(line.one.ref) for tie in line.ties} == {
        "werkt samen met",
        "adviseert",
    }


def test_filters_keep_what_is_inside(town: Town) -> None:
    green = town.theme("Groen")
    garden, field = town.party("Tuin", themes=[green]), town.party("Veld", themes=[green])
    lone = town.party("Eenling", themes=[green])
    church = town.party("Kerk", "kerkgenootschap")
    for pair in ((garden, field), (garden, church), (lone, church)):
        town.link(*pair)
    found = network(OPERATOR, PartyFilters(themes=["Groen"]))
    assert found.picture
    assert joined(found.picture) == {frozenset(("Tuin", "Veld"))}
    assert [one.name for one in found.alone] == ["Eenling"]
    assert network(OPERATOR, PartyFilters(kinds=["kerkgenootschap"])).alone_in_all == 1
    both = PartyFilters(themes=["Groen"], areas=[town.area("Oost").code])
    assert network(OPERATOR, both).parties == 0


def test_schemes_join_parties_when_asked(town: Town) -> None:
    garden, church, school = (town.party(name) for name in ("Tuin", "Kerk", "School"))
    town.grants("Groenfonds", garden, church)
    town.grants("Alleen voor school", school)
    picture = network(OPERATOR, with_schemes=True).picture
    assert picture
    assert joined(picture) == {frozenset((name, "Groenfonds")) for name in ("Tuin", "Kerk")}


def test_too_many_parties_give_the_complete_table(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_DRAWN", 4)
    parties = [town.party(f"Partij {number}") for number in range(12)]
    for number, party in enumerate(parties):
        for other in parties[number + 1 :]:
            town.link(party, other)
    town.link(parties[0], parties[1], "adviseert")
    found = network(OPERATOR)
    assert found.picture is None
    assert found.page
    assert (found.page.total, found.page.pages) == (66, 3)
    pages = [network(OPERATOR, page=number).page for number in (1, 2, 3)]
    rows = [row for page in pages if page for row in page.rows]
    names = [(row.one.name, row.other.name) for row in rows]
    numbers = [tuple(int(name.split()[1]) for name in pair) for pair in names]
    assert numbers == [(a, b) for a in range(12) for b in range(a + 1, 12)]
    assert len(rows[0].ties) == 2
    with pytest.raises(NotFound):
        network(OPERATOR, page=4)
    around = surroundings(parties[3], OPERATOR)
    assert around.partners == 11
    assert around.page
    assert {row.one.name for row in around.page.rows} == {"Partij 3"}


def test_a_drawn_network_has_one_page(town: Town) -> None:
    with pytest.raises(NotFound):
        network(OPERATOR, page=2)


def test_years_count_links_of_every_period_but_the_future(town: Town) -> None:
    garden, church, school = (town.party(name) for name in ("Tuin", "Kerk", "School"))
    town.link(garden, church, begins_on=TODAY.replace(year=2024), ends_on=TODAY.replace(year=2025))
    town.link(garden, school, begins_on=TODAY)
    town.link(church, school, begins_on=TODAY + timedelta(days=400))
    table = links_per_year(PartyFilters(), viewer=OPERATOR)
    assert table.years == ("2024", "2025", "2026")
    assert table.counts == ((1,), (0,), (1,))


@pytest.mark.parametrize("values", [*HIDDEN, SENSITIVE])
def test_a_hidden_party_is_in_no_picture_of_its_own(town: Town, values: dict[str, Any]) -> None:
    party = town.party("Stil", **values)
    assert ego_picture(party, READER) is None


def fill(town: Town, *, with_hidden: bool) -> None:
    """A town that a reader sees the same, whether the hidden records are there or not."""
    hidden: list[Party] = []
    if with_hidden:
        hidden = [town.party(f"Aap {n}", **values) for n, values in enumerate([*HIDDEN, SENSITIVE])]
    seen = [town.party(f"Partij {number}") for number in range(9)]
    for number, party in enumerate(seen[:-1]):
        begins_on = TODAY.replace(year=2018 + number)
        link = town.link(party, seen[(number * 5 + 1) % 8], begins_on=begins_on)
        if number == 2:
            town.agreement(link)
        if number == 3 and with_hidden:
            town.agreement(link, "Geheim", visibility="vertrouwelijk")
    town.grants("Groenfonds", *seen[:3])
    if with_hidden:
        for party in hidden:
            for other in (seen[0], seen[8]):
                town.link(party, other)
        town.link(seen[0], seen[6], "adviseert", **HIDDEN[0])
        town.link(seen[4], seen[8], **HIDDEN[1])
        town.link(seen[0], seen[6], "kent", **SENSITIVE)
        town.grants("Stil fonds", seen[0], seen[1], visibility="intern")


def everything(viewer: Viewer) -> list[Any]:
    """All that pictures, words, charts and files tell."""
    parties = db.session.query(Party).order_by(Party.sort_key)
    shown = [party for party in parties if party.level <= viewer.level]
    graph = network_graph(viewer)
    return [
        network(viewer, with_schemes=True),
        network(viewer, PartyFilters(kinds=["vereniging"])),
        links_per_year(PartyFilters(), viewer=viewer),
        [ego_picture(party, viewer) for party in shown],
        sorted(graph.nodes(data="naam")),
        sorted(map(str, graph.edges(data=True))),
    ]


@pytest.mark.parametrize("most", [300, 3])
def test_all_is_as_if_what_is_hidden_did_not_exist(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(queries, "MOST_DRAWN", most)
    told = []
    for with_hidden in (False, True):
        with app.app_context():
            with transaction():
                fill(Town(), with_hidden=with_hidden)
            told.append(everything(READER))
            if with_hidden:
                assert everything(OPERATOR) != told[-1]
        with app.app_context():
            db.engine.dispose()
        database.restore()
    assert told[0] == told[1]


def test_the_number_of_queries_does_not_grow(town: Town) -> None:
    parties = [town.party(f"Partij {number}") for number in range(3)]
    town.link(parties[0], parties[1])
    counted(parties[0])  # reads back what the flush above changed
    few = counted(parties[0])
    for number in range(30):
        town.link(parties[0], town.party(f"Nieuw {number}"))
    assert counted(parties[0]) == few


def counted(party: Party) -> int:
    """How many queries both pictures take."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    db.session.flush()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        ego_picture(party, OPERATOR)
        network_picture(OPERATOR)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
