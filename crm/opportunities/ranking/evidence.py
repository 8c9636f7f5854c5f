"""The values that reasons are made of, and what a source of them must be able to tell.

Every number is a whole number, so that the same evidence gives the same score on every database
and on every road to it. Shares of one are counted in millionths.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from typing import NamedTuple, Protocol

MILLION = 1_000_000
AREA_ALONE = 0.5
"""What a shared area is worth beside a shared theme in a shared area."""
MOST_ANYWHERE = 300
"""More parties or offers than this without a place say nothing: they are near nobody."""


class Facts(NamedTuple):
    """What a party is. `key` is its referentie, else its ref; `degree` its known partners."""

    id: int
    ref: str
    key: str
    name: str
    kind: str
    degree: int


class Shared(NamedTuple):
    """Partners two parties share: how many, their weight in millionths, the other's degree."""

    partners: int
    weight: int
    degree: int


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """How many themes and areas two parties share, how many each has, and what the other is.

    `theme`: the share of all their themes that both have; a half when neither names one. `area`:
    the share of all their areas; 0 when either names none. `near`: the same themes in the same
    areas, and a little for a shared area alone. `weight`: the first of those in millionths.
    """

    themes: int
    own_themes: int
    other_themes: int
    areas: int
    own_areas: int
    other_areas: int
    other_kind: str = ""
    theme: float = field(init=False)
    area: float = field(init=False)
    near: float = field(init=False)
    weight: int = field(init=False)

    def __post_init__(self) -> None:
        """Work out what is asked of it time and again."""
        areas = self.areas, self.own_areas, self.other_areas
        theme = share_of(self.themes, self.own_themes, self.other_themes, unknown=0.5)
        area = share_of(*areas)
        both = theme * share_of(*areas, unknown=0.5)  # without area one is like others without
        worked_out = {"theme": theme, "area": area, "weight": round(both * MILLION)}
        worked_out["near"] = both + AREA_ALONE * area
        for name, value in worked_out.items():
            object.__setattr__(self, name, value)


overlap_of = lru_cache(maxsize=16_384)(Overlap)
"""An overlap by its counts and kind: those of most pairs in a network are the same few."""


def share_of(both: int, one: int, other: int, *, unknown: float = 0.0) -> float:
    """The share of all that either has that both have."""
    either = one + other - both
    return both / either if either else unknown


@dataclass(frozen=True, slots=True)
class Match:
    """One party needs what the other offers. `theme` and `area` say whether those overlap.

    `words`: whether both titles speak of the same thing.
    """

    other: int
    kind: int
    own_offer: int
    other_offer: int
    own_offers: bool
    theme: bool
    area: bool
    words: bool = True


@dataclass(frozen=True, slots=True)
class Circle:
    """The parties most like one party, each with a weight in millionths."""

    weights: Mapping[int, int]

    @property
    def total(self) -> int:
        """The sum of the weights."""
        return sum(self.weights.values())


class Source(Protocol):
    """Where evidence comes from, up to the viewer's level and on the viewer's day."""

    @property
    def weights(self) -> Mapping[str, float]:
        """What each reason is worth here, by code: the defaults, or what the network taught."""

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """Of those ids the parties that may be used, by id."""

    def linked(self, party: int) -> frozenset[int]:
        """The parties it is linked with now or will be by a link already known."""

    def left_out(self, party: int) -> frozenset[int]:
        """Whom it is not to be shown: put away, being introduced, or introduced before."""

    def shared_partners(self, party: int) -> dict[int, Shared]:
        """Who shares current partners with it, never through a partner with too many links."""

    def shared_schemes(self, party: int) -> dict[int, int]:
        """Who is funded by the same schemes: weight in millionths by party."""

    def which_schemes(self, party: int, others: Iterable[int]) -> list[tuple[int, str, int]]:
        """The schemes that others share with it: who, the name, and how many receive from it."""

    def overlaps(self, party: int) -> dict[int, Overlap]:
        """Who is in one of its areas; without any area: others without, that share a theme."""

    def shared_goals(self, party: int) -> dict[int, dict[int, int]]:
        """Who wants the same goals: by party how many parties want each goal that both want."""

    def shared_groups(self, party: int) -> dict[int, float]:
        """The share of target groups in common, of who is in one of its areas; without: nowhere."""

    def served_too(self, department: int) -> dict[int, frozenset[int]]:
        """Other departments and teams at the initiatives it serves: which those are."""

    def near(self, party: int) -> dict[int, float]:
        """Who is in one of its areas or has one of its themes, with how alike their areas are."""

    def themes(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """The names of their themes, of those that have any."""

    def target_groups(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """The names of their target groups, of those that have any."""

    def words_of_areas(self) -> frozenset[str]:
        """The folded words of the names of all areas."""

    def descriptions(self, parties: Iterable[int]) -> dict[int, str]:
        """What they say of themselves, of those that say anything."""

    def projects(self, parties: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
        """What they received money for: the scheme and the project, the latest first."""

    def partners(self, parties: Iterable[int]) -> Mapping[int, Collection[int]]:
        """The current partners of these parties, of those that have any; each once."""

    def partner_kinds(self, party: int) -> list[str]:
        """The kind of each of its current partners."""

    def matches(self, party: int) -> list[Match]:
        """Open needs and offers of others that fit its own."""


def cosine(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sets are: 0 nothing in common, 1 the same."""
    common = len(one & other)
    return common / sqrt(len(one) * len(other)) if common else 0.0
