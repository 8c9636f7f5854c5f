"""Groups and bridges, checked against what they mean."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from crm.network.graph import build
from crm.network.metrics import FEWEST_CUT_OFF, bridges, groups, parts
from tests.network.town import network_of

CLIQUES = [f"{a}-{b}" for four in ("abcd", "efgh") for a, b in combinations(four, 2)]


def graph_of(*pairs: str) -> nx.Graph:
    return build(*network_of(pairs))


def test_two_groups_and_who_joins_them() -> None:
    graph = graph_of(*CLIQUES, "d-m", "m-e", "m-x", "x-y")
    assert bridges(graph)[0].ref == "m"
    assert len(groups(graph)) >= 2
    assert parts(graph) == [11]


def test_a_ring_has_no_bridge() -> None:
    assert bridges(graph_of("a-b", "b-c", "c-d", "d-a")) == []


def test_holding_one_party_is_not_yet_a_bridge() -> None:
    assert bridges(graph_of("a-b", "b-c", "c-a", "a-x")) == []


@given(
    st.sets(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij")), max_size=18)
)
def test_a_bridge_is_who_leaves_others_apart(pairs: set[tuple[str, str]]) -> None:
    graph = graph_of(*(f"{one}-{other}" for one, other in pairs if one < other))
    expected = {}
    for ref in graph:
        part = nx.node_connected_component(graph, ref) - {ref}
        pieces = sorted(map(len, nx.connected_components(graph.subgraph(part))))
        if sum(pieces[:-1]) >= FEWEST_CUT_OFF:
            expected[ref] = sum(pieces[:-1])
    assert {bridge.ref: bridge.cut_off for bridge in bridges(graph)} == expected
