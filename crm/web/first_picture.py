"""A small picture of a handful of chances: a dashed line for each."""

from __future__ import annotations

from collections.abc import Sequence

from crm.core.text import ended
from crm.network.drawing import Picture, drawn
from crm.network.frames import BESIDE
from crm.network.graph import CHANCE, Node, Tie, build
from crm.opportunities.queries import NetworkOpportunity
from crm.opportunities.ranking.evidence import Facts
from crm.parties.kinds import KINDS, PartyKind


def picture_of(chances: Sequence[NetworkOpportunity]) -> Picture | None:
    """The parties of these chances; None without any."""
    if not chances:
        return None
    nodes = {end.ref: _node(end) for one in chances for end in (one.party, one.chance.party)}
    ties = [
        Tie(one.party.ref, one.chance.party.ref, "kans", "kans", sort=CHANCE) for one in chances
    ]
    graph = build(nodes.values(), ties)
    return drawn(graph, sentences=[_description(chances)], wide=BESIDE)


def _node(party: Facts) -> Node:
    facts = KINDS[PartyKind(party.kind)]
    return Node(party.ref, party.name, party.kind, facts.label, facts.shape, party.name.casefold())


def _description(chances: Sequence[NetworkOpportunity]) -> str:
    named = [f"{one.party.name} en {one.chance.party.name}" for one in chances]
    if len(named) == 1:
        return ended(f"De onderbroken lijn is een kans: {named[0]}")
    return ended(f"Elke onderbroken lijn is een kans: {'; '.join(named)}")
