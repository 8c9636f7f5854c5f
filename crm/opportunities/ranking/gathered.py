"""All that is known around one party: what reasons ask for, each read once and when asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from heapq import nlargest

from crm.opportunities.ranking.evidence import (
    MILLION,
    Circle,
    Facts,
    Match,
    Overlap,
    Shared,
    Source,
)
from crm.opportunities.ranking.roles import BRINGS, COLLABORATIONS, DEPARTMENTS, DOERS, corner

CIRCLE_SIZE = 50
"""How many parties like this one, and how many with the same partners, are asked whom they know."""
LARGEST_TIE = 400
"""When more parties than this are all equally like one party, their likeness says nothing."""
PARTNERS_COUNT = 1
"""How much shared partners count beside theme and area when we ask who is alike."""
FEWEST_MEMBERS = 2
"""Of a collaboration with fewer members nobody says who is missing."""


class Gathered:
    """The evidence around `own`, up to what its source may tell."""

    def __init__(self, own: Facts, source: Source) -> None:
        self.own, self._source = own, source

    @cached_property
    def linked(self) -> frozenset[int]:
        """Whom it is linked with, now or by a link already known."""
        return self._source.linked(self.own.id)

    @cached_property
    def shared(self) -> dict[int, Shared]:
        """Who shares partners with it."""
        return self._source.shared_partners(self.own.id)

    @cached_property
    def overlaps(self) -> dict[int, Overlap]:
        """Who is near in theme and area."""
        return self._source.overlaps(self.own.id)

    @cached_property
    def schemes(self) -> dict[int, int]:
        """Who is funded by the same schemes."""
        return self._source.shared_schemes(self.own.id)

    @cached_property
    def goals(self) -> dict[int, dict[int, int]]:
        """Who wants the same goals."""
        return self._source.shared_goals(self.own.id)

    @cached_property
    def groups(self) -> dict[int, float]:
        """Who is there for the same people."""
        return self._source.shared_groups(self.own.id)

    @cached_property
    def served(self) -> dict[int, frozenset[int]]:
        """Which other departments serve the same initiatives, for a department."""
        return self._source.served_too(self.own.id) if self.own.kind in DEPARTMENTS else {}

    @cached_property
    def matches(self) -> dict[int, list[Match]]:
        """The needs that meet an offer, by party."""
        found: dict[int, list[Match]] = defaultdict(list)
        for match in self._source.matches(self.own.id):
            found[match.other].append(match)
        return found

    @cached_property
    def circle(self) -> Circle:
        """The parties most like it."""
        return circle_of(self.own, self.overlaps, self.shared)

    @cached_property
    def company(self) -> Circle:
        """The parties with its partners."""
        return company_of(self.shared)

    @cached_property
    def partners(self) -> Mapping[int, Collection[int]]:
        """The partners of each member of both circles."""
        return self._source.partners({*self.circle.weights, *self.company.weights})

    @cached_property
    def known_by_circle(self) -> dict[int, float]:
        """Which share of its circle works with each party."""
        return circle_shares(self.circle, self.partners)

    @cached_property
    def known_in_company(self) -> dict[int, float]:
        """How likely a walk over partners ends at each party."""
        return company_steps(self.own, self.company, self.partners)

    @cached_property
    def complements(self) -> dict[int, Overlap]:
        """Who is near and has what it lacks: one does, the other has room, money or knowledge."""
        kind = self.own.kind
        wanted: Collection[str] = BRINGS if kind in DOERS else DOERS if kind in BRINGS else ()
        return self._near_of_kinds(wanted)

    @cached_property
    def missing(self) -> dict[int, Overlap]:
        """For a collaboration: who is near and comes from a corner of which nobody takes part."""
        if self.own.kind not in COLLABORATIONS:
            return {}
        members = self._source.partner_kinds(self.own.id)
        if len(members) < FEWEST_MEMBERS:
            return {}
        there = {corner(kind) for kind in members}
        kinds = {overlap.other_kind for overlap in self.overlaps.values()}
        return self._near_of_kinds({kind for kind in kinds if corner(kind) not in there})

    def _near_of_kinds(self, kinds: Collection[str]) -> dict[int, Overlap]:
        if not kinds:
            return {}
        return {
            other: overlap
            for other, overlap in self.overlaps.items()
            if overlap.other_kind in kinds and (overlap.themes or overlap.areas)
        }

    def bridged(self, others: Iterable[Facts]) -> set[int]:
        """Of these, with whom something is shared while no three steps lead there.

        Nobody whom it knows, or who knows one of those, knows them or somebody whom they know.
        """
        if not self.own.degree:
            return set()
        far = {one.id for one in others if one.degree and self._may_be_bridged(one.id)}
        if not far:
            return set()
        near = {self.own.id, *self.linked, *self.shared}
        return {one for one, known in self._source.partners(far).items() if near.isdisjoint(known)}

    def _may_be_bridged(self, other: int) -> bool:
        if other in self.shared or other in self.linked or other in self.known_in_company:
            return False
        overlap = self.overlaps.get(other)
        return other in self.goals or bool(overlap and (overlap.themes or overlap.areas))


def circle_of(own: Facts, overlaps: Mapping[int, Overlap], shared: Mapping[int, Shared]) -> Circle:
    """The parties most like one party: by theme in area, and by the partners they share."""
    weights = {other: overlap.weight for other, overlap in overlaps.items() if overlap.weight}
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


def circle_shares(circle: Circle, partners: Mapping[int, Collection[int]]) -> dict[int, float]:
    """Which share of the circle works with each party, by weight."""
    total = circle.total
    return {partner: weight / total for partner, weight in _reached(circle, partners).items()}


def company_steps(
    own: Facts, company: Circle, partners: Mapping[int, Collection[int]]
) -> dict[int, float]:
    """How likely three random steps end at each party: to a partner, to its partner, and on.

    The P3 of Cooper et al., Random walks in recommender systems (2014).
    """
    links = MILLION * max(1, own.degree)
    return {partner: weight / links for partner, weight in _reached(company, partners).items()}


def _reached(circle: Circle, partners: Mapping[int, Collection[int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for member, weight in circle.weights.items():
        for partner in partners.get(member, ()):
            found[partner] = found.get(partner, 0) + weight
    return found
