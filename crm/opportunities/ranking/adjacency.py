"""Who stands with whom, in one flat array: the partners of many are taken at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import IdArray, Whole


class Adjacency:
    """The ids that stand with each id, rising.

    What is put again goes to the end; what stood there stays behind until the room is used up.
    """

    def __init__(self) -> None:
        import numpy as np

        self._start: Whole = np.zeros(0, dtype=np.int64)
        self._length: Whole = np.zeros(0, dtype=np.int64)
        self._flat: IdArray = np.zeros(0, dtype=np.int32)
        self._used = 0

    def put(self, ids: Sequence[int], others: Mapping[int, Collection[int]]) -> None:
        """With these stand those others now, and nobody else."""
        import numpy as np

        lists = [sorted(others.get(one, ())) for one in ids]
        lengths = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
        flat = np.fromiter(chain.from_iterable(lists), np.int32, int(lengths.sum()))
        self.make_room(max(max(ids, default=0), flat.max(initial=0)), len(flat))
        self._start[list(ids)] = self._used + lengths.cumsum() - lengths
        self._length[list(ids)] = lengths
        self._flat[self._used : self._used + len(flat)] = flat
        self._used += len(flat)

    def make_room(self, highest: int, more: int) -> None:
        """For ids up to the highest, and so many more beside them; unused room takes no memory."""
        import numpy as np

        new = highest + 1 - len(self._start)
        if new > 0:
            new += highest // 2
            self._start, self._length = (
                np.pad(each, (0, new)) for each in (self._start, self._length)
            )
        if self._used + more > len(self._flat):
            lengths, used = self.gather(np.arange(len(self._start)))
            self._start, self._used = lengths.cumsum() - lengths, len(used)
            self._flat = np.zeros(len(used) + more + len(used) // 2, dtype=np.int32)
            self._flat[: len(used)] = used

    def of(self, one: int) -> IdArray:
        """Who stand with one."""
        if one >= len(self._start):
            return self._flat[:0]
        start = self._start[one]
        return self._flat[start : start + self._length[one]]

    def gather(self, ids: IdArray) -> tuple[Whole, IdArray]:
        """How many stand with each of these, and who, one list after the other."""
        import numpy as np

        lengths = self._length[ids]
        ends = lengths.cumsum()
        shift = (self._start[ids] - ends + lengths).repeat(lengths)
        return lengths, self._flat[shift + np.arange(len(shift))]
