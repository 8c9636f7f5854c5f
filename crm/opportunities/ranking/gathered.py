"""All that is known around one party: what reasons ask for, each read once and when asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from crm.core.once import Once
from crm.opportunities.ranking.adjacency import Adjacency
from crm.opportunities.ranking.columns import Columns, Shares, summed
from crm.opportunities.ranking.evidence import (
    MILLION,
    Circle,
    Facts,
    Match,
    Overlap,
    Shared,
    Source,
)
from crm.opportunities.ranking.roles import (
    BRINGS,
    COLLABORATIONS,
    DEPARTMENTS,
    DOERS,
    KIND_NUMBERS,
    corner,
)

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, IdArray, Whole

    Parts = tuple[IdArray, Floats]
    """Who are reached, as often as they are, and the weight each time."""

CIRCLE_SIZE = 50
"""How many parties like this one, and how many with the same partners, are asked whom they know."""
LARGEST_TIE = 400
"""When more parties than this are all equally like one party, their likeness says nothing."""
FEWEST_MEMBERS = 2
"""Of a collaboration with fewer members nobody says who is missing."""


class Gathered:
    """The evidence around `own`, up to what its source may tell."""

    def __init__(self, own: Facts, source: Source) -> None:
        self.own, self._source = own, source

    @Once
    def linked(self) -> frozenset[int]:
        """Whom it is linked with, now or by a link already known."""
        return self._source.linked(self.own.id)

    @Once
    def shared(self) -> Columns[Shared]:
        """Who shares partners with it."""
        return self._source.shared_partners(self.own.id)

    @Once
    def overlaps(self) -> Columns[Overlap]:
        """Who is near in theme and area."""
        return self._source.overlaps(self.own.id)

    def nearness(self, other: int) -> float:
        """How near one party is in theme and area; 0 when it is not."""
        place = self.overlaps.place_of(other)
        return 0.0 if place is None else float(self.overlaps.columns.near[place])

    @Once
    def schemes(self) -> dict[int, int]:
        """Who is funded by the same schemes."""
        return self._source.shared_schemes(self.own.id)

    @Once
    def goals(self) -> dict[int, dict[int, int]]:
        """Who wants the same goals."""
        return self._source.shared_goals(self.own.id)

    @Once
    def groups(self) -> dict[int, float]:
        """Who is there for the same people."""
        return self._source.shared_groups(self.own.id)

    @Once
    def served(self) -> dict[int, frozenset[int]]:
        """Which other departments serve the same initiatives, for a department."""
        return self._source.served_too(self.own.id) if self.own.kind in DEPARTMENTS else {}

    @Once
    def matches(self) -> dict[int, list[Match]]:
        """The needs that meet an offer, by party."""
        found: dict[int, list[Match]] = defaultdict(list)
        for match in self._source.matches(self.own.id):
            found[match.other].append(match)
        return found

    @Once
    def circle(self) -> Circle:
        """The parties most like it."""
        return circle_of(self.own, self.overlaps, self.shared)

    @Once
    def company(self) -> Circle:
        """The parties with its partners."""
        return company_of(self.shared)

    @Once
    def partners(self) -> Adjacency:
        """The partners of each member of both circles, and maybe of others."""
        import numpy as np

        members = np.concatenate((self.circle.weights.ids, self.company.weights.ids))
        return self._source.partner_lists(members)

    @Once
    def known_by_circle(self) -> Shares:
        """Which share of its circle works with each party, by weight."""
        return Shares(*self._onward[0], max(1, self.circle.total))

    @Once
    def known_in_company(self) -> Shares:
        """How likely three random steps end at each party: to a partner, to its partner, and on.

        The P3 of Cooper et al., Random walks in recommender systems (2014).
        """
        return Shares(*self._onward[1], MILLION * max(1, self.own.degree))

    @Once
    def _onward(self) -> tuple[Parts, Parts]:
        return onward(self.circle, self.company, self.partners)

    @Once
    def complements(self) -> Mapping[int, float]:
        """Who is near and has what it lacks: one does, the other has room, money or knowledge."""
        kind = self.own.kind
        return self._near_of_kinds(BRINGS if kind in DOERS else DOERS if kind in BRINGS else ())

    @Once
    def missing(self) -> Mapping[int, float]:
        """For a collaboration: who is near and comes from a corner of which nobody takes part."""
        if self.own.kind not in COLLABORATIONS:
            return {}
        members = self._source.partner_kinds(self.own.id)
        if len(members) < FEWEST_MEMBERS:
            return {}
        there = {corner(kind) for kind in members}
        return self._near_of_kinds([kind for kind in KIND_NUMBERS if corner(kind) not in there])

    def _near_of_kinds(self, kinds: Collection[str]) -> Mapping[int, float]:
        """How near those are of some kinds."""
        import numpy as np

        if not kinds:
            return {}
        is_asked = np.zeros(len(KIND_NUMBERS), dtype=np.bool_)
        is_asked[[KIND_NUMBERS[kind] for kind in kinds]] = True
        overlaps = self.overlaps
        taken = is_asked[overlaps.columns.kind]
        return Columns(overlaps.ids[taken], overlaps.columns.near[taken])

    def bridged(self, others: set[int]) -> set[int]:
        """Of these, to whom no three steps lead.

        Nobody whom it knows, or who knows one of those, knows them or somebody whom they know.
        """
        far = others - self.linked if self.own.degree else set()
        if not far:
            return far
        near = {self.own.id, *self.linked, *self.shared}
        return {one for one, known in self._source.partners(far).items() if near.isdisjoint(known)}


def circle_of(own: Facts, overlaps: Columns[Overlap], shared: Columns[Shared]) -> Circle:
    """The parties most like one party: by theme in area, and by the partners they share."""
    import numpy as np

    found = shared.columns
    either = np.maximum(1, own.degree + found.degree - found.partners)
    alike = np.rint(found.partners / either * MILLION)
    parties = np.concatenate((overlaps.ids, shared.ids))
    ids, weights = summed(parties, np.concatenate((overlaps.columns.weight, alike)))
    return _strongest(ids, weights)


def company_of(shared: Columns[Shared]) -> Circle:
    """The parties one comes to over shared partners, each by how likely and how few it knows."""
    import numpy as np

    found = shared.columns
    return _strongest(shared.ids, found.weight // np.maximum(1, found.degree))


def _strongest(ids: Whole, weights: Floats | Whole) -> Circle:
    """At most CIRCLE_SIZE; equals are taken or left together, so that no order matters."""
    import numpy as np

    taken = weights > 0
    if np.count_nonzero(taken) > CIRCLE_SIZE:
        first_out = np.partition(weights, -CIRCLE_SIZE - 1)[-CIRCLE_SIZE - 1]
        taken = weights > first_out
        if not taken.any():
            taken = weights == first_out
            taken &= np.count_nonzero(taken) <= LARGEST_TIE
    return Circle(Columns(ids[taken], weights[taken]))


def onward(one: Circle, other: Circle, partners: Adjacency) -> tuple[Parts, Parts]:
    """Of two circles with whom their members work: once for each member, with its weight."""
    import numpy as np

    members = np.concatenate((one.weights.ids, other.weights.ids))
    lengths, reached = partners.gather(members)
    weights = np.concatenate((one.weights.columns, other.weights.columns))
    parts, end = weights.repeat(lengths), int(lengths[: len(one.weights)].sum())
    return (reached[:end], parts[:end]), (reached[end:], parts[end:])
