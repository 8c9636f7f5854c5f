"""Positions: everybody inside the frame, nobody on top of another, always the same."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import atan2, dist
from random import Random

import pytest

from crm.network.apart import Room
from crm.network.frames import NARROW, WIDE, Frame
from crm.network.layout import Layout, around, spread

TARGET = 24  # the least distance at which two nodes can be pointed at apart


def refs(count: int) -> list[str]:
    return [f"{number:04d}" for number in range(count)]


def grown(count: int, each: int = 2) -> list[tuple[str, str]]:
    """A network in which who has many links gets more."""
    chance, ends = Random(7), ["0000"]
    pairs = []
    for ref in refs(count)[1:]:
        for other in {chance.choice(ends) for _ in range(each)}:
            pairs.append((other, ref))
            ends += [other, ref]
    return pairs


NETWORKS = {
    "one": (["a"], []),
    "two": (["a", "b"], [("a", "b")]),
    "a row": (refs(12), list(pairwise(refs(12)))),
    "a star": (refs(30), [("0000", ref) for ref in refs(30)[1:]]),
    "all linked": (refs(12), list(combinations(refs(12), 2))),
    "only pairs": (refs(60), list(zip(refs(60)[::2], refs(60)[1::2], strict=True))),
    "nobody linked": (refs(40), []),
    "grown": (refs(300), grown(300)),
}


def nearest(layout: Layout) -> float:
    return min((dist(*two) for two in combinations(layout.places.values(), 2)), default=TARGET)


FRAMES = pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])


@FRAMES
@pytest.mark.parametrize("name", NETWORKS)
def test_everybody_has_a_place_of_their_own_inside_the_frame(name: str, frame: Frame) -> None:
    layout = spread(*NETWORKS[name], frame=frame)
    assert sorted(layout.places) == sorted(NETWORKS[name][0])
    assert nearest(layout) >= TARGET
    for x, y in layout.places.values():
        assert TARGET / 2 <= x <= frame.width - TARGET / 2
        assert TARGET / 2 <= y <= layout.height - TARGET / 2


def covered(layout: Layout, rooms: dict[str, Room]) -> list[tuple[str, str]]:
    """Who stands on somebody else's room, by more than rounding does."""
    boxes = {
        ref: (x - rooms[ref].left, y - rooms[ref].up, x + rooms[ref].right, y + rooms[ref].down)
        for ref, (x, y) in layout.places.items()
    }
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if boxes[one][0] + 1.5 < boxes[other][2]
        and boxes[other][0] + 1.5 < boxes[one][2]
        and boxes[one][1] + 1.5 < boxes[other][3]
        and boxes[other][1] + 1.5 < boxes[one][3]
    ]


@FRAMES
@pytest.mark.parametrize("name", NETWORKS)
def test_nobody_stands_in_the_room_of_another_name(name: str, frame: Frame) -> None:
    people, pairs = NETWORKS[name]
    chance = Random(5)
    rooms = {
        ref: Room(chance.uniform(14, 55), chance.uniform(14, 55), 16, chance.uniform(16, 70))
        for ref in people
    }
    layout = spread(people, pairs, frame=frame, rooms=rooms)
    assert covered(layout, rooms) == []
    for ref, (x, y) in layout.places.items():
        assert 0 <= x - rooms[ref].left <= x + rooms[ref].right <= frame.width
        assert y + rooms[ref].down <= layout.height
    if len(people) > 1:
        middle = people[0]
        assert covered(around(middle, people, pairs, frame=frame, rooms=rooms), rooms) == []


def test_the_order_of_rows_moves_nothing() -> None:
    people, pairs = list(NETWORKS["grown"][0]), list(NETWORKS["grown"][1])
    before = spread(people, pairs)
    Random(3).shuffle(people)
    Random(4).shuffle(pairs)
    assert spread(people, [(b, a) for a, b in pairs]) == before


def test_who_is_linked_stands_nearer_than_who_is_not() -> None:
    people, pairs = NETWORKS["a row"]
    places = spread(people, pairs).places
    linked = [dist(places[a], places[b]) for a, b in pairs]
    far = dist(places["0000"], places["0011"])
    assert far > 2 * max(linked)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 16, 17, 40, 64, 90])
def test_around_a_party(count: int) -> None:
    others = [ref for ref in refs(count + 1) if ref != "0000"]
    pairs = [("0000", ref) for ref in others] + list(pairwise(others))[::2]
    layout = around("0000", others, pairs)
    assert len(layout.places) == count + 1
    assert nearest(layout) >= TARGET
    assert layout == around("0000", others[::-1], pairs[::-1])


def test_on_the_ring_who_know_each_other_stand_side_by_side() -> None:
    pairs = [("m", ref) for ref in "abcdef"] + [("a", "d"), ("b", "e"), ("c", "f")]
    places = around("m", "abcdef", pairs).places
    x, y = places["m"]
    ring = sorted("abcdef", key=lambda ref: atan2(places[ref][1] - y, places[ref][0] - x))
    for one, other in ("ad", "be", "cf"):
        assert (ring.index(one) - ring.index(other)) % 6 in (1, 5)
