"""Room for everybody: boxes that would cover each other are pushed apart. Pure, deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import ndarray

    Array = ndarray[Any, Any]

PUSHES = 50
PUSH = 0.3
"""Which part of what covers another is pushed away at a time, from each side."""


@dataclass(frozen=True, slots=True)
class Room:
    """How far a node and its name reach from the middle of the node, to each side."""

    left: float
    right: float
    up: float
    down: float

    @property
    def area(self) -> float:
        """What it covers."""
        return (self.left + self.right) * (self.up + self.down)


def apart(places: Array, rooms: Sequence[Room], width: float) -> Array:
    """The places so moved that no room covers another, from 0 to `width`, the top at 0.

    Neighbours are pushed aside a little at a time; who cannot go aside goes down.
    """
    import numpy as np

    reach = np.array([(one.left, one.right, one.up, one.down) for one in rooms])
    sizes = np.stack([reach[:, 0] + reach[:, 1], reach[:, 2] + reach[:, 3]], axis=1)
    shift = np.stack([reach[:, 1] - reach[:, 0], reach[:, 3] - reach[:, 2]], axis=1) / 2
    turn = 2 * pi * np.arange(len(places)) / max(1, len(places))
    middles = places + shift + np.stack([np.cos(turn), np.sin(turn)], axis=1) * 0.01
    across, down = (middles[:, axis].copy() for axis in (0, 1))
    wide, high = ((sizes[:, axis, None] + sizes[:, axis]) / 2 for axis in (0, 1))
    nearest = sizes[:, 0] / 2
    farthest = np.maximum(width - nearest, nearest)
    for _ in range(PUSHES):
        across = np.clip(across, nearest, farthest)
        if not _pushed(across, down, wide, high):
            break
    across = np.clip(across, nearest, farthest)
    down = _sunk(across, down, wide, high)
    down -= (down - sizes[:, 1] / 2).min()
    found: Array = np.stack([across, down], axis=1) - shift
    return found


def _pushed(across: Array, down: Array, wide: Array, high: Array) -> bool:
    """Push every two that cover each other along the side on which they do so least."""
    import numpy as np

    ones, others = _covering(across, down, wide, high)
    if not len(ones):
        return False
    aside, below = across[ones] - across[others], down[ones] - down[others]
    over_aside = wide[ones, others] - np.abs(aside)
    over_below = high[ones, others] - np.abs(below)
    goes_aside = over_aside < over_below
    step = np.where(goes_aside, over_aside, over_below) + 0.5
    step *= np.where(np.where(goes_aside, aside, below) < 0, -PUSH, PUSH)
    np.add.at(across, ones[goes_aside], step[goes_aside])
    np.add.at(down, ones[~goes_aside], step[~goes_aside])
    return True


def _covering(across: Array, down: Array, wide: Array, high: Array) -> tuple[Array, Array]:
    """Every two that cover each other, in both orders; single precision is enough to see it."""
    import numpy as np

    x, y = across.astype(np.float32), down.astype(np.float32)
    covers = np.abs(x[:, None] - x) < wide
    covers &= np.abs(y[:, None] - y) < high
    np.fill_diagonal(covers, val=False)
    ones, others = np.divmod(np.flatnonzero(covers), len(x))
    return ones, others


def _sunk(across: Array, down: Array, wide: Array, high: Array) -> Array:
    """Whoever still covers another goes down until there is room: from top to bottom."""
    import numpy as np

    down = down.copy()
    order = np.argsort(down, kind="stable")
    beside = np.abs(across[:, None] - across) < wide - 1e-6
    for turn, one in enumerate(order):
        above = order[:turn][beside[one, order[:turn]]]
        while len(above):
            held = above[np.abs(down[one] - down[above]) < high[one, above] - 1e-6]
            if not len(held):
                break
            down[one] = (down[held] + high[one, held]).max()
    return down
