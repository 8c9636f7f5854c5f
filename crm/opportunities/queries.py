"""What pages and commands ask: opportunities of a party and of the network, with their reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from crm.accounts.viewer import Viewer
from crm.opportunities import explain
from crm.opportunities.engine import Ranked, Ranking, rank
from crm.opportunities.evidence import MILLION, Facts
from crm.opportunities.explain import Grounds, Strength
from crm.opportunities.grounds import grounds_of
from crm.opportunities.tables import Tables
from crm.opportunities.whole import WholeNetwork
from crm.parties.models import Party


@dataclass(frozen=True, slots=True)
class ShownReason:
    """A reason with its points, the words above it and its sentence."""

    code: str
    points: float
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A party to meet: how strong, and why, the weightiest reason first.

    The score is exactly the sum of the points of the reasons.
    """

    party: Facts
    score: float
    strength: Strength
    reasons: tuple[ShownReason, ...]


def opportunities_for(
    party: Party, *, viewer: Viewer, top: int = 10, to_kinds: Collection[str] = ()
) -> list[Opportunity]:
    """The best parties for this one to meet, as far as the viewer's level knows the network.

    Empty for an archived party and for one above the viewer's level: what is hidden feeds nothing.
    """
    tables = Tables(viewer)
    ranking = rank(party.id, tables, top=top, to_kinds=to_kinds)
    return explained(ranking, tables) if ranking else []


def explained(ranking: Ranking, tables: Tables) -> list[Opportunity]:
    """A ranking with its words."""
    grounds = grounds_of(ranking, tables)
    return [_opportunity(row, grounds[row.party.id]) for row in ranking.rows]


def every_ranking(
    *, viewer: Viewer, top: int, to_kinds: Collection[str] = (), party: Party | None = None
) -> Iterator[Ranking]:
    """The rankings of all parties (or of one), in the order of their keys: for commands."""
    if party is not None:
        one = rank(party.id, Tables(viewer), top=top, to_kinds=to_kinds)
        yield from [one] if one else ()
        return
    network = WholeNetwork(viewer)
    for party_id in network.parties:
        ranking = rank(party_id, network, top=top, to_kinds=to_kinds)
        if ranking:
            yield ranking


def _opportunity(row: Ranked, grounds: Grounds) -> Opportunity:
    score = row.score / MILLION
    reasons = tuple(
        ShownReason(
            code=code,
            points=points / MILLION,
            label=explain.label(code, grounds),
            sentence=explain.sentence(code, grounds, row.party.name),
        )
        for code, points in row.points
    )
    return Opportunity(row.party, score, explain.strength_of(score), reasons)
