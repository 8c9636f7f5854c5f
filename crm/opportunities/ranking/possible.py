"""What each reason is worth for everybody around one party, worked out for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from crm.opportunities.ranking.columns import Columns, Shares, array_of, distinct, placed, places_of
from crm.opportunities.ranking.evidence import MILLION, Source
from crm.opportunities.ranking.gathered import Gathered
from crm.opportunities.ranking.reasons import REASONS, TEXT, Reason, one_size

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, IdArray, Whole


class Worth(NamedTuple):
    """What each reason is worth for each party, in millionths.

    `ids`: rising, shape (parties,). `points`: shape (reasons, parties); of TEXT, the last reason,
    nothing is known yet. `sized`: the reasons, with their rows, that are still to be divided by the
    size of a party. `at_most`: what all are worth together at most, shape (parties,); -inf of whom
    is not asked for.
    """

    reasons: Sequence[Reason]
    ids: Whole
    points: Floats
    sized: Sequence[tuple[int, Reason]]
    at_most: Floats

    def among(self, some: Collection[int]) -> Worth:
        """Of these parties only."""
        import numpy as np

        places = places_of(array_of(some), self.ids)
        at_most = np.full_like(self.at_most, -np.inf)
        at_most[places] = self.at_most[places]
        return self._replace(at_most=at_most)

    def but(self, some: Collection[int]) -> Worth:
        """Of all but these parties."""
        import numpy as np

        at_most = self.at_most.copy()
        at_most[places_of(np.array(list(some), dtype=np.int32), self.ids)] = -np.inf
        return self._replace(at_most=at_most)

    def points_of(self, places: Whole, source: Source) -> Floats:
        """What each reason is worth for parties at some places, shape (reasons, places)."""
        points = self.points[:, places]
        if self.sized:
            ids = self.ids[places].tolist()
            facts = source.facts(ids)
            for row, reason in self.sized:
                points[row] /= [reason.size(facts[one]) if one in facts else 1.0 for one in ids]
        return points


class Measured(NamedTuple):
    """The parties of which something was found, and the strength of it; of what those are shares.

    `ids` and `strengths`: shape (found,). A party that is there more than once has the sum.
    """

    ids: IdArray
    strengths: Floats
    whole: float = 1.0


def most_possible(known: Gathered, source: Source) -> Worth:
    """What each reason is worth for every party around one."""
    import numpy as np

    found = {one: evidence for one in REASONS if (evidence := one.found(known))}
    if not found:
        return Worth((TEXT,), np.zeros(0, dtype=np.int64), np.zeros((1, 0)), (), np.zeros(0))
    measured = [_measured(reason, evidence) for reason, evidence in found.items()]
    parties = np.concatenate([one.ids for one in measured])
    strengths = np.concatenate([one.strengths for one in measured])
    ids = distinct(parties)
    rows = np.arange(len(found)).repeat([len(one.ids) for one in measured])
    places, size = rows * len(ids) + placed(parties, ids), (len(found) + 1) * len(ids)
    points = cast("Floats", np.bincount(places, strengths, size)).reshape(-1, len(ids))
    pairs, sizes, sized = zip(found, measured, strict=True), source.sizes(ids), []
    scales = [source.weights[reason.code] * MILLION / one.whole for reason, one in pairs]
    points[:-1] *= np.array(scales)[:, np.newaxis]
    for row, (reason, theirs) in enumerate(zip(found, points, strict=False)):
        if reason.code in sizes:
            np.divide(theirs, sizes[reason.code], out=theirs)
        elif reason.size is not one_size:
            sized.append((row, reason))
    return Worth((*found, TEXT), ids, points, sized, points.sum(axis=0))


def _measured(reason: Reason, evidence: Mapping[int, Any]) -> Measured:
    """All at once, or one by one; a share is its own strength."""
    import numpy as np

    if isinstance(evidence, Shares):
        return Measured(evidence.ids, evidence.parts, evidence.whole)
    if isinstance(evidence, Columns):
        return Measured(evidence.ids, reason.strength(evidence.columns))
    ids = np.fromiter(evidence, dtype=np.int32, count=len(evidence))
    strengths = map(reason.strength, evidence.values())
    return Measured(ids, np.fromiter(strengths, dtype=np.float64, count=len(evidence)))
