"""What arithmetic asks of parties, in arrays by their ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from crm.opportunities.ranking.evidence import MILLION, Facts
from crm.opportunities.ranking.listings import NOBODY, Listing
from crm.opportunities.ranking.reasons import REASONS, one_size
from crm.opportunities.ranking.roles import KIND_NUMBERS
from crm.opportunities.ranking.statements import MOST_LINKS

if TYPE_CHECKING:
    from numpy import float64, int16, int64, uint64
    from numpy.typing import NDArray

    from crm.opportunities.ranking.columns import IdArray, Whole

UNUSABLE = -1
"""The kind of a party that may not be used, or that is not there."""
BITS = 64
SIZED = [reason for reason in REASONS if reason.size is not one_size]


def weights_as_partner(degrees: Whole) -> Whole:
    """What each is worth as a shared partner, in millionths; 0 with no or too many links."""
    import numpy as np

    brings = (degrees > 0) & (degrees <= MOST_LINKS)
    return np.where(brings, MILLION // np.maximum(degrees, 1), 0)


class Numbers:
    """Arrays with a place for each id, and room for more.

    `degree`; `weight`: what it is worth as a shared partner, in millionths, 0 with too many links;
    `kind`: see KIND_NUMBERS, or UNUSABLE; `themes` and `areas`: how many it has; `sizes`: by the
    code of a reason that has one.
    """

    def __init__(self, themes: Iterable[int]) -> None:
        import numpy as np

        self.degree: NDArray[int64] = np.zeros(0, dtype=np.int64)
        self.weight: NDArray[int64] = np.zeros(0, dtype=np.int64)
        self.kind: NDArray[int16] = np.zeros(0, dtype=np.int16)
        self.themes: NDArray[int16] = np.zeros(0, dtype=np.int16)
        self.areas: NDArray[int16] = np.zeros(0, dtype=np.int16)
        self.sizes: dict[str, NDArray[float64]] = {one.code: np.ones(0) for one in SIZED}
        self._bit = {theme: divmod(place, BITS) for place, theme in enumerate(sorted(themes))}
        words = -(-len(self._bit) // BITS)
        self._which_themes: NDArray[uint64] = np.zeros((words, 0), dtype=np.uint64)

    def make_room(self, highest: int) -> None:
        """Have a place for each id up to the highest, and for half as many new ones.

        A place that nobody took is of a party that may not be used.
        """
        import numpy as np

        more = highest + 1 - len(self.kind)
        if more > 0:
            more += highest // 2
            for name in ("degree", "weight", "themes", "areas"):
                setattr(self, name, np.pad(getattr(self, name), (0, more)))
            self.kind = np.pad(self.kind, (0, more), constant_values=UNUSABLE)
            for code, size in self.sizes.items():
                self.sizes[code] = np.pad(size, (0, more), constant_values=1)
            self._which_themes = np.pad(self._which_themes, ((0, 0), (0, more)))

    def put(
        self, ids: Collection[int], facts: Mapping[int, Facts], themes: Listing, areas: Listing
    ) -> None:
        """These parties are this now; of whom there are no facts may not be used."""
        import numpy as np

        places = np.fromiter(ids, dtype=np.int64, count=len(ids))
        known = [facts.get(one) for one in ids]
        degrees = np.array([one.degree if one else 0 for one in known], dtype=np.int64)
        self.degree[places] = degrees
        self.weight[places] = weights_as_partner(degrees)
        self.kind[places] = [KIND_NUMBERS[one.kind] if one else UNUSABLE for one in known]
        self.areas[places] = [len(areas.of.get(one, NOBODY)) for one in ids]
        self.themes[places] = [len(themes.of.get(one, NOBODY)) for one in ids]
        for reason in SIZED:
            self.sizes[reason.code][places] = [reason.size(one) if one else 1 for one in known]
        self._which_themes[:, places] = 0
        for one in ids:
            # a theme that is newer has an event, and after that everything is read again
            for theme in self._bit.keys() & themes.of.get(one, NOBODY):
                word, bit = self._bit[theme]
                self._which_themes[word, one] |= np.uint64(1 << bit)

    def shared_themes(self, party: int, others: IdArray) -> Whole:
        """How many themes each of the others has in common with a party, shape (others,)."""
        import numpy as np

        shared = np.zeros(len(others), dtype=np.int64)
        for which in self._which_themes:  # most often one: few places name more than BITS themes
            shared += np.bitwise_count(which[others] & which[party])
        return shared
