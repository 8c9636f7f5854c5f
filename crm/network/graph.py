"""The graph: the only place where rows become one. Nodes are known by their ref.

Everything that follows (measures, words, positions) walks over nodes in the order of their refs,
so that neither the order of rows nor what is hidden can move anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

LINK, GRANT, CHANCE = "verbinding", "regeling", "kans"


@dataclass(frozen=True, slots=True)
class Node:
    """A party, or a scheme (`kind` is then `regeling`)."""

    ref: str
    name: str
    kind: str
    kind_label: str
    shape: str
    order: str = ""

    @property
    def is_scheme(self) -> bool:
        """Whether it is a scheme, which has no page of its own."""
        return self.kind == GRANT


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing that connects two nodes: a link, a grant from a scheme, or a chance.

    `words` is how the first is connected with the second, `inverse` the other way round.
    """

    one: str
    other: str
    words: str
    inverse: str
    sort: str = LINK
    ref: str = ""
    begins_on: date | None = None
    has_agreement: bool = False

    def words_from(self, ref: str) -> str:
        """The words as seen from one end."""
        return self.words if ref == self.one else self.inverse


@dataclass(frozen=True, slots=True)
class Line:
    """All that connects one pair: one line in a picture, one row in its table."""

    one: Node
    other: Node
    ties: tuple[Tie, ...]

    @property
    def is_chance(self) -> bool:
        """Whether nothing connects them yet."""
        return all(tie.sort == CHANCE for tie in self.ties)

    @property
    def has_agreement(self) -> bool:
        """Whether one of its links carries an agreement."""
        return any(tie.has_agreement for tie in self.ties)

    @property
    def begins(self) -> list[date]:
        """The days on which its links began, each once, the oldest first."""
        return sorted({tie.begins_on for tie in self.ties if tie.begins_on})


def build(nodes: Iterable[Node], ties: Iterable[Tie]) -> nx.Graph:
    """The graph of these nodes; an edge holds its `ties`. Ties to unknown nodes are left out."""
    import networkx as nx

    graph = nx.Graph()
    for node in sorted(nodes, key=lambda node: node.ref):
        graph.add_node(node.ref, node=node)
    for tie in sorted(ties, key=lambda tie: (tie.one, tie.other, tie.sort, tie.words, tie.ref)):
        if tie.one in graph and tie.other in graph:
            held = graph.get_edge_data(tie.one, tie.other, {"ties": ()})["ties"]
            graph.add_edge(tie.one, tie.other, ties=(*held, tie))
    return graph


def node_of(graph: nx.Graph, ref: str) -> Node:
    """The node with this ref."""
    found: Node = graph.nodes[ref]["node"]
    return found


def known_part(graph: nx.Graph) -> nx.Graph:
    """The graph without what is only a chance, and without schemes: who is linked with whom."""
    kept = graph.edge_subgraph(
        (one, other)
        for one, other, ties in graph.edges(data="ties")
        if any(tie.sort == LINK for tie in ties)
    )
    return build(
        (node_of(kept, ref) for ref in kept),
        (tie for _, _, ties in kept.edges(data="ties") for tie in ties if tie.sort == LINK),
    )


def lines(graph: nx.Graph, *, first: str | None = None) -> list[Line]:
    """The lines in the order of names; those of `first` on top and seen from there.

    Links come before grants, grants before chances.
    """
    found = [_line(graph, one, other, first) for one, other in graph.edges()]
    sorts = (LINK, GRANT, CHANCE)

    def place(line: Line) -> tuple[Any, ...]:
        sort = min(sorts.index(tie.sort) for tie in line.ties)
        ends = (line.one.order, line.one.ref, line.other.order, line.other.ref)
        return (line.one.ref != first, sort, *ends)

    return sorted(found, key=place)


def _line(graph: nx.Graph, one: str, other: str, first: str | None) -> Line:
    a, b = node_of(graph, one), node_of(graph, other)
    turned = b.ref == first or (a.ref != first and _last(a, b))
    ties = graph.edges[one, other]["ties"]
    return Line(b, a, ties) if turned else Line(a, b, ties)


def _last(a: Node, b: Node) -> bool:
    """Whether the second comes first: parties before schemes, then by name."""
    return (a.is_scheme, a.order, a.ref) > (b.is_scheme, b.order, b.ref)


def exported(
    parties: Iterable[Mapping[str, Any]], links: Iterable[tuple[str, str, Mapping[str, Any]]]
) -> nx.MultiDiGraph:
    """The graph that leaves the house: every link an edge of its own, text and dates as text."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    for values in parties:
        graph.add_node(values["ref"], **values)
    for one, other, values in links:
        graph.add_edge(one, other, **values)
    return graph
