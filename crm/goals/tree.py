"""Goals lie under one another, and never under themselves. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def would_circle(goal: int, above: int | None, parents: Mapping[int, int | None]) -> bool:
    """Whether `goal` would lie under itself with `above` as its parent.

    `parents` holds what each goal lies under now. A circle elsewhere ends the walk.
    """
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == goal:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
