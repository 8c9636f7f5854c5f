"""Who is alike in what they do."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from crm.opportunities.evidence import Overlap, Profile
from crm.opportunities.related import rank_related
from tests.opportunities.invented import Fake, facts

AREA = Overlap(0, 1, 1, 1, 1, 1)
ELSEWHERE = Overlap(0, 1, 1, 0, 1, 1)


def test_name_theme_text_and_place_each_give_points() -> None:
    source = Fake(
        {0: facts(0, name="Buurttuin"), 1: facts(1, name="Moestuin"), 2: facts(2, name="Zangkoor")},
        links={1},
        near_by={1: AREA, 2: ELSEWHERE},
        texts={
            0: Profile(("Groen",), "Wij planten samen bloemen"),
            1: Profile(("Meer groen",), "Samen bloemen en planten kweken"),
            2: Profile(("Muziek",), ""),
        },
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
    texts = {
        one: Profile((numbers.choice(some_words),), " ".join(numbers.sample(some_words, 3)))
        for one in parties
    }
    near = {one: numbers.choice((AREA, ELSEWHERE)) for one in range(1, 60)}
    source = Fake(parties, near_by=near, texts=texts)
    few, all_of_them = rank_related(0, source, top=top), rank_related(0, source, top=100)
    assert few is not None
    assert all_of_them is not None
    assert few[1] == all_of_them[1][:top]
