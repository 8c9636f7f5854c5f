"""The engine on evidence that is given."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core.text import trigrams, words
from crm.opportunities.ranking import gathered
from crm.opportunities.ranking.columns import Columns, Shares, array_of
from crm.opportunities.ranking.engine import rank, tie_order
from crm.opportunities.ranking.evidence import MILLION, Circle, Match, Shared
from crm.opportunities.ranking.gathered import circle_of, company_of, onward
from crm.opportunities.ranking.names import COMMON_WORDS, name_signs
from crm.opportunities.ranking.reasons import BRIDGE, CIRCLE, COMPLEMENT, MISSING, THEME
from tests.opportunities.invented import Fake, Near, adjacency_of, facts, overlaps_of, shared_of

SAME = Near(1, 1, 1, 1, 1, 1)
KINDS = ("vereniging", "fonds", "school", "coalitie", "afdeling")


def a_network(numbers: random.Random, size: int = 40) -> Fake:
    """Random evidence about party 0."""
    others = range(1, size)

    def some() -> list[int]:
        return numbers.sample(others, numbers.randrange(size - 1))

    return Fake(
        parties={
            one: facts(
                one,
                name=numbers.choice(("Buurttuin", "Tuin", "Harmonie")) + f" {one % 7}",
                kind=numbers.choice(KINDS),
                degree=numbers.randrange(1, 12),
            )
            for one in range(size)
        },
        links=set(some()[:4]),
        shared={one: Shared(2, numbers.randrange(MILLION), 3) for one in some()},
        schemes={one: numbers.randrange(MILLION) for one in some()},
        near_by={
            one: Near(numbers.randrange(2), 1, 2, 1, 1, 1, numbers.choice(KINDS)) for one in some()
        },
        pairs=[(one, numbers.randrange(size)) for one in some()],
        found=[Match(one, 1, 1, 2, True, False, True) for one in some()[:3]],
        goals={one: {1: 4, 2: 9} for one in some()[:5]},
        people={one: numbers.random() for one in some()[:5]},
        service={one: frozenset({1}) for one in some()[:5]},
    )


@given(seed=st.integers(0, 10_000), top=st.integers(1, 50))
def test_a_score_is_the_sum_of_its_reasons(seed: int, top: int) -> None:
    source = a_network(random.Random(seed))
    ranking = rank(0, source, top=top)
    assert ranking is not None
    scores = [row.score for row in ranking.rows]
    assert scores == sorted(scores, reverse=True)
    for row in ranking.rows:
        assert row.score == sum(points for _, points in row.points) > 0
        assert all(points > 0 for _, points in row.points)


@given(seed=st.integers(0, 10_000))
def test_nobody_is_suggested_who_is_linked_or_itself(seed: int) -> None:
    source = a_network(random.Random(seed))
    ranking = rank(0, source, top=50)
    assert ranking is not None
    assert not {row.party.id for row in ranking.rows} & {0, *source.links}


@given(seed=st.integers(0, 10_000), top=st.integers(1, 20))
def test_fewer_are_the_beginning_of_more(seed: int, top: int) -> None:
    """Not looking at who can no longer win changes nothing."""
    source = a_network(random.Random(seed), size=200)
    few, all_of_them = rank(0, source, top=top), rank(0, source, top=500)
    assert few is not None
    assert all_of_them is not None
    assert few.rows == all_of_them.rows[:top]


@given(seed=st.integers(0, 10_000))
def test_the_order_in_which_evidence_comes_is_no_evidence(seed: int) -> None:
    source = a_network(random.Random(seed))
    before = rank(0, source, top=10)
    for name in ("shared", "schemes", "near_by", "parties"):
        pairs = list(getattr(source, name).items())
        random.Random(seed + 1).shuffle(pairs)
        setattr(source, name, dict(pairs))
    source.pairs.reverse()
    after = rank(0, source, top=10)
    assert before is not None
    assert after is not None
    assert before.rows == after.rows


def test_equal_scores_are_ordered_by_the_hash_of_both_keys() -> None:
    source = Fake({one: facts(one) for one in range(9)})
    source.near_by = dict.fromkeys(range(1, 9), SAME)
    ranking = rank(0, source, top=8)
    assert ranking is not None
    keys = [row.party.key for row in ranking.rows]
    assert keys == sorted(keys, key=lambda key: tie_order("p0", key))
    assert keys != sorted(keys)


def test_only_kinds_that_are_asked_for() -> None:
    source = Fake({0: facts(0), 1: facts(1), 2: facts(2, kind="fonds")})
    source.near_by = {1: SAME, 2: SAME}
    ranking = rank(0, source, top=5, to_kinds=("fonds",))
    assert ranking is not None
    assert [row.party.id for row in ranking.rows] == [2]


def test_a_party_that_may_not_be_used_has_no_ranking() -> None:
    assert rank(7, Fake({}), top=5) is None


def test_the_circle_weighs_theme_in_area_and_shared_partners() -> None:
    own = facts(0, degree=4)
    near, shared = {1: SAME, 2: SAME}, {2: Shared(2, 0, 2)}
    circle = circle_of(own, overlaps_of(near), shared_of(shared))
    assert circle.weights == {1: MILLION, 2: 3 * MILLION // 2}


def circle_by(near: dict[int, Near]) -> Mapping[int, int]:
    """The circle of a party without partners."""
    return circle_of(facts(0), overlaps_of(near), shared_of({})).weights


def test_equals_enter_the_circle_together_or_not_at_all() -> None:
    near = dict.fromkeys(range(1, gathered.CIRCLE_SIZE + 2), SAME)
    assert len(circle_by(near)) == gathered.CIRCLE_SIZE + 1
    near |= {one: Near(1, 1, 2, 1, 1, 1) for one in range(100, 140)}
    assert len(circle_by(near)) == gathered.CIRCLE_SIZE + 1
    nearest = {1000: Near(2, 2, 2, 1, 1, 1)}
    less = {one: Near(1, 2, 2, 1, 1, 1) for one in range(1, 200)}
    assert set(circle_by(nearest | less)) == {1000}


def test_when_all_are_alike_nobody_is() -> None:
    near = dict.fromkeys(range(1, gathered.LARGEST_TIE + 2), SAME)
    assert circle_by(near) == {}


def test_the_share_of_the_circle_goes_by_weight() -> None:
    circle = Circle(Columns(array_of((1, 2)), np.array([300, 100])))
    found, _ = onward(circle, company_of(shared_of({})), adjacency_of({1: [5], 2: [5, 6]}))
    assert Shares(*found, circle.total) == {5: 1.0, 6: 0.25}


def test_a_walk_over_partners_takes_each_step_with_the_same_chance() -> None:
    shared = {1: Shared(1, MILLION // 2, 2), 2: Shared(2, MILLION, 4)}
    company = company_of(shared_of(shared))
    assert company.weights == {1: MILLION // 4, 2: MILLION // 4}
    partners = adjacency_of({1: [5], 2: [5, 6], 9: [6]})
    _, found = onward(company_of(shared_of({})), company, partners)
    assert Shares(*found, 2 * MILLION) == {5: 0.25, 6: 0.125}


def test_a_large_group_needs_more_of_the_circle_than_a_small_one() -> None:
    source = Fake(
        {
            0: facts(0),
            1: facts(1),
            2: facts(2, kind="fonds", degree=100),
            3: facts(3, kind="fonds", degree=4),
        }
    )
    source.near_by, source.pairs = {1: SAME}, [(1, 2), (1, 3)]
    ranking = rank(0, source, top=5)
    assert ranking is not None
    circle = {row.party.id: dict(row.points).get("partijen_zoals_deze") for row in ranking.rows}
    size = CIRCLE.size(facts(3, kind="fonds", degree=4))
    assert circle[3] == round(CIRCLE.weight * MILLION / size)
    assert 0 < circle[2] < circle[3] / 4


@pytest.mark.parametrize("name", ["Stichting De Vliet", "Vereniging ‘de Vliet’", "DE VLIET B.V."])
def test_legal_forms_and_small_words_do_not_make_names_alike(name: str) -> None:
    assert name_signs(name) == name_signs("Vliet") | ({" b ", " v "} if "B.V." in name else set())


@given(name=st.text(alphabet="abc stichting", max_size=30))
def test_the_signs_of_a_name_are_the_trigrams_that_search_knows(name: str) -> None:
    telling = [word for word in words(name) if word not in COMMON_WORDS]
    assert name_signs(name) == trigrams(" ".join(telling))


def points(source: Fake, other: int) -> dict[str, int]:
    """What each reason is worth for one suggested party."""
    ranking = rank(0, source, top=50)
    assert ranking is not None
    return next((dict(row.points) for row in ranking.rows if row.party.id == other), {})


def near_by(kind: str) -> Near:
    return SAME._replace(kind=kind)


def test_who_does_is_brought_to_who_has_room_and_not_to_who_does_the_same() -> None:
    source = Fake({0: facts(0, kind="bewonersinitiatief")})
    for number, kind in enumerate(("school", "vereniging", "coalitie"), 1):
        source.parties[number] = facts(number, kind=kind)
        source.near_by[number] = near_by(kind)
    assert points(source, 1)["vult_aan"] == 1.5 * COMPLEMENT.weight * MILLION
    assert not {"vult_aan"} & {*points(source, 2), *points(source, 3)}
    source.parties[0] = facts(0, kind="school")
    assert "vult_aan" in points(source, 3)


def test_a_collaboration_is_told_which_of_the_five_is_missing() -> None:
    kinds = ("coalitie", "school", "afdeling", "ondernemer", "kennisinstelling", "ondernemer")
    source = Fake({one: facts(one, kind=kind) for one, kind in enumerate(kinds)})
    source.near_by = {3: near_by("ondernemer"), 4: near_by("kennisinstelling")}
    source.pairs = [(0, 1)]
    assert "ontbreekt" not in points(source, 3)
    source.pairs = [(0, 1), (0, 2)]
    assert points(source, 3)["ontbreekt"] == 1.5 * MISSING.weight * MILLION
    assert "ontbreekt" not in points(source, 4)
    source.pairs.append((0, 5))
    assert "ontbreekt" not in points(source, 3)


def test_a_bridge_goes_where_no_three_steps_lead() -> None:
    source = Fake({one: facts(one, degree=2) for one in range(6)})
    source.near_by = {1: SAME, 2: SAME, 3: Near(0, 1, 1, 0, 1, 1)}
    source.links = {4}
    source.pairs = [(1, 5), (2, 4), (3, 5)]
    assert points(source, 1)["brug"] == 1.5 * BRIDGE.weight * MILLION
    assert "brug" not in points(source, 2)
    source.shared = {5: Shared(1, 10, 2)}
    assert "brug" not in points(source, 1)
    source.shared = {}
    source.parties[0] = facts(0)
    assert "brug" not in points(source, 1)


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        ("Stichting Buurttuin De Vliet", True),
        ("Buurtuin de Vliet", True),
        ("Buurttuin De Vliet 2", False),
        ("Buurttuin De Wilg", False),
    ],
)
def test_a_party_is_not_suggested_to_what_may_be_its_double(other: str, is_one: bool) -> None:
    source = Fake({0: facts(0, name="Buurttuin De Vliet"), 1: facts(1, name=other)})
    source.near_by = {1: SAME}
    assert (points(source, 1) == {}) is is_one
    assert is_one or points(source, 1)["zelfde_thema_in_gebied"] == 1.5 * THEME.weight * MILLION
