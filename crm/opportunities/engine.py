"""The engine: from evidence to ranked opportunities. Values in, values out.

Points are whole millionths, so a score is exactly the sum of the reasons shown with it. Nothing
here depends on the order of rows, names or references; equal scores are ordered by a hash.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from heapq import nlargest

from crm.core.text import trigrams, words
from crm.opportunities.evidence import (
    MILLION,
    NO_OVERLAP,
    Circle,
    Facts,
    Match,
    Overlap,
    Shared,
    Source,
    Traces,
    cosine,
)
from crm.opportunities.reasons import REASONS, TEXT

CIRCLE_SIZE = 50
LARGEST_TIE = 400
"""When more parties than this are all equally like one party, their likeness says nothing."""
PARTNERS_COUNT = 2
"""How much shared partners count beside theme and area when we ask who is alike."""
COMMON_WORDS = frozenset(
    words(
        "aan bij bv cooperatie cv de den der die een en het in met nv of om op st stg stichting "
        "te the uit van ver vereniging voor vof vzw"
    )
)
Points = tuple[tuple[str, int], ...]


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
    """The suggestions for one party, and the circle and their partners they came from."""

    party: Facts
    rows: tuple[Ranked, ...]
    circle: Circle
    circle_partners: tuple[tuple[int, int], ...]


def rank(party: int, source: Source, *, top: int, to_kinds: Collection[str] = ()) -> Ranking | None:
    """The `top` best parties to meet that it is not linked with; None for an unusable party."""
    own = source.facts([party]).get(party)
    if own is None:
        return None
    shared = source.shared_partners(party)
    overlaps = source.overlaps(party)
    circle = circle_of(own, overlaps, shared)
    pairs = source.partners(circle.weights)
    traces = gather(
        overlaps,
        shared,
        source.shared_schemes(party),
        circle_shares(circle, pairs),
        source.matches(party),
    )
    for known in (party, *source.linked(party)):
        traces.pop(known, None)
    candidates = source.facts(traces)
    if to_kinds:
        candidates = {one.id: one for one in candidates.values() if one.kind in to_kinds}
    rows = best(own, candidates.values(), traces, top)
    return Ranking(own, rows, circle, tuple(pairs))


def circle_of(own: Facts, overlaps: Mapping[int, Overlap], shared: Mapping[int, Shared]) -> Circle:
    """The parties most like one party: by theme in area, and by the partners they share."""
    weights: dict[int, int] = {}
    for other, overlap in overlaps.items():
        weights[other] = round(overlap.both * MILLION)
    for other, found in shared.items():
        either = max(1, own.degree + found.degree - found.count)
        alike = round(PARTNERS_COUNT * found.count / either * MILLION)
        weights[other] = weights.get(other, 0) + alike
    weights.pop(own.id, None)
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
    found: dict[int, int] = {}
    for member, partner in pairs:
        found[partner] = found.get(partner, 0) + circle.weights[member]
    return {partner: weight / circle.total for partner, weight in found.items()}


def gather(
    overlaps: Mapping[int, Overlap],
    shared: Mapping[int, Shared],
    schemes: Mapping[int, int],
    shares: Mapping[int, float],
    matches: Iterable[Match],
) -> dict[int, Traces]:
    """What is known of every party there is a reason for."""
    by_party: dict[int, list[Match]] = {}
    for match in matches:
        by_party.setdefault(match.other, []).append(match)
    found = {other for other, overlap in overlaps.items() if overlap.both or overlap.area}
    found.update(shared, schemes, shares, by_party)
    return {
        other: Traces(
            overlap=overlaps.get(other, NO_OVERLAP),
            shared=shared[other].weight if other in shared else 0,
            schemes=schemes.get(other, 0),
            circle=shares.get(other, 0.0),
            matches=tuple(by_party.get(other, ())),
        )
        for other in found
    }


def best(
    own: Facts, candidates: Iterable[Facts], traces: Mapping[int, Traces], top: int
) -> tuple[Ranked, ...]:
    """The best candidates. Text is compared only where it can still change the outcome."""
    before_text = [
        (sum(reason.points(traces[one.id], one) for reason in REASONS), one) for one in candidates
    ]
    if not before_text:
        return ()
    last = nlargest(top, (score for score, _ in before_text))[-1]
    out_of_reach = last - round(TEXT.weight * MILLION)
    rows = []
    for score, one in before_text:
        if score >= out_of_reach:
            traces[one.id].text = cosine(name_signs(own.name), name_signs(one.name))
            found = traces[one.id]
            rows.append(Ranked(one, points_of(found, one), found.matches))
    return first(own, (row for row in rows if row.points), top)


def points_of(traces: Traces, other: Facts) -> Points:
    """The reasons that give points, heaviest first."""
    given = [(reason.code, reason.points(traces, other)) for reason in REASONS]
    return tuple(sorted((pair for pair in given if pair[1] > 0), key=lambda pair: -pair[1]))


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
    telling = [word for word in words(name) if word not in COMMON_WORDS]
    return frozenset(trigrams(" ".join(telling)))
