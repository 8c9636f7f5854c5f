"""The kind of what is offered or needed, by its words."""

from __future__ import annotations

import pytest

from crm.resources.guessing import kind_guessed


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
    assert kind_guessed(title) == kind
