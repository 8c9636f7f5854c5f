"""A long list outside memory: for what is made of every row of a large file."""

from __future__ import annotations

import pickle
import weakref
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Generic, TypeVar

T = TypeVar("T")
BLOCK = 1000


class Spool(Generic[T]):
    """A list that grows at its end and is read from its start, as often as you like.

    Only the last block is in memory; the others are in a file without a name, which goes with the
    list. What is read is a copy: changing it changes nothing here.
    """

    def __init__(self, values: Iterable[T] = ()) -> None:
        self._fresh: list[T] = []
        self._sizes: list[int] = []
        self._file: IO[bytes] | None = None
        self.extend(values)

    def append(self, value: T) -> None:
        """Add one value."""
        self._fresh.append(value)
        if len(self._fresh) == BLOCK:
            self._put_away()

    def extend(self, values: Iterable[T]) -> None:
        """Add values."""
        for value in values:
            self.append(value)

    def __len__(self) -> int:
        return len(self._sizes) * BLOCK + len(self._fresh)

    def __iter__(self) -> Iterator[T]:
        for block in self.blocks():
            yield from block

    def blocks(self) -> Iterator[list[T]]:
        """The values, as many at once as are kept together."""
        start = 0
        for size in self._sizes:
            yield self._read(start, size)
            start += size
        if self._fresh:
            yield self._fresh[:]

    def _read(self, start: int, size: int) -> list[T]:
        assert self._file is not None
        self._file.seek(start)
        # nobody else can reach a file without a name
        block: list[T] = pickle.loads(self._file.read(size))  # noqa: S301 (own file)
        return block

    def _put_away(self) -> None:
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 (it goes with the list)
            weakref.finalize(self, self._file.close)
        packed = pickle.dumps(self._fresh, pickle.HIGHEST_PROTOCOL)
        self._file.seek(sum(self._sizes))
        self._file.write(packed)
        self._sizes.append(len(packed))
        self._fresh = []
