"""The values that reasons are made of, and what a source of them must be able to tell.

Every number is a whole number, so that the same evidence gives the same score on every database
and on every road to it. Shares of one are counted in millionths.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from crm.opportunities.ranking.adjacency import Adjacency
from crm.opportunities.ranking.columns import Columns

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, IdArray, Whole

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

    partners: Any
    weight: Any
    degree: Any


class Overlap(NamedTuple):
    """How many themes and areas two parties share, the most areas of either, the other's kind.

    `kind`: its number, see `roles.KIND_NUMBERS`. `theme`: the share of all their themes that both
    have; a half when neither names one. `area`: the share of all their areas; 0 when either names
    none. `near`: the same themes in the same areas, and a little for a shared area alone. `weight`:
    the first of those in millionths.
    """

    themes: Any
    areas: Any
    most_areas: Any
    kind: Any
    theme: Any
    area: Any
    near: Any
    weight: Any


def overlap_of(
    own_themes: int, own_areas: int, *, themes: Whole, other_themes: Whole,
    areas: Whole, other_areas: Whole, kind: Whole,
) -> Overlap:  # fmt: skip
    """The overlaps of one party with others, by counts and kinds of shape (parties,)."""
    import numpy as np

    theme = _shares_of(themes, own_themes, other_themes, unknown=0.5)
    area = _shares_of(areas, own_areas, other_areas, unknown=0.0)
    # without area one is like others without
    both = theme * (area if own_areas else np.where(other_areas > 0, 0.0, 0.5))
    near, weight = both + AREA_ALONE * area, np.rint(both * MILLION)
    return Overlap(
        themes, areas, np.maximum(own_areas, other_areas), kind, theme, area, near, weight
    )


def _shares_of(both: Whole, one: int, other: Whole, *, unknown: float) -> Floats:
    """See `share_of`: of one with many."""
    import numpy as np

    if one:
        return both / (one + other - both)
    return np.where(other > 0, 0.0, unknown)


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

    weights: Columns[int]

    @property
    def total(self) -> int:
        """The sum of the weights."""
        return int(self.weights.columns.sum())


class Source(Protocol):
    """Where evidence comes from, up to the viewer's level and on the viewer's day."""

    @property
    def weights(self) -> Mapping[str, float]:
        """What each reason is worth here, by code: the defaults, or what the network taught."""

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """Of those ids the parties that may be used, by id."""

    def sizes(self, others: Whole) -> Mapping[str, Floats]:
        """By the code of a reason the sizes of others, shape (others,); where no facts are read."""

    def names_alike(self, own: Facts, others: Whole) -> Floats:
        """How alike the names of others are to that of one, shape (others,): see `cosine`."""

    def linked(self, party: int) -> frozenset[int]:
        """The parties it is linked with now or will be by a link already known."""

    def left_out(self, party: int) -> frozenset[int]:
        """Whom it is not to be shown: put away, being introduced, or introduced before."""

    def shared_partners(self, party: int) -> Columns[Shared]:
        """Who shares current partners with it, never through a partner with too many links."""

    def shared_schemes(self, party: int) -> dict[int, int]:
        """Who is funded by the same schemes: weight in millionths by party."""

    def which_schemes(self, party: int, others: Iterable[int]) -> list[tuple[int, str, int]]:
        """The schemes that others share with it: who, the name, and how many receive from it."""

    def overlaps(self, party: int) -> Columns[Overlap]:
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

    def told(self, parties: Iterable[int]) -> Mapping[int, frozenset[str]]:
        """What those texts speak of, see `told_in`; of those that speak of anything."""

    def projects(self, parties: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
        """What they received money for: the scheme and the project, the latest first."""

    def partners(self, parties: Iterable[int]) -> Mapping[int, Collection[int]]:
        """The current partners of these parties, of those that have any; each once."""

    def partner_lists(self, parties: IdArray) -> Adjacency:
        """The same of at least these parties, to be taken at once."""

    def partner_kinds(self, party: int) -> list[str]:
        """The kind of each of its current partners."""

    def matches(self, party: int) -> list[Match]:
        """Open needs and offers of others that fit its own."""


def cosine(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sets are: 0 nothing in common, 1 the same."""
    common = len(one & other)
    return common / sqrt(len(one) * len(other)) if common else 0.0
