"""What stands out in a network: its groups, and who is the only way to others. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

SMALLEST_GROUP = 3
FEWEST_CUT_OFF = 2
"""Whoever holds fewer than this is not told as a bridge: almost everybody holds somebody."""


@dataclass(frozen=True, slots=True)
class Group:
    """Parties with more links among themselves than with others; `middle` has the most."""

    middle: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A party that is the only way from `cut_off` parties to the rest."""

    ref: str
    cut_off: int


def groups(graph: nx.Graph) -> list[Group]:
    """The groups of at least three, the largest first (Louvain, Blondel and others 2008)."""
    from networkx.algorithms.community import louvain_communities

    found = []
    for members in louvain_communities(graph, seed=1):
        if len(members) >= SMALLEST_GROUP:
            inside = graph.subgraph(members)
            middle = min(members, key=lambda ref: (-inside.degree(ref), -graph.degree(ref), ref))
            found.append(Group(middle, tuple(sorted(members))))
    return sorted(found, key=lambda group: (-len(group.members), group.middle))


def parts(graph: nx.Graph) -> list[int]:
    """How many parties each connected part has, the largest first."""
    import networkx as nx

    return sorted((len(part) for part in nx.connected_components(graph)), reverse=True)


def bridges(graph: nx.Graph) -> list[Bridge]:
    """Who is the only way to others, and to how many; who holds most comes first.

    One walk in depth (Tarjan 1972): a party below which nothing reaches higher cuts that part off.
    """
    held: dict[str, list[int]] = {}
    entered: dict[str, int] = {}
    for root in graph:
        if root not in entered:
            _walk(graph, root, entered, held)
    sizes = {ref: size for part in _components(graph) for ref, size in part}
    found = []
    for ref, below in held.items():
        above = sizes[ref] - 1 - sum(below)
        pieces = sorted([*below, *([above] if above else [])])
        cut_off = sum(pieces[:-1])
        if len(pieces) > 1 and cut_off >= FEWEST_CUT_OFF:
            found.append(Bridge(ref, cut_off))
    return sorted(found, key=lambda bridge: (-bridge.cut_off, bridge.ref))


def _components(graph: nx.Graph) -> list[list[tuple[str, int]]]:
    import networkx as nx

    return [[(ref, len(part)) for ref in part] for part in nx.connected_components(graph)]


def _walk(graph: nx.Graph, root: str, entered: dict[str, int], held: dict[str, list[int]]) -> None:
    """Note for every party how many stand in each part that only it holds to what is above."""
    lowest: dict[str, int] = {}
    below: dict[str, int] = {}
    path: list[tuple[str, str | None, list[str]]] = [(root, None, sorted(graph[root]))]
    entered[root] = lowest[root] = len(entered)
    below[root] = 1
    while path:
        ref, came_from, left = path[-1]
        if left:
            other = left.pop()
            if other not in entered:
                entered[other] = lowest[other] = len(entered)
                below[other] = 1
                path.append((other, ref, sorted(graph[other])))
            elif other != came_from:
                lowest[ref] = min(lowest[ref], entered[other])
            continue
        path.pop()
        if came_from is not None:
            below[came_from] += below[ref]
            lowest[came_from] = min(lowest[came_from], lowest[ref])
            if lowest[ref] >= entered[came_from]:
                held.setdefault(came_from, []).append(below[ref])
