"""Pictures in sentences: true, short, and in one form for one and for many."""

from __future__ import annotations

import pytest

from crm.network.charts import EARLIER, OTHER, UNKNOWN, figure, year_table
from crm.network.drawing import drawn, shortened
from crm.network.graph import CHANCE, GRANT, build
from crm.network.words import network_told, party_told
from tests.network.test_metrics import CLIQUES
from tests.network.town import network_of, node, tie


def test_a_network_in_three_sentences() -> None:
    told = network_told(build(*network_of([*CLIQUES, "d-m", "m-e"])), alone=2)
    assert told.sentences == (
        "Wij zien 2 groepen: rond D (5 partijen) en E (4 partijen).",
        "Alleen M verbindt 4 partijen met de rest. Ook D is een brug, voor 3 partijen.",
        "2 partijen hebben nog geen verbinding die u kunt zien.",
    )
    assert told.named == {"d", "e", "m"}


@pytest.mark.parametrize(
    ("alone", "sentence"),
    [
        (0, "Hier staat nog niemand."),
        (1, "Wij kennen 1 partij, maar nog geen verbindingen."),
        (7, "Wij kennen 7 partijen, maar nog geen verbindingen."),
    ],
)
def test_a_network_without_links(alone: int, sentence: str) -> None:
    assert network_told(build([], []), alone=alone).sentences == (sentence,)


def test_around_a_party() -> None:
    scheme = node("s", "Groenfonds", kind=GRANT, kind_label="regeling", shape=GRANT)
    nodes = [*(node(ref) for ref in "abcde"), scheme]
    ties = [
        tie("a-b", has_agreement=True),
        tie("a-c"),
        tie("b-c"),
        tie("a-e", sort=CHANCE),
        tie("a-s", sort=GRANT),
    ]
    told = party_told(build(nodes, ties), "a")
    assert told.sentences == (
        "A is verbonden met B en C.",
        "Tussen hen onderling loopt 1 verbinding.",
        "Er is een overeenkomst met B.",
        "Geld kwam uit 1 regeling.",
        "De stippellijn is een kans: E.",
    )
    picture = drawn(build(nodes, ties), named=told.named, middle="a")
    shown = {spot.node.ref for spot in picture.spots if spot.name.is_shown}
    assert {"a", "b", "e"} <= shown
    assert len(picture.strokes) == len(picture.lines) == 5
    assert {stroke.style for stroke in picture.strokes} == {"", "overeenkomst", GRANT, CHANCE}


def test_names_do_not_cover_each_other_or_a_node() -> None:
    nodes, ties = network_of([f"a-{letter}" for letter in "bcdefghijklmn"])
    nodes = [node(one.ref, f"Vereniging {one.ref}") for one in nodes]
    picture = drawn(build(nodes, ties), middle="a")
    assert all(spot.name.is_shown for spot in picture.spots)
    baselines = [(spot.x + spot.name.x, spot.y + spot.name.y) for spot in picture.spots]
    assert len(set(baselines)) == len(baselines)


def test_a_long_name_is_cut() -> None:
    assert (
        shortened("Vereniging van Volkstuinders Vlietdam-Oost") == "Vereniging van Volkstuinders V…"
    )


def test_years_and_kinds() -> None:
    rows = [(2011, "kent", 2), (None, "kent", 1), (2025, "adviseert", 3), (2026, "kent", 1)]
    table = year_table(rows, last=2026)
    assert table.years[0] == EARLIER
    assert table.years[-1] == UNKNOWN
    assert table.kinds == ("kent", "adviseert")
    assert dict(zip(table.years, table.counts, strict=True))["2025"] == (0, 3)
    assert table.total == 7
    assert table.sentence == "De meeste verbindingen begonnen in 2025: 3."


def test_rare_kinds_are_taken_together_and_the_figure_holds_every_count() -> None:
    table = year_table([(2026, f"soort {number}", 9 - number) for number in range(8)], last=2026)
    assert table.kinds[-1] == OTHER
    shown = figure(table)
    assert sum(sum(bar["y"]) for bar in shown["data"]) == table.total
    assert "template" not in shown["layout"]


def test_nothing_to_count() -> None:
    assert year_table([], last=2026).total == 0
