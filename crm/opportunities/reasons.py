"""The reasons: one table with code, label, weight and the pure function that measures each.

The weights were fitted on links that came later in real registers. They hold for every network:
there is no setting per municipality or per kind of question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from crm.opportunities.evidence import MILLION, Facts, Traces
from crm.parties.kinds import PartyKind

GROUPS = frozenset({PartyKind.FUND, PartyKind.PARTNERSHIP, PartyKind.COALITION})
"""What parties take part in. That most take part in a large one says little about each of them."""
AREA_ALONE = 0.6
"""What a shared area is worth beside a shared theme in a shared area."""
FIT, CLOSER = 0.5, 0.25
"""What a need that meets an offer is worth, and what a shared theme or area adds to it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its code, the words above its evidence, points for a strength of 1, a measure."""

    code: str
    label: str
    weight: float
    strength: Callable[[Traces, Facts], float]

    def points(self, traces: Traces, other: Facts) -> int:
        """The points in millionths."""
        return round(self.weight * self.strength(traces, other) * MILLION)


def shared_partners(traces: Traces, _other: Facts) -> float:
    """The sum over shared partners of one divided by their links: rare partners count more."""
    return traces.shared / MILLION


def shared_schemes(traces: Traces, _other: Facts) -> float:
    """The sum over shared schemes of one divided by their recipients."""
    return traces.schemes / MILLION


def circle(traces: Traces, other: Facts) -> float:
    """The share of parties like this one that already work with the other.

    For a group it is divided by the square root of its size, or the largest would win always.
    """
    return traces.circle / sqrt(max(1, other.degree)) if other.kind in GROUPS else traces.circle


def theme_in_area(traces: Traces, _other: Facts) -> float:
    """Shared themes in shared areas, and a little for a shared area alone."""
    return traces.overlap.both + AREA_ALONE * traces.overlap.area


def need_meets_offer(traces: Traces, _other: Facts) -> float:
    """Per kind of resource the match that fits best; two kinds are the most that counts."""
    best: dict[tuple[str, bool], float] = {}
    for match in traces.matches:
        fit = FIT + CLOSER * match.theme + CLOSER * match.area
        kind = (match.kind, match.own_offers)
        best[kind] = max(fit, best.get(kind, 0.0))
    return sum(sorted(best.values(), reverse=True)[:2])


def text_alike(traces: Traces, _other: Facts) -> float:
    """How much the names look alike."""
    return traces.text


REASONS: tuple[Reason, ...] = (
    Reason("zoekt_en_biedt", "Zoekt en biedt", 20.0, need_meets_offer),
    Reason("gedeelde_partners", "Gedeelde partners", 20.0, shared_partners),
    Reason("partijen_zoals_deze", "Partijen zoals deze", 100.0, circle),
    Reason("zelfde_thema_in_gebied", "Zelfde thema in hetzelfde gebied", 10.0, theme_in_area),
    Reason("zelfde_regeling", "Zelfde regeling", 20.0, shared_schemes),
    Reason("tekst_lijkt", "Namen lijken op elkaar", 3.0, text_alike),
)
TEXT = REASONS[-1]
"""The only reason that is measured last, for those it can still make a difference to."""
