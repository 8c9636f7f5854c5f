"""The engine: from evidence to ranked opportunities. Values in, values out.

Points are whole millionths, so a score is exactly the sum of the reasons shown with it. Nothing
here depends on the order of rows, names or references; equal scores are ordered by a hash.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from crm.opportunities.ranking.evidence import MILLION, Facts, Source
from crm.opportunities.ranking.gathered import Gathered
from crm.opportunities.ranking.names import are_one
from crm.opportunities.ranking.possible import Worth, most_possible
from crm.opportunities.ranking.reasons import (
    BRIDGE,
    COMPANY,
    GOAL,
    MOST_NEAR,
    PARTNERS,
    TEXT,
    THEME,
)

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, Whole

TOGETHER = 16
"""So many of a round are made known together: most often all that are needed."""
FIRST_LOOK = 96
"""How many candidates are looked at closely in the first round; each next round is twice it."""
ROUNDED = 10
"""Points are rounded, each reason by itself: so much (in millionths) a sum may be off."""
ALIKE = frozenset({THEME.code, GOAL.code})
"""Who has one of these shares something that a bridge can be built of."""
REACHED = frozenset({PARTNERS.code, COMPANY.code})
"""Who has one of these is reached in a few steps already."""
Points = tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Ranked:
    """One suggested party with its reasons as (code, points in millionths), heaviest first.

    Its score is the sum of the points, in millionths. Not sure is who did not come through the
    sieve.
    """

    party: Facts
    points: Points
    score: int
    is_sure: bool = field(default=True, init=False)

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
    among: Collection[int] | None = None,
    sieve: Callable[[Gathered, Source], Sieve] | None = None,
    perhaps: int = 0,
) -> Ranking | None:
    """The `top` best parties to meet that it is not linked with; None for an unusable party.

    `among`: of these only; what others know still counts. With a sieve the best of those who come
    through. Are they fewer than `perhaps`, then the best of the others follow up to that number.
    """
    own = source.facts([party]).get(party)
    if own is None:
        return None
    known = Gathered(own, source)
    worth = most_possible(known, source)
    worth = worth.but({party, *known.linked, *source.left_out(party)})
    if among is not None:
        worth = worth.among(among)
    if sieve is None:
        return Ranking(known, best(known, worth, source, top, 0, _any_of(to_kinds)))
    sifted, is_of_kind = sieve(known, source), _any_of(to_kinds)

    def comes_through(one: Facts) -> bool:
        return is_of_kind(one) and sifted.passes(one)

    may = worth.among(sifted.might())
    rows = best(known, may, source, top, sifted.least, comes_through)
    room = min(top, perhaps) - len(rows)
    if room > 0:
        others = worth.but({row.party.id for row in rows})
        more = best(known, others, source, room, sifted.least_perhaps, is_of_kind)
        rows += [row.unsure() for row in more]
    return Ranking(known, rows)


def _any_of(kinds: Collection[str]) -> Callable[[Facts], bool]:
    return lambda one: not kinds or one.kind in kinds


def best(
    known: Gathered,
    worth: Worth,
    source: Source,
    most: int,
    at_least: int,
    is_asked: Callable[[Facts], bool],
) -> list[Ranked]:
    """The best candidates that score so much; who cannot come among them is not looked at."""
    text, bridge = (source.weights[reason.code] * MILLION for reason in (TEXT, BRIDGE))
    own, closer = known.own, bridge * MOST_NEAR + ROUNDED
    rows: list[Ranked] = []
    least = at_least

    def least_promising() -> float:
        return least - closer - text

    for places in _rounds(worth.at_most, least_promising):
        for row, alike in _heaviest_of(worth, places, own, source):
            if row.score < least - closer:
                break
            if not are_one(own.name, row.party.name, alike) and is_asked(row.party):
                rows.append(row)
                if len(rows) == most:
                    least = max(least, min(map(_score, rows)))
        rows.sort(key=_score, reverse=True)
        if len(rows) > most:
            least = max(least, rows[most - 1].score)
    in_reach_still = [row for row in rows if row.score >= least - closer]
    bridged = with_bridges(known, in_reach_still, bridge)
    return first(own, (row for row in bridged if row.score >= at_least), most)


def _rounds(at_most: Floats, least: Callable[[], float]) -> Iterator[Whole]:
    """Places in ever larger rounds, the most promising first, of who can still score `least`."""
    left, size = (at_most >= least()).nonzero()[0], FIRST_LOOK
    while len(left):
        some, theirs = min(size, len(left)), at_most[left]
        order = theirs.argpartition(-some)
        yield left[order[-some:]]
        if theirs[order[-some]] < least():
            return  # nor can those that promised less
        left = left[order[:-some]]
        left = left[at_most[left] >= least()]
        size *= 2


def _heaviest_of(
    worth: Worth, places: Whole, own: Facts, source: Source
) -> Iterator[tuple[Ranked, float]]:
    """The parties at some places that may be used, the highest score first.

    With the words of their names weighed too, and how alike those are.
    """
    import numpy as np

    ids, points = worth.ids[places], worth.points_of(places, source)
    alike = source.names_alike(own, ids)
    points[-1] = TEXT.strength(alike) * (source.weights[TEXT.code] * MILLION)
    points = np.rint(points, out=points).astype(np.int64)
    scores = points.sum(axis=0)
    order = scores.argsort()[::-1]
    codes = [reason.code for reason in worth.reasons]
    columns = ids[order], points[:, order].T, scores[order], alike[order]
    for start in range(0, len(order), TOGETHER):
        some = (column[start : start + TOGETHER].tolist() for column in columns)
        candidates, *told = some
        facts = source.facts(candidates)
        for one, each, score, likeness in zip(candidates, *told, strict=True):
            if one in facts:
                yield Ranked(facts[one], tuple(zip(codes, each, strict=True)), score), likeness


def _score(row: Ranked) -> int:
    return row.score


def with_bridges(known: Gathered, rows: Sequence[Ranked], at_most: float) -> Iterator[Ranked]:
    """The candidates, with a bridge where there would be one; `at_most` is for a strength of 1."""
    bridged = known.bridged({row.party.id for row in rows if _may_be_far(row)})
    for row in rows:
        if row.party.id not in bridged:
            yield row
            continue
        points = round(BRIDGE.strength(_near(known, row.party.id)) * at_most)
        yield Ranked(row.party, (*row.points, (BRIDGE.code, points)), row.score + points)


def _may_be_far(row: Ranked) -> bool:
    """Whether something is shared, while no partners lead to it as far as its points say."""
    codes = {code for code, points in row.points if points}
    return row.party.degree > 0 and not codes.isdisjoint(ALIKE) and codes.isdisjoint(REACHED)


def _near(known: Gathered, other: int) -> float:
    """How near two are in goal, or in theme and area."""
    return max(known.nearness(other), 1.0 if other in known.goals else 0.0)


def first(own: Facts, rows: Iterable[Ranked], top: int) -> list[Ranked]:
    """The `top` rows with the highest score, with what each reason is worth, heaviest first.

    Equal scores are ordered by the hash of both keys.
    """
    scored = [row for row in rows if row.score > 0]
    scored.sort(key=_score, reverse=True)
    if len(scored) > top:
        last = scored[top - 1].score
        scored = [row for row in scored if row.score >= last]
    if len(set(map(_score, scored))) < len(scored):
        scored.sort(key=lambda row: (-row.score, tie_order(own.key, row.party.key)))
    for row in scored[:top]:
        row.points = _heaviest_first(row.points)
    return scored[:top]


def _heaviest_first(points: Points) -> Points:
    there = [pair for pair in points if pair[1] > 0]
    there.sort(key=itemgetter(1), reverse=True)
    return tuple(there)


def tie_order(one: str, other: str) -> str:
    """The order of equal scores: says nothing about who they are."""
    return sha256((one + other).encode()).hexdigest()
