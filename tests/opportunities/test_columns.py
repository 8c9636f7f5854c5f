"""Evidence worked with as a whole gives what one by one would give."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.opportunities.ranking.adjacency import Adjacency
from crm.opportunities.ranking.columns import (
    Columns,
    Shares,
    array_of,
    counted,
    distinct,
    placed,
    places_of,
    summed,
)
from crm.opportunities.ranking.evidence import MILLION, Shared, share_of
from crm.opportunities.ranking.listings import Listing
from crm.opportunities.ranking.names import names_compared
from crm.opportunities.ranking.numbers import BITS, UNUSABLE, Numbers
from crm.opportunities.ranking.signed_names import SignedNames
from tests.opportunities.invented import Near, facts, overlaps_of, shared_of

IDS = st.integers(0, 40)


@given(ids=st.lists(IDS))
def test_ids_are_counted_and_placed(ids: list[int]) -> None:
    some = np.array(ids, dtype=np.int32)
    every = distinct(some)
    assert every.tolist() == sorted(set(ids))
    assert every[placed(some, every)].tolist() == ids
    found, counts = counted(some)
    assert dict(zip(found.tolist(), counts.tolist(), strict=True)) == Counter(ids)


@given(weights=st.lists(st.tuples(IDS, st.integers(0, 10**9))))
def test_weights_are_added_up_by_id(weights: list[tuple[int, int]]) -> None:
    every, sums = summed(*np.array(weights, dtype=np.int64).reshape(-1, 2).T)
    expected: Counter[int] = Counter()
    for one, weight in weights:
        expected[one] += weight
    assert dict(zip(every.tolist(), sums.tolist(), strict=True)) == expected


@given(some=st.lists(IDS), others=st.sets(IDS))
def test_where_ids_stand_among_others(some: list[int], others: set[int]) -> None:
    every = array_of(others)
    found = every[places_of(np.array(some, dtype=np.int32), every)].tolist()
    assert found == [one for one in some if one in others]


def test_columns_tell_of_one_party_in_plain_numbers() -> None:
    shared = shared_of({3: Shared(1, 10, 2), 1: Shared(2, 20, 4)})
    assert shared == {1: Shared(2, 20, 4), 3: Shared(1, 10, 2)}
    assert {type(number) for number in shared[1]} == {int}
    assert 2 not in shared
    assert 9 not in shared
    assert shared.where(shared.columns.partners > 1) == {1: Shared(2, 20, 4)}
    assert shared.none() == {}
    with pytest.raises(KeyError):
        _ = Columns(array_of(()), np.zeros(0))[1]


def test_a_party_has_all_its_shares_together() -> None:
    shares = Shares(np.array([5, 3, 5]), np.array([1.0, 1.0, 2.0]), 4)
    assert shares
    assert shares == {3: 0.25, 5: 0.75}
    assert shares.get(4, 0.0) == 0.0
    assert not Shares(array_of(()), np.zeros(0), 4)


LISTS = st.dictionaries(IDS, st.sets(IDS, max_size=6), max_size=6)


@given(changes=st.lists(LISTS, min_size=1, max_size=12))
def test_who_stand_with_whom_is_what_was_put_last(changes: list[dict[int, set[int]]]) -> None:
    adjacency, expected = Adjacency(), dict[int, list[int]]()
    for change in changes:
        adjacency.put(list(change), change)
        expected |= {one: sorted(others) for one, others in change.items()}
    ids = sorted(expected)
    assert {one: adjacency.of(one).tolist() for one in ids} == expected
    lengths, flat = adjacency.gather(array_of(ids))
    assert lengths.tolist() == [len(expected[one]) for one in ids]
    assert flat.tolist() == [other for one in ids for other in expected[one]]
    assert adjacency.of(1000).tolist() == []


def test_themes_in_common_are_counted_beyond_one_word_of_bits() -> None:
    themes, areas = Listing(), Listing()
    every = range(2 * BITS + 3)
    themes.put([1, 2, 3], {1: every, 2: [0, BITS, 2 * BITS], 3: []})
    areas.put([2], {2: [7]})
    numbers = Numbers(every)
    numbers.make_room(4)
    known = {one: facts(one, kind="fonds", degree=one * 200) for one in (1, 2)}
    numbers.put([1, 2, 3], known, themes, areas)
    others = np.array([1, 2, 3, 4])
    assert numbers.shared_themes(1, others).tolist() == [len(every), 3, 0, 0]
    assert numbers.areas[others].tolist() == [0, 1, 0, 0]
    assert numbers.weight[others].tolist() == [5000, 0, 0, 0]
    assert (numbers.kind[others] == UNUSABLE).tolist() == [False, False, True, True]
    numbers.put([1], {}, themes, areas)
    assert numbers.kind[1] == UNUSABLE


NAMES = st.text(alphabet="abcde stichting", max_size=40)


@given(names=st.lists(NAMES, min_size=1, max_size=8))
def test_names_are_as_alike_at_once_as_one_by_one(names: list[str]) -> None:
    known = {one: facts(one)._replace(name=name) for one, name in enumerate(names)}
    signed = SignedNames()
    signed.put(list(known), known)
    others = np.arange(len(names))
    expected = names_compared(known[0], others, known)
    assert signed.alike(0, others).tolist() == expected.tolist()
    signed.put([0], {})
    assert signed.alike(0, others).tolist() == [0.0] * len(names)


COUNTS = st.tuples(st.integers(0, 4), st.integers(0, 4))


@given(own=COUNTS, others=st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6))
def test_overlaps_are_shares_of_all_that_either_has(
    own: tuple[int, int], others: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    near = {
        one: Near(min(a, own[0]), own[0], max(a, b), min(c, own[1]), own[1], max(c, d))
        for one, ((a, b), (c, d)) in enumerate(others)
    }
    for one, found in overlaps_of(near).items():
        each = near[one]
        assert found.theme == share_of(*each[:3], unknown=0.5)
        assert found.area == share_of(*each[3:6])
        assert found.weight == round(found.theme * share_of(*each[3:6], unknown=0.5) * MILLION)
        assert found.most_areas == max(each.own_areas, each.other_areas)
