"""Pictures in sentences: true, short, and in one form for one and for many."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.network.charts import EARLIER, OTHER, UNKNOWN, figure, year_table
from crm.network.drawing import Drawing, drawn
from crm.network.frames import NARROW, WIDE, Frame
from crm.network.graph import CHANCE, GRANT, build
from crm.network.naming import LEFT, RIGHT, label_of
from crm.network.words import network_told, party_told
from crm.network.wrapping import MOST_LINES, width_of, wrapped
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


@pytest.mark.parametrize(
    ("pairs", "is_said"),
    [
        (["a-b"], False),
        (["a-b", "c-d", "e-f", "g-h"], False),
        ([f"{one}-{other}" for one, other in combinations("abcdef", 2)], True),
    ],
)
def test_that_nobody_is_a_bridge_is_said_where_it_says_something(
    pairs: list[str], *, is_said: bool
) -> None:
    told = network_told(build(*network_of(pairs)), alone=0)
    assert any("enige brug" in sentence for sentence in told.sentences) == is_said


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


Box = tuple[float, float, float, float]


def boxes(drawing: Drawing) -> list[Box]:
    """What the shown names cover."""
    found = []
    for spot in drawing.spots:
        if spot.name.is_shown:
            size = 14 if drawing is not None and drawing.width == NARROW.width else 16
            wide = max(map(width_of, spot.name.lines)) * size
            left = {"start": 0.0, "middle": -wide / 2, "end": -wide}[spot.name.anchor]
            x, top = spot.x + spot.name.x + left, spot.y + spot.name.y - 0.78 * spot.name.line
            found.append((x, top, x + wide, top + spot.name.line * len(spot.name.lines)))
    return found


def cover(one: Box, other: Box) -> bool:
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > 2
        and min(one[3], other[3]) - max(one[1], other[1]) > 2
    )


@pytest.mark.parametrize("middle", ["a", None])
def test_names_do_not_cover_each_other_or_a_node(middle: str | None) -> None:
    nodes, ties = network_of([f"a-{letter}" for letter in "bcdefghijklmn"])
    nodes = [node(one.ref, f"Vereniging van volkstuinders {one.ref}") for one in nodes]
    picture = drawn(build(nodes, ties), middle=middle)
    for drawing in (picture.wide, picture.narrow):
        assert all(spot.name.is_shown for spot in drawing.spots)
        names = boxes(drawing)
        discs = [(spot.x - 9, spot.y - 9, spot.x + 9, spot.y + 9) for spot in drawing.spots]
        assert not [pair for pair in combinations(names, 2) if cover(*pair)]
        assert not [name for name in names for disc in discs if cover(name, disc)]
        for left, top, right, bottom in names:
            assert 0 <= left <= right <= drawing.width
            assert 0 <= top <= bottom <= drawing.height


def test_a_long_name_wraps_and_loses_its_middle_last() -> None:
    assert wrapped("Vereniging van Volkstuinders Vlietdam-Oost", 9.5) == (
        "Vereniging van",
        "Volkstuinders",
        "Vlietdam-Oost",
    )
    long = "Begrotingspost Subsidie Ouderen, Jeugd en Zorg stadsdeel"
    assert wrapped(f"{long} Oost", 9.5) != wrapped(f"{long} Zuid", 9.5)
    assert wrapped(f"{long} Oost", 9.5)[-1].endswith("Oost")


@given(st.text(max_size=120), st.sampled_from([WIDE, NARROW]))
def test_every_name_fits(name: str, frame: Frame) -> None:
    lines = wrapped(name, frame.name / frame.letters)
    assert 1 <= len(lines) <= MOST_LINES
    label = label_of(name, frame)
    assert label.wide <= frame.name * 1.35
    assert label.room(LEFT).left == label.room(RIGHT).right


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
