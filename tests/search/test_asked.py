"""A typed text taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.search.asked import asked, fts5_parts, fts5_words, terms, tsquery_words


def test_accents_capitals_and_signs_do_not_count() -> None:
    assert asked("  Café 't HOEKJE! ").text == "cafe t hoekje"


def test_a_word_is_also_looked_for_by_its_stem() -> None:
    question = asked("tuinen")
    assert fts5_words(question.words) == '("tuinen"* OR "tuin")'
    assert tsquery_words(question.words) == "('tuinen':* | 'tuin')"


def test_a_short_word_in_front_is_a_whole_word() -> None:
    assert fts5_words(asked("de tuin").words) == '("de") AND ("tuin"*)'


def test_parts_are_of_three_letters_and_more() -> None:
    assert fts5_parts(asked("de tui").words) == '("tui")'
    assert "fts5_parts" not in terms(asked("de tu"))


def test_signs_that_databases_read_as_commands_are_gone() -> None:
    question = asked("""buurt* -"tuin" NEAR(a b) stems:x 'y'; & | ! :* <->""")
    assert [word.typed for word in question.words] == [
        *("buurt", "tuin", "near", "a", "b", "stems", "x", "y")
    ]


@pytest.mark.parametrize("text", ["", " ", "a", "*", "é", "--", "’"])
def test_less_than_two_signs_is_too_short(text: str) -> None:
    assert asked(text).is_too_short


@pytest.mark.parametrize(
    ("typed", "backwards"),
    [
        ("678", "876"),
        ("56 78", "8765"),
        ("06-12 34 56 78", "8765432160"),
        ("+31 6 12 34 56 78", "8765432160"),
        ("(0252) 41.52/63", "3625142520"),
        ("78", ""),
        ("678a", ""),
        ("plein 1940", ""),
    ],
)
def test_digits_are_the_end_of_a_phone_number(typed: str, backwards: str) -> None:
    assert asked(typed).digits_reversed == backwards


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    question = asked(text)
    assert len(question.words) <= 8
    found = terms(question)
    assert set(found["fts5_words"]) <= set(' "*()ANDOR0123456789abcdefghijklmnopqrstuvwxyz')
    assert found["text"] == question.text
