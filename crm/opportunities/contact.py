"""Who could be the vaste contactpersoon of an initiative that has none, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from crm.core.text import stems
from crm.opportunities.ranking.engine import tie_order
from crm.opportunities.ranking.explain import listed

NEIGHBOUR, SAME_WORK, SAME_AREA, TASK = 30, 12, 4, 10
"""Points for each party served that is linked, works on the theme in the area, is in the area;
and for a theme in the tasks or expertise."""
MOST_COUNTED = 3
MOST_PROPOSED = 3
Themes = Sequence[tuple[str, frozenset[str]]]


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
    named = [(theme, _stems_of(theme)) for theme in themes]
    fitting = [
        (points, servant, service)
        for servant, service in services
        if (points := _points(servant, service, named))
    ]
    fitting.sort(key=lambda one: (-one[0], one[1].accounts, tie_order(key, one[1].ref)))
    return tuple(
        Candidate(servant, points, tuple(_why(servant, service, named)))
        for points, servant, service in fitting[:MOST_PROPOSED]
    )


def _points(servant: Servant, service: Service, themes: Themes) -> int:
    return (
        NEIGHBOUR * min(len(service.neighbours), MOST_COUNTED)
        + SAME_WORK * min(service.same_work, MOST_COUNTED)
        + SAME_AREA * min(service.same_area, MOST_COUNTED)
        + TASK * bool(_in_tasks(servant, themes))
    )


def _why(servant: Servant, service: Service, themes: Themes) -> Iterator[str]:
    """A sentence for each kind of points."""
    if service.neighbours:
        yield f"Begeleidt al {listed(service.neighbours)}. Daar is een verbinding mee."
    if service.same_work:
        yield f"Begeleidt {_parties(service.same_work)} met hetzelfde thema in hetzelfde gebied."
    if service.same_area:
        yield f"Begeleidt {_parties(service.same_area)} in hetzelfde gebied."
    tasks = _in_tasks(servant, themes)
    if tasks:
        yield f"Heeft als taak: {listed(tasks)}."


def _in_tasks(servant: Servant, themes: Themes) -> list[str]:
    tasks = _stems_of(servant.tasks)
    return [theme for theme, stems_of_theme in themes if stems_of_theme <= tasks]


@lru_cache(maxsize=1024)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _parties(count: int) -> str:
    return "een partij" if count == 1 else f"{count} partijen"
