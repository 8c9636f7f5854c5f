"""The words of a reason."""

from __future__ import annotations

import pytest

from crm.opportunities.ranking import explain, reasons
from crm.opportunities.ranking.explain import Grounds
from crm.opportunities.ranking.reasons import REASONS


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A en B"),
        (["A", "B", "C"], "A, B en C"),
        (["A", "B", "C", "D", "E"], "A, B, C en nog 2"),
    ],
)
def test_names_are_listed_as_people_say_them(names: list[str], text: str) -> None:
    assert explain.listed(names) == text


def test_every_reason_has_a_label_and_a_sentence() -> None:
    grounds = Grounds(
        own="De Buurt",
        **{name: ["A"] for name in ("partners", "alike", "company", "goals", "groups")},
        **{name: ["B"] for name in ("themes", "areas", "served")},
        schemes={"A": 3},
        needs=["D biedt ruimte."],
        brings="ruimte",
        missing="geen ondernemer",
    )
    for reason in REASONS:
        label, sentence = reasons.words(reason.code, grounds, "De Kring")
        assert label
        assert sentence.endswith(".")
        assert not sentence.endswith("..")


def test_a_shared_area_alone_is_not_called_a_theme() -> None:
    grounds = Grounds(areas=["Vlietwijk"])
    assert reasons.words("zelfde_thema_in_gebied", grounds, "X") == (
        "In hetzelfde gebied",
        "In hetzelfde gebied: Vlietwijk.",
    )


def test_partners_are_named_the_rarest_first() -> None:
    assert explain.by_weight({"Bos": 5, "Aa": 5, "Zee": 9}) == ["Zee", "Aa", "Bos"]


@pytest.mark.parametrize(("score", "blocks"), [(0.1, 1), (12, 2), (20, 3), (30, 4), (80, 5)])
def test_the_strength_goes_with_the_score(score: float, blocks: int) -> None:
    assert explain.strength_of(score).blocks == blocks


def test_points_have_six_decimals() -> None:
    assert explain.points_text(12_500_000) == "12.500000"
    assert explain.points_text(1) == "0.000001"
