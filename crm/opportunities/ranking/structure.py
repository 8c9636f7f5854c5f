"""Who shares partners with whom in a whole network: sparse products, some parties at a time.

The product of the links with themselves holds every pair that shares a partner; made for a block
of parties at a time it takes the same memory in a network of any size.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crm.opportunities.ranking.columns import Columns
from crm.opportunities.ranking.evidence import Shared
from crm.opportunities.ranking.numbers import weights_as_partner
from crm.opportunities.ranking.whole import WholeNetwork

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

    from crm.opportunities.ranking.columns import Whole

BLOCK = 2048
ONCE = 1 << 40
"""What one shared partner adds to a count: more than all weights (in millionths) together."""


class Structure:
    """The links of a network as a sparse matrix, a row for each of `parties`.

    `pairs`: both ways, shape (links, 2), as numbers of rows; `links`: how many each party has.
    """

    def __init__(self, pairs: NDArray[int64], links: NDArray[int64]) -> None:
        import numpy as np
        from scipy import sparse

        size = (len(links), len(links))
        ones = np.ones(len(pairs), dtype=np.int64)
        self.linked = sparse.csr_array((ones, (pairs[:, 0], pairs[:, 1])), size)
        self.linked.data[:] = 1  # two links between the same parties are one way
        weights = weights_as_partner(links)
        worth = np.where(weights > 0, ONCE + weights, 0)
        self._onward = (sparse.diags_array(worth, dtype=np.int64) @ self.linked).tocsr()
        self._onward.eliminate_zeros()

    def shared(self, start: int) -> Any:
        """For a block of rows who shares partners: a sparse array of how many * ONCE + weight."""
        return self.linked[start : start + BLOCK] @ self._onward


class LargeNetwork(WholeNetwork):
    """The whole network for commands that rank every party in turn."""

    _block = -1

    def shared_partners(self, party: int) -> Columns[Shared]:
        """See `Source`; the parties of a block are found together."""
        block, row = divmod(self._row_of[party], BLOCK)
        if block != self._block:
            self._block, self._shared = block, self.structure.shared(block * BLOCK)
        here = slice(*self._shared.indptr[row : row + 2])
        rows, found = self._shared.indices[here], self._shared.data[here]
        order = self._ids[rows].argsort()
        rows, found = rows[order], found[order]
        shared = Shared(found // ONCE, found % ONCE, self._degrees[rows])
        known: Columns[Shared] = Columns(self._ids[rows], shared)
        return known.where(known.ids != party)

    @cached_property
    def _row_of(self) -> Mapping[int, int]:
        return {one: row for row, one in enumerate(self.parties)}

    @cached_property
    def _ids(self) -> Whole:
        import numpy as np

        return np.array(self.parties, dtype=np.int64)

    @cached_property
    def _degrees(self) -> Whole:
        import numpy as np

        degrees = [one.degree for one in self.facts(self.parties).values()]
        return np.array(degrees, dtype=np.int64)

    @cached_property
    def structure(self) -> Structure:
        """Its links; made when first asked for."""
        import numpy as np

        lengths, others = self.network.links.gather(self._ids)
        rising = self._ids.argsort()
        places = self._ids.searchsorted(others, sorter=rising)
        rows = rising[np.minimum(places, len(rising) - 1)]
        pairs = np.column_stack((np.repeat(np.arange(len(lengths)), lengths), rows))
        return Structure(pairs[self._ids[rows] == others], self._degrees)
