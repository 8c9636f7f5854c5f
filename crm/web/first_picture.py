"""A small picture of a handful of chances: the parties on an ellipse, a dashed line for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from crm.opportunities.evidence import Facts
from crm.opportunities.explain import listed
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
    parties: dict[int, Facts] = {}
    for one in chances:
        parties.setdefault(one.party.id, one.party)
        parties.setdefault(one.chance.party.id, one.chance.party)
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


def _spot(party: Facts, place: int, count: int) -> Spot:
    angle = 2 * pi * place / count - pi / 2
    return Spot(
        party, round(WIDTH / 2 + ACROSS * cos(angle)), round(HEIGHT / 2 - 10 + DOWN * sin(angle))
    )


def _description(pairs: Sequence[tuple[Spot, Spot]]) -> str:
    named = listed(f"{one.party.name} met {other.party.name}" for one, other in pairs)
    dashed = (
        "Elke onderbroken lijn is een kans" if len(pairs) > 1 else "De onderbroken lijn is een kans"
    )
    return f"{dashed}: {named}."
