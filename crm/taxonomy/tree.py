"""A list as a tree: every entry under the one it belongs to, with its depth. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar


class Node(Protocol):
    """Something that may lie under another."""

    @property
    def id(self) -> int: ...


Item = TypeVar("Item", bound=Node)


def in_tree(items: Sequence[Item]) -> list[tuple[Item, int]]:
    """The entries with their depth from 0, each after the one above it, in the order given.

    What lies in a circle comes last, at depth 0: nothing disappears from a list.
    """
    below: dict[int | None, list[Item]] = defaultdict(list)
    known = {item.id for item in items}
    for item in items:
        above = getattr(item, "parent_id", None)
        below[above if above in known else None].append(item)
    found = list(_down(below, None, 0))
    placed = {item.id for item, _ in found}
    return found + [(item, 0) for item in items if item.id not in placed]


def _down(
    below: dict[int | None, list[Item]], above: int | None, depth: int
) -> Iterator[tuple[Item, int]]:
    for item in below.get(above, ()):
        yield item, depth
        yield from _down(below, item.id, depth + 1)
