"""The engine: from evidence to ranked opportunities. Values in, values out.

Points are whole millionths, so a score is exactly the sum of the reasons shown with it. Nothing
here depends on the order of rows, names or references; equal scores are ordered by a hash.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from heapq import heappush, heappushpop, nlargest
from sys import intern
from typing import Any, NamedTuple, Protocol

from crm.core.text import words
from crm.opportunities.ranking.evidence import MILLION, Facts, Source, cosine
from crm.opportunities.ranking.gathered import Gathered
from crm.opportunities.ranking.reasons import (
    BRIDGE,
    MOST_NEAR,
    REASONS,
    TEXT,
    Reason,
    Weights,
    theme_in_area,
)
from crm.parties.lookalikes import Described, likeness

COMMON_WORDS = frozenset(
    words(
        "aan bij bv cooperatie cv de den der die een en het in met nv of om op st stg stichting "
        "te the uit van ver vereniging voor vof vzw"
    )
)
FIRST_LOOK = 32
"""How many candidates are looked at closely in the first round; each next round is twice it."""
ROUNDED = 10
"""Points are rounded, each reason by itself: so much (in millionths) a sum may be off."""
PERHAPS_ONE = 0.6
"""From which likeness of their signs we look whether two names may be of one party."""
SURELY_ONE = 0.9
"""And from which likeness of the names, as doubles are found, we think so."""
Points = tuple[tuple[str, int], ...]
Findings = Mapping[Reason, Mapping[int, Any]]


class Worth(NamedTuple):
    """What was found by reason with the points for a strength of 1, and what all of it is worth.

    In millionths; for each party at most, for its size is left open.
    """

    found: Sequence[tuple[Reason, Mapping[int, Any], float]]
    at_most: Mapping[int, float]

    def among(self, some: Collection[int]) -> Worth:
        """Of these parties only."""
        at_most = self.at_most
        return Worth(self.found, {other: at_most[other] for other in some if other in at_most})

    def but(self, some: Collection[int]) -> Worth:
        """Of all but these parties."""
        rest = {one: most for one, most in self.at_most.items() if one not in some}
        return Worth(self.found, rest)

    def points_of(self, other: Facts) -> Points:
        """What each reason is worth for one party."""
        return tuple(
            [
                (reason.code, round(reason.strength(found[other.id]) * whole / reason.size(other)))
                for reason, found, whole in self.found
                if other.id in found
            ]
        )


@dataclass(slots=True)
class Ranked:
    """One suggested party with its reasons as (code, points in millionths), heaviest first.

    Its score is the sum of the points, in millionths. Not sure is who did not come through the
    sieve.
    """

    party: Facts
    points: Points
    score: int = field(init=False)
    is_sure: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        """Add the points up, once."""
        self.score = _sum(self.points)

    def unsure(self) -> Ranked:
        """The same, not sure."""
        self.is_sure = False
        return self


@dataclass(frozen=True, slots=True)
class Ranking:
    """The suggestions for one party, and all that is known around it."""

    known: Gathered
    rows: Sequence[Ranked]

    @property
    def party(self) -> Facts:
        """The party that is to meet others."""
        return self.known.own


class Sieve(Protocol):
    """Who comes through; made of what is known around one party and where that comes from."""

    least: int
    """From which score, in millionths."""
    least_perhaps: int
    """From which score others may follow, when asked for."""

    def might(self) -> Collection[int]:
        """Who may, as far as can be told without names and kinds."""

    def passes(self, other: Facts) -> bool:
        """Whether one of those does."""


def rank(
    party: int,
    source: Source,
    *,
    top: int,
    to_kinds: Collection[str] = (),
    sieve: Callable[[Gathered, Source], Sieve] | None = None,
    perhaps: int = 0,
) -> Ranking | None:
    """The `top` best parties to meet that it is not linked with; None for an unusable party.

    With a sieve the best of those who come through. Are they fewer than `perhaps`, then the best
    of the others follow up to that number.
    """
    own = source.facts([party]).get(party)
    if own is None:
        return None
    known = Gathered(own, source)
    findings = {reason: reason.found(known) for reason in REASONS}
    without = {party, *known.linked, *source.left_out(party)}
    worth = most_possible(findings, weights=source.weights, without=without)
    if sieve is None:
        return Ranking(known, best(known, worth, source, Highest(top, 0), _any_of(to_kinds)))
    sifted, is_of_kind = sieve(known, source), _any_of(to_kinds)

    def comes_through(one: Facts) -> bool:
        return is_of_kind(one) and sifted.passes(one)

    may = worth.among(sifted.might())
    rows = best(known, may, source, Highest(top, sifted.least), comes_through)
    room = min(top, perhaps) - len(rows)
    if room > 0:
        others = worth.but({row.party.id for row in rows})
        highest = Highest(room, sifted.least_perhaps)
        rows += [row.unsure() for row in best(known, others, source, highest, is_of_kind)]
    return Ranking(known, rows)


def _any_of(kinds: Collection[str]) -> Callable[[Facts], bool]:
    return lambda one: not kinds or one.kind in kinds


def most_possible(findings: Findings, *, weights: Weights, without: Collection[int]) -> Worth:
    """For every party what each reason is worth at most; its size is left open."""
    found = [
        (reason, by_party, weights[reason.code] * MILLION)
        for reason, by_party in findings.items()
        if by_party
    ]
    at_most: dict[int, float] = {}
    so_far = at_most.get
    for reason, by_party, whole in found:
        for other, strength in zip(by_party, map(reason.strength, by_party.values()), strict=True):
            at_most[other] = so_far(other, 0.0) + strength * whole
    for other in without:
        at_most.pop(other, None)
    return Worth(found, at_most)


def best(
    known: Gathered,
    worth: Worth,
    source: Source,
    highest: Highest,
    is_asked: Callable[[Facts], bool],
) -> list[Ranked]:
    """The best candidates; who can no longer come among them is not looked at."""
    at_most = worth.at_most
    text, bridge = (source.weights[reason.code] * MILLION for reason in (TEXT, BRIDGE))
    bridge_at_most = bridge * MOST_NEAR
    closer = text + bridge_at_most
    rows: list[Ranked] = []
    for some in _rounds(at_most):
        least = highest.least - closer - ROUNDED
        in_reach = [other for other in some if at_most[other] >= least]
        if not in_reach:
            break
        facts = source.facts(in_reach)
        for one in (facts[other] for other in in_reach if other in facts):
            if at_most[one.id] < highest.least - closer - ROUNDED:
                break
            points = worth.points_of(one)
            if _sum(points) < highest.least - closer - ROUNDED:
                continue
            row = with_text(known.own, one, points, text, highest.least - bridge_at_most - ROUNDED)
            if row and is_asked(one):
                rows.append(row)
                highest.add(row.score)
    least = highest.least - bridge_at_most - ROUNDED
    in_reach_still = [row for row in rows if row.score >= least]
    bridged = with_bridges(known, in_reach_still, bridge)
    return first(known.own, (row for row in bridged if row.score >= highest.at_least), highest.most)


class Highest:
    """The highest scores so far; `least` is what one must score to be among them."""

    def __init__(self, most: int, at_least: int) -> None:
        self.most, self.at_least = most, at_least
        self._scores: list[int] = []
        self.least = at_least

    def add(self, score: int) -> None:
        """Take one more score in."""
        if len(self._scores) < self.most:
            heappush(self._scores, score)
        else:
            heappushpop(self._scores, score)
        if len(self._scores) == self.most:
            self.least = max(self.at_least, self._scores[0])


def _score(row: Ranked) -> int:
    return row.score


def _sum(points: Points) -> int:
    return sum([each for _, each in points])


def _rounds(bounds: Mapping[int, float]) -> Iterator[list[int]]:
    """The candidates in ever larger rounds, the most promising first."""
    order = sorted(bounds, key=bounds.__getitem__, reverse=True)
    start, size = 0, FIRST_LOOK
    while start < len(order):
        yield order[start : start + size]
        start, size = start + size, size * 2


def with_text(
    own: Facts, other: Facts, points: Points, at_most: float, least: float
) -> Ranked | None:
    """A candidate with the words of its name weighed too; `at_most` is for the same words.

    None when it scores less than `least`, and when the two may be one.
    """
    alike = cosine(name_signs(own.name), name_signs(other.name))
    weighed = (*points, (TEXT.code, round(TEXT.strength(alike) * at_most)))
    if _sum(weighed) < least or (alike >= PERHAPS_ONE and _is_one(own.name, other.name)):
        return None
    return Ranked(other, weighed)


def with_bridges(known: Gathered, rows: Sequence[Ranked], at_most: float) -> Iterator[Ranked]:
    """The candidates, with a bridge where there would be one; `at_most` is for a strength of 1."""
    bridged = known.bridged(row.party for row in rows)
    for row in rows:
        other = row.party
        points = round(BRIDGE.strength(_near(known, other.id)) * at_most)
        with_it = (*row.points, (BRIDGE.code, points))
        yield Ranked(other, with_it) if other.id in bridged else row


def _near(known: Gathered, other: int) -> float:
    """How near two are in goal, or in theme and area."""
    overlap = known.overlaps.get(other)
    near = theme_in_area(overlap) if overlap else 0.0
    return max(near, 1.0) if other in known.goals else near


def may_be_one(one: str, other: str) -> bool:
    """Whether two names are so much the same that both may be of one party, entered twice."""
    return cosine(name_signs(one), name_signs(other)) >= PERHAPS_ONE and _is_one(one, other)


@lru_cache(maxsize=4096)
def _is_one(one: str, other: str) -> bool:
    found = likeness(Described(one), Described(other))
    return found.is_sure and found.score >= SURELY_ONE


def first(own: Facts, rows: Iterable[Ranked], top: int) -> list[Ranked]:
    """The `top` rows with the highest score, with what each reason is worth, heaviest first.

    Equal scores are ordered by the hash of both keys.
    """
    scored = [row for row in rows if row.score > 0]
    last = nlargest(top, map(_score, scored))[-1:] or [0]
    in_reach = [row for row in scored if row.score >= last[0]]
    in_reach.sort(key=lambda row: (-row.score, tie_order(own.key, row.party.key)))
    return [Ranked(row.party, _heaviest_first(row.points)) for row in in_reach[:top]]


def _heaviest_first(points: Points) -> Points:
    return tuple(sorted((pair for pair in points if pair[1] > 0), key=lambda pair: -pair[1]))


def tie_order(one: str, other: str) -> str:
    """The order of equal scores: says nothing about who they are."""
    return sha256((one + other).encode()).hexdigest()


@lru_cache(maxsize=8192)
def name_signs(name: str) -> frozenset[str]:
    """The trigrams of a name without the words that half of all names hold; each kept once."""
    signs: set[str] = set()
    for word in words(name):
        if word not in COMMON_WORDS:
            padded = f" {word} "
            signs.update(intern(padded[start : start + 3]) for start in range(len(word)))
    return frozenset(signs)
