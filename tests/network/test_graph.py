"""Rows become one graph: order says nothing, one line for a pair, one row for a line."""

from __future__ import annotations

from random import Random

from crm.network.graph import CHANCE, GRANT, Tie, build, known_part, lines
from tests.network.town import network_of, node, tie

PAIRS = ["a-b", "b-c", "c-a", "c-d", "e-f"]


def test_the_order_of_rows_says_nothing() -> None:
    nodes, ties = network_of(PAIRS)
    graph = build(nodes, ties)
    Random(1).shuffle(nodes)
    Random(2).shuffle(ties)
    again = build(nodes, ties)
    assert list(again) == list(graph)
    assert lines(again) == lines(graph)


def test_a_pair_with_several_links_is_one_line() -> None:
    financed = Tie("b", "a", "financiert", "wordt gefinancierd door")
    (line,) = lines(build([node("a"), node("b")], [tie("a-b"), financed]))
    assert [held.words_from(line.one.ref) for held in line.ties] == [
        "kent",
        "wordt gefinancierd door",
    ]


def test_a_tie_to_somebody_unknown_is_left_out() -> None:
    assert lines(build([node("a")], [tie("a-b")])) == []


def test_lines_of_the_middle_come_first_and_are_seen_from_there() -> None:
    nodes, ties = network_of(["a-z", "a-b"])
    ends = [(line.one.ref, line.other.ref) for line in lines(build(nodes, ties), first="z")]
    assert ends == [("z", "a"), ("a", "b")]


def test_what_is_known_leaves_out_chances_and_schemes() -> None:
    scheme = node("s", kind=GRANT, shape=GRANT)
    ties = [tie("a-b"), tie("a-c", sort=CHANCE), tie("b-s", sort=GRANT)]
    graph = build([node("a"), node("b"), node("c"), scheme], ties)
    assert list(known_part(graph)) == ["a", "b"]
    assert [line.is_chance for line in lines(graph)] == [False, False, True]
