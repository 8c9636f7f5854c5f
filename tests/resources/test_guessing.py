"""The kind of what is offered or needed, by its words."""

from __future__ import annotations

import pytest

from crm.resources.guessing import kind_guessed

KINDS = ("faciliteit", "geld", "kennis", "menskracht", "netwerk", "product_dienst", "vergunning")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("een zaal op dinsdag", "faciliteit"),
        ("oefenruimte", "faciliteit"),
        ("3.000 euro voor een podium", "geld"),
        ("twintig handen", "menskracht"),
        ("Vrijwilligers voor de kas", "faciliteit"),
        ("één vergunning voor drie jaar", "vergunning"),
        ("advies over de notaris", "kennis"),
        ("een kruiwagen", "product_dienst"),
        ("", "product_dienst"),
    ],
)
def test_by_its_words(title: str, kind: str) -> None:
    assert kind_guessed(title, KINDS) == kind


def test_only_what_may_be_chosen() -> None:
    assert kind_guessed("een zaal", ["geld", "product_dienst"]) == "product_dienst"
    assert kind_guessed("een zaal", ["vervoer"]) == "vervoer"
