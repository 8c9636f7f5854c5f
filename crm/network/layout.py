"""Where everybody stands in a picture: pure, deterministic, and the same for the same graph.

Who is connected stands together (`stress`); each connected part is laid out by itself, the parts
are put beside each other, and nobody stands on another or on another's name (`apart`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING, Any

from crm.network.apart import Room, apart
from crm.network.frames import WIDE, Frame
from crm.network.stress import settled

if TYPE_CHECKING:
    from numpy import ndarray

    Array = ndarray[Any, Any]

BETWEEN = 40
"""From the name of one to the name of the other, when only two are connected."""
MOST_STRETCHED = 2.2
RING = 16
"""So many parties fit on one ring around a party."""
MOST_ON_RINGS = 64


@dataclass(frozen=True, slots=True)
class Layout:
    """The size of the drawing, and the place of each node in whole units."""

    width: int
    height: int
    places: dict[str, tuple[int, int]]


def spread(
    refs: Iterable[str],
    pairs: Iterable[tuple[str, str]],
    *,
    frame: Frame = WIDE,
    rooms: Mapping[str, Room] | None = None,
) -> Layout:
    """A picture of a network without a middle; `rooms` says who needs more than a node does."""
    order = tuple(sorted(set(refs)))
    if not order:
        return Layout(frame.width, 4 * frame.margin, {})
    known = frozenset((one, other) for one, other in pairs)
    needs = _needs(order, frame, rooms)
    found: list[int] = []
    blocks = []
    for part, places in settled(order, known):
        found += part
        blocks.append(_block(places, [needs[index] for index in part], frame))
    placed = _packed(blocks, frame)
    return _finished([order[index] for index in found], placed, [needs[i] for i in found], frame)


def around(
    middle: str,
    refs: Iterable[str],
    pairs: Iterable[tuple[str, str]],
    *,
    frame: Frame = WIDE,
    rooms: Mapping[str, Room] | None = None,
) -> Layout:
    """A picture around one party: who know each other stand side by side on a ring."""
    others = sorted(set(refs) - {middle})
    if len(others) > MOST_ON_RINGS:
        return spread([middle, *others], pairs, frame=frame, rooms=rooms)
    return cleared(ring(middle, others, pairs, frame=frame), frame=frame, rooms=rooms)


def cleared(
    places: Mapping[str, tuple[float, float]],
    *,
    frame: Frame = WIDE,
    rooms: Mapping[str, Room] | None = None,
) -> Layout:
    """These places, moved until there is room for everybody."""
    import numpy as np

    refs = list(places)
    needs = _needs(refs, frame, rooms)
    wanted = np.array([places[ref] for ref in refs], dtype=float) - (frame.margin, 0)
    return _finished(refs, apart(wanted, needs, frame.room), needs, frame)


def ring(
    middle: str, refs: Iterable[str], pairs: Iterable[tuple[str, str]], *, frame: Frame = WIDE
) -> dict[str, tuple[float, float]]:
    """The middle and, around it, the others on one or more rings as tall as the paper asks."""
    turned = _around_the_clock(middle, sorted(set(refs) - {middle}), pairs)
    rings = max(1, -(-len(turned) // RING))
    across = frame.room / 2 - frame.name * (0.5 if frame.is_upright else 1.15)
    height = 250 + (26 if frame.is_upright else 11) * len(turned)
    places = {middle: (frame.width / 2, height / 2)}
    for place, ref in enumerate(turned):
        angle = 2 * pi * (place + 0.5) / len(turned) - pi / 2
        reach = 1 - 0.4 * (place % rings) / max(1, rings - 1) if rings > 1 else 1.0
        x = frame.width / 2 + across * reach * cos(angle)
        places[ref] = (x, height / 2 + height / 2 * reach * sin(angle))
    return places


def _around_the_clock(
    middle: str, others: Sequence[str], pairs: Iterable[tuple[str, str]]
) -> list[str]:
    """The others by the direction in which they lie when everybody is drawn."""
    import numpy as np

    if len(others) < 3:
        return list(others)
    order = (middle, *others)
    linked = frozenset((*pairs, *((middle, other) for other in others)))
    ((part, places),) = settled(order, linked)
    away = places[1:] - places[0]
    angles = np.round(np.arctan2(away[:, 1], away[:, 0]), 6)
    found = [order[index] for index in part[1:]]
    return [ref for _, ref in sorted(zip(angles.tolist(), found, strict=True))]


def _needs(refs: Sequence[str], frame: Frame, rooms: Mapping[str, Room] | None) -> list[Room]:
    half = frame.nearest / 2
    alone = Room(half, half, half, half)
    return [(rooms or {}).get(ref, alone) for ref in refs]


def _block(places: Array, rooms: Sequence[Room], frame: Frame) -> tuple[Array, float, float]:
    """One connected part with its left top at 0,0, and how wide and high it is."""
    import numpy as np

    if len(rooms) < 3:
        wanted = _side_by_side(rooms, frame.room)
    else:
        shape = places[:, ::-1] if frame.is_upright else places
        wanted = _stretched(shape, rooms, frame)
    placed = apart(wanted, rooms, frame.room)
    reach = np.array([(one.left, one.right, one.down) for one in rooms])
    placed[:, 0] -= (placed[:, 0] - reach[:, 0]).min()
    wide = float((placed[:, 0] + reach[:, 1]).max())
    return placed, wide, float((placed[:, 1] + reach[:, 2]).max())


def _side_by_side(rooms: Sequence[Room], width: float) -> Array:
    import numpy as np

    first = rooms[0].left
    if len(rooms) == 1:
        return np.array([[first, rooms[0].up]])
    least = rooms[0].right + rooms[1].left
    apart_by = max(least, min(least + BETWEEN, width - first - rooms[1].right))
    top = max(room.up for room in rooms)
    return np.array([[first, top], [first + apart_by, top]])


def _stretched(places: Array, rooms: Sequence[Room], frame: Frame) -> Array:
    """A part as wide and high as its nodes, names and lines ask."""
    import numpy as np

    sides = np.maximum(places.max(0) - places.min(0), 1e-6)
    paper = frame.air * sum(room.area for room in rooms)
    flattest, steepest = (0.8, 0.3) if frame.is_upright else (2.4, 1.4)
    slope = min(max(sides[0] / sides[1], steepest), flattest)
    wide = min(frame.room, sqrt(paper * slope))
    stretch = np.array([wide, paper / wide]) / sides
    stretch = np.minimum(stretch, MOST_STRETCHED * stretch.min())
    found: Array = (places - places.min(0)) * stretch
    return found


def _packed(blocks: Sequence[tuple[Array, float, float]], frame: Frame) -> Array:
    """All parts in rows, the largest first; every row in the middle."""
    import numpy as np

    gap = 2.0 * frame.letters
    rows: list[list[tuple[Array, float, float]]] = [[]]
    taken = 0.0
    for block in blocks:
        if rows[-1] and taken + gap + block[1] > frame.room:
            rows.append([])
        taken = (taken + gap if rows[-1] else 0.0) + block[1]
        rows[-1].append(block)
    placed, top = [], 0.0
    for row in rows:
        x = (frame.room - sum(wide for _, wide, _ in row) - gap * (len(row) - 1)) / 2
        high = max(high for _, _, high in row)
        for places, wide, own in row:
            placed.append(places + np.array((x, top + (high - own) / 2)))
            x += wide + gap
        top += high + gap / 2
    return np.vstack(placed)


def _finished(refs: Sequence[str], places: Array, rooms: Sequence[Room], frame: Frame) -> Layout:
    """The places in whole units, a margin around them."""
    import numpy as np

    margin = max(frame.margin, 10)
    whole = np.rint(places + np.array((frame.margin, margin))).astype(int).tolist()
    bottom = max(y + room.down for (_, y), room in zip(whole, rooms, strict=True))
    named = {ref: (x, y) for ref, (x, y) in zip(refs, whole, strict=True)}
    return Layout(frame.width, int(bottom + margin), named)
