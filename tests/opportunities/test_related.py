"""Who is alike in what they do, and in which words that is said."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.opportunities.related import alike as related
from crm.opportunities.related.alike import LIKENESSES, Said, names, rank_related
from crm.opportunities.related.signs import likeness, places, subject_names, target_names
from crm.opportunities.related.vocabulary import FIELDS, SUBJECTS
from crm.opportunities.related.words import LABELS, marked, shared_words, why
from tests.opportunities.invented import Fake, facts

AREA, ELSEWHERE = 1.0, 0.0
GARDEN = Said("Moestuin aan het Vlietplein", "Wij kweken groente met ouderen", frozenset({"Groen"}))
PATCH = Said(
    "Buurttuin Vlietplein", "Senioren kweken er bloemen", frozenset({"Meer groen"}), frozenset()
)


def test_every_likeness_gives_points_and_words() -> None:
    given_for = {
        reason.code: why(reason.code, GARDEN, PATCH, ["Oost"])
        for reason in LIKENESSES
        if reason.points(GARDEN, PATCH, AREA)
    }
    assert given_for == {
        "naam_lijkt": "De namen lijken op elkaar: buurttuin en vlietplein.",
        "thema_lijkt": "Thema’s die op elkaar lijken: Meer groen.",
        "zelfde_werk": "Allebei over groen en tuinen en straat, plein en park.",
        "zelfde_doelgroep": "Allebei voor ouderen.",
        "zelfde_plek": "Allebei over Vlietplein.",
        "tekst_lijkt": "Dezelfde woorden: vlietplein en kweken.",
        "zelfde_gebied": "In hetzelfde gebied: Oost.",
    }
    assert set(LABELS) == {*given_for, "genoemd"}


def test_the_name_of_an_area_says_nothing_about_the_work() -> None:
    own = Said("Moestuin Vlietwijk", where=frozenset({"vlietwijk"}))
    assert names(own, Said("Wijkraad Vlietwijk"), ELSEWHERE) == 0
    assert names(own, Said("Buurttuin Vlietwijk"), ELSEWHERE)
    said = why("naam_lijkt", own, Said("Buurttuin Vlietwijk"), [])
    assert said == "De namen lijken op elkaar: buurttuin."


def test_the_score_is_the_sum_of_the_reasons_and_links_do_not_count() -> None:
    source = Fake(
        {0: facts(0, name="Buurttuin"), 1: facts(1, name="Moestuin"), 2: facts(2, name="Zangkoor")},
        links={1},
        close={1: AREA, 2: ELSEWHERE},
        about={0: {"Groen"}, 1: {"Meer groen"}, 2: {"Muziek"}},
        texts={0: "Wij planten samen bloemen", 1: "Samen bloemen en planten kweken"},
        groups={0: {"Jongeren"}, 1: {"Jeugd"}},
    )
    found = rank_related(0, source, top=5)
    assert found is not None
    assert [row.party.id for row in found[1]] == [1]
    row = found[1][0]
    assert len(row.points) == len(LIKENESSES) - 1
    assert row.score == sum(points for _, points in row.points)


@given(seed=st.integers(0, 1000), top=st.integers(1, 10), many=st.booleans())
def test_asking_for_more_changes_nothing_of_the_first(seed: int, top: int, many: bool) -> None:
    numbers = random.Random(seed)
    some_words = ["tuin", "groen", "koor", "muziek", "buurt", "feest"]
    parties = {one: facts(one, name=" ".join(numbers.sample(some_words, 2))) for one in range(60)}
    about = {one: {numbers.choice(some_words)} for one in parties}
    texts = {one: " ".join(numbers.sample(some_words, 3)) for one in parties}
    near = {one: numbers.choice((AREA, ELSEWHERE)) for one in range(1, 60)}
    source = Fake(parties, close=near, about=about, texts=texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(related, "MOST_READ", 20 if many else 100)
        patch.setattr(related, "LEFT_OF_MANY", 15)
        few, all_of_them = rank_related(0, source, top=top), rank_related(0, source, top=100)
    assert few is not None
    assert all_of_them is not None
    assert few[1] == all_of_them[1][:top]


@pytest.mark.parametrize(
    ("text", "about", "groups"),
    [
        ("Moestuin", {"groen en tuinen", "groen en duurzaam"}, set()),
        ("Speeltuinen", {"spelen", "sport en spel"}, {"kinderen"}),
        ("Eetclub voor senioren", set(), {"ouderen"}),
        ("De brug", set(), set()),
    ],
)
def test_what_words_say(text: str, about: set[str], groups: set[str]) -> None:
    assert subject_names(text) == about
    assert target_names(text) == groups


def test_every_subject_lies_in_a_field() -> None:
    assert {one for within in FIELDS.values() for one in within} == set(SUBJECTS)


def test_a_street_is_a_place_and_a_first_word_is_not() -> None:
    assert places("Bloembakken op de Kerkstraat") == {"kerkstraat"}
    assert places("Vlietplein groen, met de Zonnebloem") == {"vlietplein", "zonnebloem"}
    assert places("GROEN EN AED") == frozenset()


def test_marked_pieces_are_the_text() -> None:
    words = shared_words(GARDEN, PATCH)
    pieces = marked(PATCH.whole, words)
    assert "".join(piece for piece, _ in pieces) == PATCH.whole
    assert [piece for piece, is_shared in pieces if is_shared] == [
        "Buurttuin",
        "Vlietplein",
        "Senioren",
        "kweken",
        "bloemen",
    ]


@given(st.frozensets(st.text(max_size=3)), st.frozensets(st.text(max_size=3)))
def test_likeness_lies_between_nothing_and_the_same(
    one: frozenset[str], other: frozenset[str]
) -> None:
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert not one or likeness(one, one) == pytest.approx(1)
