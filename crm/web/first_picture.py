"""A small picture of a handful of chances: the parties on an ellipse, a dashed line for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from crm.core.text import ended
from crm.opportunities.evidence import Facts
from crm.opportunities.queries import NetworkOpportunity
from crm.parties.kinds import KINDS, PartyKind

WIDTH, HEIGHT = 720, 380
ACROSS, DOWN = 250, 130


@dataclass(frozen=True, slots=True)
class Spot:
    """A party and where it stands."""

    party: Facts
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class FirstPicture:
    """Spots, pairs of spots that should meet, the shapes that occur and a description."""

    spots: list[Spot]
    pairs: list[tuple[Spot, Spot]]
    shapes: list[str]
    description: str
    width: int = WIDTH
    height: int = HEIGHT


def picture_of(chances: Sequence[NetworkOpportunity]) -> FirstPicture | None:
    """The parties of these chances, each where its chances are near; None without any."""
    parties = _neighbours_together(chances)
    if not parties:
        return None
    spots = {
        party.id: _spot(party, place, len(parties)) for place, party in enumerate(parties.values())
    }
    pairs = [(spots[one.party.id], spots[one.chance.party.id]) for one in chances]
    return FirstPicture(
        list(spots.values()),
        pairs,
        sorted({KINDS[PartyKind(party.kind)].shape for party in parties.values()}),
        _description(pairs),
    )


def _neighbours_together(chances: Sequence[NetworkOpportunity]) -> dict[int, Facts]:
    """The parties by id, in an order in which those that should meet stand beside each other."""
    partners: dict[int, list[Facts]] = {}
    for one in chances:
        for here, there in ((one.party, one.chance.party), (one.chance.party, one.party)):
            partners.setdefault(here.id, []).append(there)
    ordered: dict[int, Facts] = {}

    def place(party: Facts) -> None:
        if party.id not in ordered:
            ordered[party.id] = party
            for partner in partners[party.id]:
                place(partner)

    for one in chances:
        place(one.party)
    return ordered


def _spot(party: Facts, place: int, count: int) -> Spot:
    angle = 2 * pi * place / count - pi / 2
    return Spot(
        party, round(WIDTH / 2 + ACROSS * cos(angle)), round(HEIGHT / 2 - 10 + DOWN * sin(angle))
    )


def _description(pairs: Sequence[tuple[Spot, Spot]]) -> str:
    named = [f"{one.party.name} en {other.party.name}" for one, other in pairs]
    if len(named) == 1:
        return ended(f"De onderbroken lijn is een kans: {named[0]}")
    return ended(f"Elke onderbroken lijn is een kans: {'; '.join(named)}")
