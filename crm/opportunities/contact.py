"""Who could be the vaste contactpersoon of an initiative that has none, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from crm.core.text import stems
from crm.opportunities.engine import tie_order
from crm.opportunities.explain import listed

NEIGHBOUR, SAME_WORK, SAME_AREA, TASK = 30, 12, 4, 10
"""Points for each party served that is linked, works on the theme in the area, is in the area;
and for a theme in the tasks or expertise."""
MOST_COUNTED = 3
MOST_PROPOSED = 3


@dataclass(frozen=True, slots=True)
class Servant:
    """A civil servant or team that holds accounts, and how many."""

    ref: str
    name: str
    is_person: bool
    accounts: int
    tasks: str = ""


@dataclass(slots=True)
class Service:
    """What a servant already does around one initiative."""

    neighbours: list[str] = field(default_factory=list)
    same_work: int = 0
    same_area: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who could be the contact person: with points and the sentences they come from."""

    servant: Servant
    points: int
    why: tuple[str, ...]


def proposed(
    key: str, themes: Sequence[str], services: Iterable[tuple[Servant, Service]]
) -> tuple[Candidate, ...]:
    """The best candidates; of equals the one with the fewest accounts, then by hash."""
    found = [_candidate(servant, service, themes) for servant, service in services]
    fitting = [candidate for candidate in found if candidate.points]
    fitting.sort(
        key=lambda one: (-one.points, one.servant.accounts, tie_order(key, one.servant.ref))
    )
    return tuple(fitting[:MOST_PROPOSED])


def _candidate(servant: Servant, service: Service, themes: Sequence[str]) -> Candidate:
    in_tasks = [theme for theme in themes if _stems_of(theme) <= _stems_of(servant.tasks)]
    parts = (
        (
            NEIGHBOUR * min(len(service.neighbours), MOST_COUNTED),
            f"Begeleidt al {listed(service.neighbours)}. Daar is een verbinding mee.",
        ),
        (
            SAME_WORK * min(service.same_work, MOST_COUNTED),
            f"Begeleidt {_parties(service.same_work)} met hetzelfde thema in hetzelfde gebied.",
        ),
        (
            SAME_AREA * min(service.same_area, MOST_COUNTED),
            f"Begeleidt {_parties(service.same_area)} in hetzelfde gebied.",
        ),
        (TASK * bool(in_tasks), f"Heeft als taak: {listed(in_tasks)}."),
    )
    given = [part for part in parts if part[0]]
    return Candidate(servant, sum(points for points, _ in given), tuple(why for _, why in given))


@lru_cache(maxsize=1024)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _parties(count: int) -> str:
    return "een partij" if count == 1 else f"{count} partijen"
