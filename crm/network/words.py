"""A picture told in sentences, for who cannot see it and for who has no time to look. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.core.text import ended, figure_text
from crm.network.graph import LINK, Line, Node, known_part, lines, node_of
from crm.network.metrics import SMALLEST_GROUP, Bridge, Group, bridges, groups, parts

if TYPE_CHECKING:
    import networkx as nx

MOST_NAMED = 3
MOST_GROUPED = 300
"""Above so many parties only separate parts are told, not the groups inside them."""

LEAST_UNBROKEN = 6
"""From so many parties it is worth saying that nobody is the only bridge."""


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences, and the refs of the parties they name."""

    sentences: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()


def network_told(graph: nx.Graph, *, alone: int, chosen: bool = False) -> Told:
    """Three sentences about a network: its groups, its bridges, and who stands alone.

    `alone` is how many parties have no link; `chosen` says that filters narrowed the network.
    """
    known = known_part(graph)
    if not known:
        told = (*_unlinked(alone, chosen), _hopes_sentence(graph))
        return Told(tuple(one for one in told if one))
    found = groups(known) if len(known) <= MOST_GROUPED else []
    held = bridges(known)[:MOST_NAMED]
    first = _groups_sentence(known, found) if found else _parts_sentence(parts(known))
    sentences = (
        first,
        _bridges_sentence(known, held),
        _alone_sentence(alone, chosen),
        _hopes_sentence(graph),
    )
    named = {group.middle for group in found[:MOST_NAMED]} | {bridge.ref for bridge in held[:2]}
    return Told(tuple(one for one in sentences if one), frozenset(named))


def _unlinked(alone: int, chosen: bool) -> tuple[str, ...]:
    if not alone:
        return ("Hier staat nog niemand.",)
    count = "1 partij" if alone == 1 else f"{figure_text(alone)} partijen"
    inside = " binnen uw keuze" if chosen else ""
    return (f"Wij kennen {count}, maar nog geen verbindingen{inside}.",)


def _groups_sentence(graph: nx.Graph, found: Sequence[Group]) -> str:
    if len(found) == 1:
        return f"Wij zien één groep, rond {_name(graph, found[0].middle)}."
    named = [
        f"{_name(graph, group.middle)} ({len(group.members)} partijen)"
        for group in found[:MOST_NAMED]
    ]
    if len(found) > MOST_NAMED:
        return f"Wij zien {len(found)} groepen. De grootste staan rond {joined(named)}."
    return f"Wij zien {len(found)} groepen: rond {joined(named)}."


def _parts_sentence(sizes: Sequence[int]) -> str:
    large = [size for size in sizes if size >= SMALLEST_GROUP]
    if not large:
        return "De verbindingen zijn er nog van twee aan twee; groepen zien wij nog niet."
    if len(sizes) == 1:
        return f"Alle {sizes[0]} partijen met een verbinding hangen samen."
    rest = len(sizes) - 1
    beside = "1 deel staat" if rest == 1 else f"{rest} delen staan"
    return f"{sizes[0]} partijen hangen samen; {beside} daar los van."


def _bridges_sentence(graph: nx.Graph, found: Sequence[Bridge]) -> str:
    if not found:
        return _no_bridge_sentence(graph)
    first = f"Alleen {_name(graph, found[0].ref)} verbindt {found[0].cut_off} partijen met de rest."
    if len(found) == 1:
        return first
    return (
        f"{first} Ook {_name(graph, found[1].ref)} is een brug, voor {found[1].cut_off} partijen."
    )


def _no_bridge_sentence(graph: nx.Graph) -> str:
    """Only said where it says something: of a handful everybody sees it."""
    if len(graph) < LEAST_UNBROKEN or len(parts(graph)) > 1:
        return ""
    return "Niemand is de enige brug: valt er één partij weg, dan blijft de rest verbonden."


def _alone_sentence(alone: int, chosen: bool) -> str:
    inside = " binnen uw keuze" if chosen else ""
    if not alone:
        return f"Iedereen heeft een verbinding{inside}."
    has = "1 partij heeft" if alone == 1 else f"{figure_text(alone)} partijen hebben"
    return f"{has} nog geen verbinding{inside} die u kunt zien."


def _hopes_sentence(graph: nx.Graph) -> str:
    hoped = sum(line.is_chance for line in lines(graph))
    if not hoped:
        return ""
    return "De stippellijn is een kans." if hoped == 1 else f"De {hoped} stippellijnen zijn kansen."


def party_told(graph: nx.Graph, middle: str) -> Told:
    """What stands around a party: partners, what they share, agreements, schemes, chances."""
    party = node_of(graph, middle)
    found = lines(graph, first=middle)
    own = [line for line in found if line.one.ref == middle]
    linked = [line.other for line in own if _is(line, LINK)]
    between = sum(_is(line, LINK) for line in found) - len(linked)
    agreed = [line.other for line in own if line.has_agreement]
    granted = [line.other for line in own if line.other.is_scheme]
    hoped = [line.other for line in own if line.is_chance]
    sentences = [_partners_sentence(party, linked)]
    if between:
        run = "loopt 1 verbinding" if between == 1 else f"lopen {between} verbindingen"
        sentences.append(f"Tussen hen onderling {run}.")
    if agreed:
        sentences.append(ended(f"Er is een overeenkomst met {_some(agreed)}"))
    if granted:
        schemes = "1 regeling" if len(granted) == 1 else f"{len(granted)} regelingen"
        sentences.append(f"Geld kwam uit {schemes}.")
    if hoped:
        are = "De stippellijn is een kans" if len(hoped) == 1 else "De stippellijnen zijn kansen"
        sentences.append(ended(f"{are}: {_some(hoped, most=5)}"))
    return Told(tuple(sentences), frozenset(node.ref for node in [*agreed[:MOST_NAMED], *hoped]))


def _is(line: Line, sort: str) -> bool:
    return any(tie.sort == sort for tie in line.ties)


def _partners_sentence(party: Node, linked: Sequence[Node]) -> str:
    if not linked:
        return f"{party.name} heeft nog geen verbinding die u kunt zien."
    if len(linked) <= MOST_NAMED:
        return ended(f"{party.name} is verbonden met {joined([node.name for node in linked])}")
    return f"{party.name} is verbonden met {len(linked)} partijen."


def _some(nodes: Sequence[Node], *, most: int = MOST_NAMED) -> str:
    names = [node.name for node in nodes[:most]]
    if len(nodes) > most:
        names.append(f"{len(nodes) - most} andere")
    return joined(names)


def _name(graph: nx.Graph, ref: str) -> str:
    return node_of(graph, ref).name


def joined(parts: Sequence[str]) -> str:
    """`A, B en C`."""
    return f"{', '.join(parts[:-1])} en {parts[-1]}" if len(parts) > 1 else "".join(parts)
