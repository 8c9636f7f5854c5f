"""Evidence about many parties at once: a column for each number, worked with as a whole.

What is asked of one party out of them comes as Python's own numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from numpy import bool_, float64, signedinteger
    from numpy.typing import NDArray

    IdArray = NDArray[Any]
    Whole = NDArray[signedinteger[Any]]
    Floats = NDArray[float64]
    Flags = NDArray[bool_]

T = TypeVar("T")


class Columns(Mapping[int, T]):
    """Evidence by the id of a party.

    `ids`: rising, shape (parties,). `columns`: numbers of that shape, or a tuple of such.
    """

    def __init__(self, ids: Whole, columns: Any) -> None:
        self.ids, self.columns = ids, columns

    def where(self, wanted: Flags) -> Columns[T]:
        """Of those parties only; shape (parties,)."""
        return Columns(self.ids[wanted], self._taken(lambda column: column[wanted]))

    def none(self) -> Columns[T]:
        """Of nobody."""
        return Columns(self.ids[:0], self._taken(lambda column: column[:0]))

    def _taken(self, take: Callable[[Any], Any]) -> Any:
        columns = self.columns
        if isinstance(columns, tuple):
            return type(columns)(*map(take, columns))
        return take(columns)

    def __getitem__(self, party: int) -> T:
        """The evidence about one party."""
        place = self.place_of(party)
        if place is None:
            raise KeyError(party)
        return cast(T, self._taken(lambda column: column[place].item()))

    def place_of(self, party: int) -> int | None:
        """Where a party stands, when something is known of it."""
        place = int(self.ids.searchsorted(party))
        return place if place < len(self.ids) and self.ids[place] == party else None

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids.tolist())

    def __len__(self) -> int:
        return len(self.ids)


class Shares(Mapping[int, float]):
    """Parts of a whole by the id of a party, which has all of its parts together.

    `ids`: in any order, a party as often as it has a part; `parts`: of shape (parts,).
    """

    def __init__(self, ids: IdArray, parts: Floats, whole: float) -> None:
        self.ids, self.parts, self.whole = ids, parts, whole

    @cached_property
    def summed(self) -> Columns[float]:
        """The share of each party."""
        ids, sums = summed(self.ids, self.parts)
        return Columns(ids, sums / self.whole)

    def __bool__(self) -> bool:
        return len(self.ids) > 0

    def __getitem__(self, party: int) -> float:
        """The share of one party."""
        return self.summed[party]

    def __iter__(self) -> Iterator[int]:
        return iter(self.summed)

    def __len__(self) -> int:
        return len(self.summed)


def array_of(parties: Iterable[int]) -> IdArray:
    """The ids of parties, in half the room."""
    import numpy as np

    return np.array(sorted(parties), dtype=np.int32)


def turned(rows: Iterable[tuple[int, ...]], width: int) -> Whole:
    """Rows of so many whole numbers as columns, shape (width, rows), ordered by the first."""
    import numpy as np

    return np.array(sorted(rows), dtype=np.int64).reshape(-1, width).T


def distinct(ids: IdArray) -> Whole:
    """The ids there are, rising, each once."""
    import numpy as np

    ordered = np.sort(ids.astype(np.int32, copy=False))  # in half the room, in half the time
    first = np.empty(len(ordered), dtype=np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first].astype(np.int64)


def placed(ids: IdArray, every: Whole) -> Whole:
    """The place of each id among these, that rise and hold all of them; shape (ids,)."""
    import numpy as np

    place = np.empty(every[-1] + 1 if len(every) else 0, dtype=np.int64)
    place[every] = np.arange(len(every))
    found: Whole = place[ids]
    return found


def counted(ids: IdArray) -> tuple[Whole, Whole]:
    """The ids there are, rising, and how often each is there."""
    import numpy as np

    every = distinct(ids)
    return every, np.bincount(placed(ids, every), minlength=len(every))


def summed(ids: IdArray, weights: NDArray[Any]) -> tuple[Whole, Floats]:
    """By id the sum of its weights; whole numbers stay whole up to 2 ** 53."""
    import numpy as np

    every = distinct(ids)
    return every, cast("Floats", np.bincount(placed(ids, every), weights, len(every)))


def places_of(some: IdArray, ids: Whole) -> Whole:
    """Where those of some ids that stand among others, which rise, stand there."""
    import numpy as np

    if not len(ids):
        return np.zeros(0, dtype=np.int64)
    places = np.minimum(ids.searchsorted(some), len(ids) - 1)
    found: Whole = places[ids[places] == some]
    return found
