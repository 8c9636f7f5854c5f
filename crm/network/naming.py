"""Names in a picture: on which side of the node, out of the way of lines and of each other. Pure.

Nobody's name covers a node or another name; of the sides that are left, a name takes the one
that the fewest lines run through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.network.apart import Room
from crm.network.frames import Frame
from crm.network.wrapping import width_of, wrapped

if TYPE_CHECKING:
    from numpy import ndarray

    Array = ndarray[Any, Any]

DISC = 13
MIDDLE_DISC = 18
OF_MIDDLE = 1.2
"""How much larger the name in the middle is written."""
COVERS, PASSES, SIDES = 100.0, 1.0, 0.12
"""What it costs to cover a name or node, to lie across a line, and per less favoured side."""
Point = tuple[int, int]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a node; `x` and `y` are 1, 0 or -1 of the way from its middle."""

    x: int
    y: int

    @property
    def anchor(self) -> str:
        """Which end of a line of text is held."""
        return {0: "middle", 1: "start", -1: "end"}[self.x]


BELOW, ABOVE, RIGHT, LEFT = Side(0, 1), Side(0, -1), Side(1, 0), Side(-1, 0)
EVERY_SIDE = (BELOW, ABOVE, RIGHT, LEFT)


@dataclass(frozen=True, slots=True)
class Name:
    """A name beside its node: its lines, where the first begins from the node, and how wide."""

    lines: tuple[str, ...]
    x: int
    y: int
    anchor: str
    is_shown: bool
    line: int

    @property
    def text(self) -> str:
        """The name as it is read aloud."""
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Label:
    """The lines of a name and their size, before it has a side."""

    lines: tuple[str, ...]
    wide: float
    line: int
    disc: int

    def box(self, side: Side) -> Box:
        """What the name covers from the middle of its node: left, top, right, bottom."""
        high = self.line * len(self.lines)
        if side.x:
            near, far = self.disc + 3.0, self.disc + 3.0 + self.wide
            left, right = (near, far) if side.x > 0 else (-far, -near)
            return left, -high / 2, right, high / 2
        top = self.disc + 1.0 if side.y > 0 else -self.disc - 1.0 - high
        return -self.wide / 2, top, self.wide / 2, top + high

    def room(self, side: Side, air: float = 5.0) -> Room:
        """The node and its name together, with a little air around them."""
        left, top, right, bottom = self.box(side)
        disc = float(self.disc)
        return Room(
            max(disc, -left) + air,
            max(disc, right) + air,
            max(disc, -top) + air,
            max(disc, bottom) + air,
        )

    def named(self, side: Side, *, is_shown: bool) -> Name:
        """The name at this side."""
        left, top, right, _ = self.box(side)
        x = {"start": left, "middle": 0, "end": right}[side.anchor]
        y = top + self.line * 0.78
        return Name(self.lines, round(x), round(y), side.anchor, is_shown, self.line)


def label_of(name: str, frame: Frame, *, is_middle: bool = False) -> Label:
    """A name wrapped for this paper."""
    letters = frame.letters * (OF_MIDDLE if is_middle else 1.0)
    lines = wrapped(name, frame.name / letters * (1.2 if is_middle else 1.0))
    wide = max(width_of(line) for line in lines) * letters * (1.08 if is_middle else 1.0)
    line = round(frame.line * OF_MIDDLE) if is_middle else frame.line
    return Label(lines, wide, line, MIDDLE_DISC if is_middle else DISC)


def sided(
    labels: Mapping[str, Label],
    places: Mapping[str, Point],
    sides: Mapping[str, Side],
    segments: Sequence[tuple[str, str]],
    size: tuple[int, int],
) -> dict[str, Side]:
    """The side of each shown name: its own, unless another lies in the way of fewer lines.

    `sides` are the sides for which there is room; `size` is the width and height of the paper.
    """
    import numpy as np

    refs = list(labels)
    found = dict(sides)
    if not refs:
        return found
    discs = np.array([(x - 12, y - 12, x + 12, y + 12) for x, y in places.values()], dtype=float)
    names = np.array([_boxed(labels[ref].box(found[ref]), places[ref]) for ref in refs])
    ends = np.array([(*places[a], *places[b]) for a, b in segments], dtype=float).reshape(-1, 4)
    for turn, ref in enumerate(refs):
        others = np.vstack([discs, np.delete(names, turn, axis=0)])
        costs = []
        for less, side in enumerate(dict.fromkeys((sides[ref], *EVERY_SIDE))):
            box = _boxed(labels[ref].box(side), places[ref])
            covered = COVERS * (_covered(box, others) + _outside(box, size))
            costs.append((covered + PASSES * _passed(box, ends) + SIDES * less, side, box))
        _, found[ref], names[turn] = min(costs, key=lambda cost: cost[0])
    return found


def _boxed(box: Box, place: Point) -> Box:
    x, y = place
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


def _covered(box: Box, others: Array) -> int:
    left, top, right, bottom = box
    return int(
        (
            (left < others[:, 2])
            & (others[:, 0] < right)
            & (top < others[:, 3])
            & (others[:, 1] < bottom)
        ).sum()
    )


def _outside(box: Box, size: tuple[int, int]) -> bool:
    return box[0] < 1 or box[1] < 1 or box[2] > size[0] - 1 or box[3] > size[1] - 1


def _passed(box: Box, ends: Array) -> float:
    """How many lines run through a box; one that only grazes it counts less."""
    import numpy as np

    if not len(ends):
        return 0.0
    start, step = ends[:, :2], ends[:, 2:] - ends[:, :2]
    step = np.where(np.abs(step) < 1e-9, 1e-9, step)
    one, other = (np.array(box[:2]) - start) / step, (np.array(box[2:]) - start) / step
    enters = np.maximum(np.minimum(one, other).max(axis=1), 0)
    leaves = np.minimum(np.maximum(one, other).min(axis=1), 1)
    inside = np.maximum(leaves - enters, 0) * np.sqrt((step**2).sum(axis=1))
    return float(np.clip(inside / 30, 0, 1).sum())
