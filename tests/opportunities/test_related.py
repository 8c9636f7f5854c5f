"""Who is alike in what they do."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from crm.opportunities.related import rank_related
from tests.opportunities.invented import Fake, facts

AREA, ELSEWHERE = 1.0, 0.0


def test_name_theme_text_and_place_each_give_points() -> None:
    source = Fake(
        {0: facts(0, name="Buurttuin"), 1: facts(1, name="Moestuin"), 2: facts(2, name="Zangkoor")},
        links={1},
        close={1: AREA, 2: ELSEWHERE},
        about={0: {"Groen"}, 1: {"Meer groen"}, 2: {"Muziek"}},
        texts={0: "Wij planten samen bloemen", 1: "Samen bloemen en planten kweken"},
    )
    found = rank_related(0, source, top=5)
    assert found is not None
    _, rows = found
    assert [row.party.id for row in rows] == [1]
    assert {code for code, _ in rows[0].points} == {
        "naam_lijkt",
        "thema_lijkt",
        "tekst_lijkt",
        "zelfde_gebied",
    }
    assert rows[0].score == sum(points for _, points in rows[0].points)


@given(seed=st.integers(0, 1000), top=st.integers(1, 10))
def test_not_reading_every_text_changes_nothing(seed: int, top: int) -> None:
    numbers = random.Random(seed)
    some_words = ["tuin", "groen", "koor", "muziek", "buurt", "feest"]
    parties = {one: facts(one, name=" ".join(numbers.sample(some_words, 2))) for one in range(60)}
    about = {one: {numbers.choice(some_words)} for one in parties}
    texts = {one: " ".join(numbers.sample(some_words, 3)) for one in parties}
    near = {one: numbers.choice((AREA, ELSEWHERE)) for one in range(1, 60)}
    source = Fake(parties, close=near, about=about, texts=texts)
    few, all_of_them = rank_related(0, source, top=top), rank_related(0, source, top=100)
    assert few is not None
    assert all_of_them is not None
    assert few[1] == all_of_them[1][:top]
