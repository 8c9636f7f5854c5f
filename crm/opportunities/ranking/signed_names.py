"""The signs of the names of all parties, small, to compare one name with many at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from crm.opportunities.ranking.adjacency import Adjacency
from crm.opportunities.ranking.evidence import Facts
from crm.opportunities.ranking.names import signs_of

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, Whole


USUAL_LENGTH = 24
"""So many signs have room for each name; longer ones take what shorter ones leave."""


class SignedNames:
    """The signs of names by the id of a party; each sign has a number."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._signs = Adjacency()

    def make_room(self, highest: int, many: int) -> None:
        """For ids up to the highest, and the names of so many more."""
        self._signs.make_room(highest, many * USUAL_LENGTH)

    def put(self, ids: Collection[int], facts: Mapping[int, Facts]) -> None:
        """These parties are called this now; of whom there are no facts have no name."""
        number = self._number
        signs = {
            one: [number.setdefault(sign, len(number)) for sign in signs_of(facts[one].name)]
            for one in ids
            if one in facts
        }
        self._signs.put(list(ids), signs)

    def alike(self, own: int, others: Whole) -> Floats:
        """See `evidence.cosine`: of the name of a party with those of others, shape (others,)."""
        import numpy as np

        is_own, own_signs = np.zeros(len(self._number), dtype=np.bool_), self._signs.of(own)
        is_own[own_signs] = True
        lengths, signs = self._signs.gather(others)
        whose = np.arange(len(others)).repeat(lengths)
        common = np.bincount(whose[is_own[signs]], minlength=len(others))
        alike: Floats = common / np.sqrt(np.maximum(1, lengths * len(own_signs)))
        return alike
