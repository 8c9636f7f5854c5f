"""The engine: from evidence to ranked opportunities. Values in, values out.

Points are whole millionths, so a score is exactly the sum of the reasons shown with it. Nothing
here depends on the order of rows, names or references; equal scores are ordered by a hash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from heapq import heappush, heappushpop, nlargest
from sys import intern
from typing import Any

from crm.core.text import words
from crm.opportunities.evidence import (
    MILLION,
    Circle,
    Facts,
    Match,
    Overlap,
    Shared,
    Source,
    cosine,
)
from crm.opportunities.reasons import (
    CIRCLE,
    COMPANY,
    NEEDS,
    PARTNERS,
    SCHEMES,
    TEXT,
    THEME,
    Reason,
    Weights,
)

CIRCLE_SIZE = 50
"""How many parties like this one, and how many with the same partners, are asked whom they know."""
LARGEST_TIE = 400
"""When more parties than this are all equally like one party, their likeness says nothing."""
PARTNERS_COUNT = 1
"""How much shared partners count beside theme and area when we ask who is alike."""
COMMON_WORDS = frozenset(
    words(
        "aan bij bv cooperatie cv de den der die een en het in met nv of om op st stg stichting "
        "te the uit van ver vereniging voor vof vzw"
    )
)
FIRST_LOOK = 32
"""How many candidates are looked at closely in the first round; each next round is twice it."""
Points = tuple[tuple[str, int], ...]
Findings = Mapping[Reason, Mapping[int, Any]]
Worth = dict[int, list[tuple[Reason, float]]]


@dataclass(slots=True)
class Ranked:
    """One suggested party with its reasons as (code, points in millionths), heaviest first.

    Its score is the sum of the points, in millionths.
    """

    party: Facts
    points: Points
    score: int = field(init=False)

    def __post_init__(self) -> None:
        """Add the points up, once."""
        self.score = sum(points for _, points in self.points)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The suggestions for one party, and the circles and their partners they came from."""

    party: Facts
    rows: Sequence[Ranked]
    circle: Circle
    company: Circle
    partners: tuple[tuple[int, int], ...]
    matches: Mapping[int, list[Match]]


def rank(party: int, source: Source, *, top: int, to_kinds: Collection[str] = ()) -> Ranking | None:
    """The `top` best parties to meet that it is not linked with; None for an unusable party."""
    own = source.facts([party]).get(party)
    if own is None:
        return None
    shared, overlaps = source.shared_partners(party), source.overlaps(party)
    circle, company = circle_of(own, overlaps, shared), company_of(shared)
    pairs = source.partners({*circle.weights, *company.weights})
    matches = _by_party(source.matches(party))
    findings: Findings = {
        NEEDS: matches,
        PARTNERS: shared,
        CIRCLE: circle_shares(circle, pairs),
        COMPANY: company_steps(own, company, pairs),
        THEME: overlaps,
        SCHEMES: source.shared_schemes(party),
    }
    without = {party, *source.linked(party), *source.left_out(party)}
    worth = most_possible(findings, weights=source.weights, without=without)
    rows = best(own, worth, source, top=top, to_kinds=to_kinds)
    return Ranking(own, rows, circle, company, tuple(pairs), matches)


def circle_of(own: Facts, overlaps: Mapping[int, Overlap], shared: Mapping[int, Shared]) -> Circle:
    """The parties most like one party: by theme in area, and by the partners they share."""
    weights: dict[int, int] = {}
    for other, overlap in overlaps.items():
        weights[other] = round(overlap.both * MILLION)
    for other, found in shared.items():
        either = max(1, own.degree + found.degree - found.partners)
        alike = round(PARTNERS_COUNT * found.partners / either * MILLION)
        weights[other] = weights.get(other, 0) + alike
    weights.pop(own.id, None)
    return Circle(_strongest({other: weight for other, weight in weights.items() if weight}))


def company_of(shared: Mapping[int, Shared]) -> Circle:
    """The parties one comes to over shared partners, each by how likely and how few it knows."""
    weights = {other: found.weight // max(1, found.degree) for other, found in shared.items()}
    return Circle(_strongest({other: weight for other, weight in weights.items() if weight}))


def _strongest(weights: dict[int, int]) -> dict[int, int]:
    """At most CIRCLE_SIZE; equals are taken or left together, so that no order matters."""
    if len(weights) <= CIRCLE_SIZE:
        return weights
    first_out = nlargest(CIRCLE_SIZE + 1, weights.values())[-1]
    kept = {other: weight for other, weight in weights.items() if weight > first_out}
    if kept:
        return kept
    equals = {other: weight for other, weight in weights.items() if weight == first_out}
    return equals if len(equals) <= LARGEST_TIE else {}


def circle_shares(circle: Circle, pairs: Iterable[tuple[int, int]]) -> dict[int, float]:
    """Which share of the circle works with each party, by weight."""
    total = circle.total
    return {partner: weight / total for partner, weight in _reached(circle, pairs).items()}


def company_steps(
    own: Facts, company: Circle, pairs: Iterable[tuple[int, int]]
) -> dict[int, float]:
    """How likely three random steps end at each party: to a partner, to its partner, and on.

    The P3 of Cooper et al., Random walks in recommender systems (2014).
    """
    links = MILLION * max(1, own.degree)
    return {partner: weight / links for partner, weight in _reached(company, pairs).items()}


def _reached(circle: Circle, pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for member, partner in pairs:
        weight = circle.weights.get(member)
        if weight:
            found[partner] = found.get(partner, 0) + weight
    return found


def _by_party(matches: Iterable[Match]) -> dict[int, list[Match]]:
    found: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        found[match.other].append(match)
    return found


def most_possible(findings: Findings, *, weights: Weights, without: Collection[int]) -> Worth:
    """For every party what each reason is worth at most: text and its size are left open."""
    worth: Worth = {}
    for reason, by_party in findings.items():
        strength, whole = reason.strength, weights[reason.code] * MILLION
        for other, found in by_party.items():
            points = strength(found) * whole
            if points and other in worth:
                worth[other].append((reason, points))
            elif points:
                worth[other] = [(reason, points)]
    for other in without:
        worth.pop(other, None)
    return worth


def best(
    own: Facts, worth: Worth, source: Source, *, top: int, to_kinds: Collection[str]
) -> list[Ranked]:
    """The best candidates; who can no longer come among them is not looked at."""
    at_most = {other: sum(points for _, points in found) for other, found in worth.items()}
    rows: list[Ranked] = []
    highest = Highest(top)
    text_at_most = source.weights[TEXT.code] * MILLION
    for some in _rounds(at_most):
        in_reach = [other for other in some if at_most[other] + text_at_most >= highest.least]
        if not in_reach:
            break
        facts = source.facts(in_reach).values()
        asked = (one for one in facts if not to_kinds or one.kind in to_kinds)
        found = [Ranked(one, _points(worth[one.id], one)) for one in asked]
        for row in sorted(found, key=_score, reverse=True):
            if row.score + text_at_most < highest.least:
                break
            rows.append(with_text(own, row, text_at_most))
            highest.add(rows[-1].score)
    return first(own, rows, top)


class Highest:
    """The highest scores so far; `least` is what one must score to be among them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._scores: list[int] = []
        self.least = 0

    def add(self, score: int) -> None:
        """Take one more score in."""
        if len(self._scores) < self._most:
            heappush(self._scores, score)
        else:
            heappushpop(self._scores, score)
        if len(self._scores) == self._most:
            self.least = self._scores[0]


def _score(row: Ranked) -> int:
    return row.score


def _points(found: Iterable[tuple[Reason, float]], other: Facts) -> Points:
    return tuple((reason.code, round(points / reason.size(other))) for reason, points in found)


def _rounds(bounds: Mapping[int, float]) -> Iterator[list[int]]:
    """The candidates in ever larger rounds, the most promising first."""
    order = sorted(bounds, key=bounds.__getitem__, reverse=True)
    start, size = 0, FIRST_LOOK
    while start < len(order):
        yield order[start : start + size]
        start, size = start + size, size * 2


def with_text(own: Facts, row: Ranked, at_most: float) -> Ranked:
    """A candidate with the words of its name weighed too; `at_most` is for the same name."""
    likeness = TEXT.strength(cosine(name_signs(own.name), name_signs(row.party.name)))
    return Ranked(row.party, (*row.points, (TEXT.code, round(likeness * at_most))))


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
