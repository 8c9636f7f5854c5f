"""The reasons: one table with code, label, weight and the pure function that measures each.

The weights were fitted on links that came later in real registers. They hold for every network:
there is no setting per municipality or per kind of question. What a network taught, its own
links that came later and its introductions, multiplies them (`learning`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crm.opportunities.evidence import MILLION, Facts, Match, Overlap, Shared
from crm.parties.kinds import PartyKind

GROUPS = frozenset({PartyKind.FUND, PartyKind.PARTNERSHIP, PartyKind.COALITION})
"""What parties take part in. That many take part in a large one says little about each of them."""
SIZE_OF_GROUP = 0.45
SIZE_OF_ANYBODY = 0.4
"""By which power of its links a party's reach is divided, or the largest would win always."""
AREA_ALONE = 0.5
"""What a shared area is worth beside a shared theme in a shared area."""
FIT, CLOSER = 0.5, 0.25
"""What a need that meets an offer is worth, and what a shared theme or area adds to it."""


def _one(_other: Facts) -> float:
    return 1.0


@dataclass(frozen=True)
class Reason:
    """A reason: its code, the words above its evidence, points for a strength of 1, a measure.

    `weight` is the default; a network may have learned another. The measure takes the evidence
    found. Its points are divided by a size of the other party, which is never less than 1: so what
    a reason can be worth is known before the other is.
    """

    code: str
    label: str
    weight: float
    strength: Callable[[Any], float]
    size: Callable[[Facts], float] = _one


def need_meets_offer(matches: Sequence[Match]) -> float:
    """Per kind of resource the match that fits best; two kinds are the most that counts."""
    best: dict[tuple[int, bool], float] = {}
    for match in matches:
        fit = FIT + CLOSER * match.theme + CLOSER * match.area
        kind = (match.kind, match.own_offers)
        best[kind] = max(fit, best.get(kind, 0.0))
    return sum(sorted(best.values(), reverse=True)[:2])


def shared_partners(shared: Shared) -> float:
    """The sum over shared partners of one divided by their links: rare partners count more."""
    return shared.weight / MILLION


def parties_like_this(share: float) -> float:
    """The share of parties like this one that already work with the other."""
    return share


def same_company(likely: float) -> float:
    """How likely a walk over shared partners ends at the other, whose size counts against it.

    RP3β of Christoffel et al., Blockbusters and wallflowers (2015).
    """
    return likely


def size_of_group(other: Facts) -> float:
    """A large group is known by many of any kind; somebody else is not a group."""
    return _power(other.degree, SIZE_OF_GROUP) if other.kind in GROUPS else 1.0


def size_of_anybody(other: Facts) -> float:
    """Who has many links is met by everybody."""
    return _power(other.degree, SIZE_OF_ANYBODY)


@lru_cache(maxsize=1024)
def _power(degree: int, power: float) -> float:
    return float(max(1, degree) ** power)


@lru_cache(maxsize=4096)
def theme_in_area(overlap: Overlap) -> float:
    """Shared themes in shared areas, and a little for a shared area alone."""
    return overlap.both + AREA_ALONE * overlap.area


def shared_schemes(weight: int) -> float:
    """The sum over shared schemes of one divided by their recipients."""
    return weight / MILLION


def names_alike(likeness: float) -> float:
    """How much the names look alike."""
    return likeness


NEEDS = Reason("zoekt_en_biedt", "Zoekt en biedt", 20.0, need_meets_offer)
PARTNERS = Reason("gedeelde_partners", "Gedeelde partners", 45.0, shared_partners)
CIRCLE = Reason(
    "partijen_zoals_deze", "Partijen zoals deze", 45.0, parties_like_this, size_of_group
)
COMPANY = Reason(
    "zelfde_gezelschap", "In hetzelfde gezelschap", 260.0, same_company, size_of_anybody
)
THEME = Reason("zelfde_thema_in_gebied", "Zelfde thema in hetzelfde gebied", 10.0, theme_in_area)
SCHEMES = Reason("zelfde_regeling", "Geld uit dezelfde regeling", 20.0, shared_schemes)
TEXT = Reason("tekst_lijkt", "De namen lijken op elkaar", 5.0, names_alike)
REASONS = (NEEDS, PARTNERS, CIRCLE, COMPANY, THEME, SCHEMES, TEXT)
Weights = Mapping[str, float]
"""Points for a strength of 1, by the code of the reason; each reason has one."""
DEFAULTS: Weights = {reason.code: reason.weight for reason in REASONS}
