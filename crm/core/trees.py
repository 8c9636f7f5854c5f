"""Things lie under one another, and never under themselves. Pure."""

from __future__ import annotations

from collections.abc import Callable


def would_circle(one: int, above: int | None, parent_of: Callable[[int], int | None]) -> bool:
    """Whether `one` would lie under itself with `above` as its parent.

    `parent_of` says what each lies under now. A circle elsewhere ends the walk.
    """
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == one:
            return True
        seen.add(above)
        above = parent_of(above)
    return False
