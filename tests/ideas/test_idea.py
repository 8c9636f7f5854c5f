"""A free text taken apart, and what is kept of what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.ideas.idea import MOST_WORDS, Idea, known_ends, named_themes
from crm.ideas.kept import items


def test_the_telling_words_come_first() -> None:
    idea = Idea("Wij willen graag een moestuin met ouderen in de wijk")
    assert idea.words == ["moestuin", "ouderen"]
    assert ("moestuin", "ouderen") in idea.terms
    assert "tuin" in idea.parts
    assert any("tuin" in words for words in idea.words_about)


def test_a_long_plan_looks_for_its_title_and_its_subjects() -> None:
    filler = "toelichting bijlage paragraaf vergadering agendapunt notulen voorzitter griffie " * 9
    idea = Idea("Samen eten", f"{filler} Bewoners koken in een zaal. {filler} Er is soep.")
    assert idea.words[0] == "eten"
    assert {"koken", "soep"} <= set(idea.words[:4])


@pytest.mark.parametrize("text", ["", "en of maar", "12 34", "de het een"])
def test_nothing_to_look_for(text: str) -> None:
    assert not Idea(text).says_something


def test_compounds_give_the_words_they_end_with() -> None:
    assert known_ends(["buurttuin"]) == ["tuin"]
    assert known_ends(["tuin", "vlietdam"]) == []


def test_a_theme_is_named_when_all_its_words_are() -> None:
    names = ["Groen", "Zorg en welzijn", "En"]
    assert named_themes(names, "groen op daken en zorg") == {"Groen"}
    assert named_themes(names, "welzijn, zorg en groen") == {"Groen", "Zorg en welzijn"}


@given(st.text(max_size=300), st.text(max_size=1000))
def test_any_text_can_be_taken_apart(title: str, text: str) -> None:
    idea = Idea(title, text)
    assert len(idea.words) <= MOST_WORDS
    assert len(set(idea.words)) == len(idea.words)
    assert all(set(term) <= set(idea.words) for term in idea.terms)


def test_what_is_kept_is_read_again() -> None:
    one = {"ref": "r", "name": "Tuin", "level": 1, "word": "sterk", "why": ["Daarom."], "kind": ""}
    [item] = items({"doelen": [one]}, "doelen")
    assert item.why == ("Daarom.",)
    assert items({}, "vragen") == []
