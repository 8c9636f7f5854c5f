"""The engine: from evidence to ranked opportunities. Values in, values out.

Points are whole millionths, so a score is exactly the sum of the reasons shown with it. Nothing
here depends on the order of rows, names or references; equal scores are ordered by a hash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from heapq import nlargest
from typing import Any

from crm.core.text import words
from crm.opportunities.evidence import (
    MILLION,
    NOBODY,
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
    REASONS,
    SCHEMES,
    TEXT,
    THEME,
    Reason,
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


@dataclass(frozen=True, slots=True)
class Ranked:
    """One suggested party with its reasons as (code, points in millionths), heaviest first."""

    party: Facts
    points: Points
    matches: tuple[Match, ...] = ()

    @property
    def score(self) -> int:
        """The sum of the points, in millionths."""
        return sum(points for _, points in self.points)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The suggestions for one party, and the circles and their partners they came from."""

    party: Facts
    rows: tuple[Ranked, ...]
    circle: Circle
    company: Circle
    partners: tuple[tuple[int, int], ...]


def rank(party: int, source: Source, *, top: int, to_kinds: Collection[str] = ()) -> Ranking | None:
    """The `top` best parties to meet that it is not linked with; None for an unusable party."""
    own = source.facts([party]).get(party)
    if own is None:
        return None
    shared, overlaps = source.shared_partners(party), source.overlaps(party)
    circle, company = circle_of(own, overlaps, shared), company_of(shared)
    pairs = source.partners({*circle.weights, *company.weights})
    findings: Findings = {
        NEEDS: _by_party(source.matches(party)),
        PARTNERS: shared,
        CIRCLE: circle_shares(circle, pairs),
        COMPANY: company_steps(own, company, pairs),
        THEME: overlaps,
        SCHEMES: source.shared_schemes(party),
    }
    bounds = most_possible(
        findings, without={party, *source.linked(party), *source.left_out(party)}
    )
    rows = best(own, bounds, findings, source, top=top, to_kinds=to_kinds)
    return Ranking(own, rows, circle, company, tuple(pairs))


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


def most_possible(findings: Findings, *, without: Collection[int]) -> dict[int, int]:
    """For every party with a reason the points it can have at most, text and size left open."""
    bounds: dict[int, int] = {}
    for reason, by_party in findings.items():
        for other, found in by_party.items():
            points = reason.points(found, NOBODY)
            if points:
                bounds[other] = bounds.get(other, 0) + points
    for other in without:
        bounds.pop(other, None)
    return bounds


def best(
    own: Facts,
    bounds: Mapping[int, int],
    findings: Findings,
    source: Source,
    *,
    top: int,
    to_kinds: Collection[str],
) -> tuple[Ranked, ...]:
    """The best candidates; who can no longer come among them is not looked at."""
    text_at_most = round(TEXT.weight * MILLION)
    rows: list[Ranked] = []
    least = 0
    for some in _rounds(bounds):
        in_reach = [other for other in some if bounds[other] + text_at_most >= least]
        if not in_reach:
            break
        for one in source.facts(in_reach).values():
            if not to_kinds or one.kind in to_kinds:
                rows.append(measured(own, one, findings))
        if len(rows) >= top:
            least = nlargest(top, (row.score for row in rows))[-1]
    return first(own, (row for row in rows if row.points), top)


def _rounds(bounds: Mapping[int, int]) -> Iterator[list[int]]:
    """The candidates in ever larger rounds, the most promising first."""
    order = sorted(bounds, key=lambda other: -bounds[other])
    start, size = 0, FIRST_LOOK
    while start < len(order):
        yield order[start : start + size]
        start, size = start + size, size * 2


def measured(own: Facts, other: Facts, findings: Findings) -> Ranked:
    """One candidate with its reasons, heaviest first."""
    points = {TEXT.code: TEXT.points(cosine(name_signs(own.name), name_signs(other.name)), other)}
    for reason, by_party in findings.items():
        if other.id in by_party:
            points[reason.code] = reason.points(by_party[other.id], other)
    given = [(reason.code, points.get(reason.code, 0)) for reason in REASONS]
    shown = sorted((pair for pair in given if pair[1] > 0), key=lambda pair: -pair[1])
    return Ranked(other, tuple(shown), tuple(findings[NEEDS].get(other.id, ())))


def first(own: Facts, rows: Iterable[Ranked], top: int) -> tuple[Ranked, ...]:
    """The `top` rows with the highest score; equal scores by the hash of both keys."""
    scored = [(row.score, row) for row in rows]
    if not scored:
        return ()
    last = nlargest(top, (score for score, _ in scored))[-1]
    in_reach = [pair for pair in scored if pair[0] >= last]
    in_reach.sort(key=lambda pair: (-pair[0], tie_order(own.key, pair[1].party.key)))
    return tuple(row for _, row in in_reach[:top])


def tie_order(one: str, other: str) -> str:
    """The order of equal scores: says nothing about who they are."""
    return sha256((one + other).encode()).hexdigest()


@lru_cache(maxsize=4096)
def name_signs(name: str) -> frozenset[str]:
    """The trigrams of a name without the words that half of all names hold."""
    return frozenset(
        f" {word} "[start : start + 3]
        for word in words(name)
        if word not in COMMON_WORDS
        for start in range(len(word))
    )
