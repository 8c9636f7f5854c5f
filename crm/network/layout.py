"""Where everybody stands in a picture: pure, deterministic, and the same for the same graph.

Stress majorisation (Gansner, Koren and North 2004): parties stand about as far from each other
as their shortest way is long. Each connected part is laid out by itself, the parts are put
beside each other, and nodes that would cover each other are pushed apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import ndarray

    Places = ndarray[Any, Any]

WIDTH = 1060
MARGIN = 46
STEP = 74.0
"""How far apart two connected parties stand, when there is room."""
NEAREST = 36.0
"""No two nodes come nearer than this, so that each can be pointed at."""
PIVOTS = 24
ROUNDS = 30
PUSHES = 50
RING = 16
"""So many parties fit on one ring around a party."""
MOST_ON_RINGS = 64


@dataclass(frozen=True, slots=True)
class Layout:
    """The size of the drawing, and the place of each node in whole units."""

    width: int
    height: int
    places: dict[str, tuple[int, int]]


def spread(refs: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Layout:
    """A picture of a network without a middle."""
    import numpy as np

    order = sorted(set(refs))
    if not order:
        return Layout(WIDTH, 2 * MARGIN, {})
    distances = _distances(order, pairs)
    parts = _parts(distances)
    drawn = [_part(order, part, distances) for part in parts]
    places, height = _packed(drawn, len(order))
    places = _apart(places, WIDTH, height)
    rounded = np.rint(places).astype(int).tolist()
    found = [order[index] for part in parts for index in part]
    return Layout(WIDTH, height, {ref: (x, y) for ref, (x, y) in zip(found, rounded, strict=True)})


def around(middle: str, refs: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Layout:
    """A picture around one party: who know each other stand side by side on a ring."""
    others = sorted(set(refs) - {middle})
    if len(others) > MOST_ON_RINGS:
        return spread([middle, *others], pairs)
    turned = _around_the_clock(middle, others, list(pairs))
    rings = max(1, -(-len(turned) // RING))
    height = 290 + 9 * min(len(turned), RING) + 100 * (rings - 1)
    places = {middle: (WIDTH // 2, height // 2)}
    for place, ref in enumerate(turned):
        angle = 2 * pi * (place + 0.5) / len(turned) - pi / 2
        reach = 1 - 0.36 * (place % rings) / max(1, rings - 1) if rings > 1 else 1.0
        x = WIDTH / 2 + (WIDTH / 2 - 215) * reach * cos(angle)
        y = height / 2 + (height / 2 - 44) * reach * sin(angle)
        places[ref] = (round(x), round(y))
    return Layout(WIDTH, height, places)


def _around_the_clock(
    middle: str, others: Sequence[str], pairs: list[tuple[str, str]]
) -> list[str]:
    """The others by the direction in which they lie when everybody is drawn."""
    import numpy as np

    if len(others) < 3:
        return list(others)
    order = [middle, *others]
    linked = [*pairs, *((middle, other) for other in others)]
    places = _part(order, list(range(len(order))), _distances(order, linked))
    away = places[1:] - places[0]
    angles = np.round(np.arctan2(away[:, 1], away[:, 0]), 6)
    return [ref for _, ref in sorted(zip(angles.tolist(), others, strict=True))]


def _distances(order: Sequence[str], pairs: Iterable[tuple[str, str]]) -> Places:
    """How many steps everybody is from everybody; infinite when there is no way."""
    import numpy as np

    index = {ref: place for place, ref in enumerate(order)}
    linked = np.zeros((len(order), len(order)), dtype=np.float32)
    for one, other in pairs:
        if one in index and other in index and one != other:
            linked[index[one], index[other]] = linked[index[other], index[one]] = 1
    distances = np.full(linked.shape, np.inf)
    np.fill_diagonal(distances, 0)
    reached = np.eye(len(order), dtype=np.float32)
    for step in range(1, len(order)):
        reached = np.minimum(reached + reached @ linked, 1)
        new = (reached > 0) & np.isinf(distances)
        if not new.any():
            break
        distances[new] = step
    return distances


def _parts(distances: Places) -> list[list[int]]:
    """The connected parts, the largest first, then by the first ref in it."""
    left = set(range(len(distances)))
    parts = []
    for first in range(len(distances)):
        if first in left:
            part = [int(other) for other in (distances[first] < len(distances) + 1).nonzero()[0]]
            left.difference_update(part)
            parts.append(part)
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def _part(order: Sequence[str], part: list[int], distances: Places) -> Places:
    """The places of one connected part, its longest side lying down, its middle at 0,0."""
    import numpy as np

    if len(part) < 3:
        return np.array([[float(place), 0.0] for place in range(len(part))]) - (len(part) - 1) / 2
    ideal = distances[np.ix_(part, part)]
    places = _first_places(ideal) + np.array([_jitter(order[index]) for index in part])
    return _lying(_relaxed(places, ideal))


def _first_places(ideal: Places) -> Places:
    """A good start: scaling by the distances to a few parties far apart (pivot MDS)."""
    import numpy as np

    pivots, nearest = [0], ideal[0]
    while len(pivots) < min(len(ideal), PIVOTS):
        pivots.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, ideal[pivots[-1]])
    squared = ideal[:, pivots] ** 2
    centred = squared - squared.mean(0) - squared.mean(1)[:, None] + squared.mean()
    _, axes = np.linalg.eigh(centred.T @ centred)
    found: Places = centred @ axes[:, :-3:-1]
    return found * (ideal.mean() / max(float(np.abs(found).mean()), 1e-9))


def _relaxed(places: Places, ideal: Places) -> Places:
    """Move everybody until the distances in the picture are like the steps between them."""
    import numpy as np

    count = len(places)
    ideal = ideal + np.eye(count)
    weights = ideal**-2.0
    np.fill_diagonal(weights, 0)
    system = np.diag(weights.sum(1)) - weights + 1.0 / count
    inverse = np.linalg.inv(system)
    pull = weights * ideal
    for _ in range(ROUNDS):
        length = _lengths(places)
        np.fill_diagonal(length, 1)
        ratio = pull / np.maximum(length, 1e-6)
        places = inverse @ (ratio.sum(1)[:, None] * places - ratio @ places)
    return places


def _lengths(places: Places) -> Places:
    import numpy as np

    squares = (places**2).sum(1)
    lengths = squares[:, None] + squares - 2 * (places @ places.T)
    found: Places = np.sqrt(np.maximum(lengths, 0))
    return found


def _lying(places: Places) -> Places:
    """Turn the part so that it is widest from left to right, always the same way up."""
    import numpy as np

    places = places - places.mean(0)
    _, axes = np.linalg.eigh(places.T @ places)
    turned = places @ axes[:, ::-1]
    for axis in (0, 1):
        if (turned[:, axis] ** 3).sum() < 0:
            turned[:, axis] *= -1
    found: Places = turned
    return found


@lru_cache(maxsize=8192)
def _jitter(ref: str) -> tuple[float, float]:
    """A little of its own for each ref, so that those with the same partners do not coincide."""
    digest = sha256(ref.encode()).digest()
    return (digest[0] / 255 - 0.5) / 4, (digest[1] / 255 - 0.5) / 4


def _packed(parts: list[Places], count: int) -> tuple[Places, int]:
    """All parts in one frame: the largest on top, the small ones in rows beneath."""
    import numpy as np

    room = WIDTH - 2 * MARGIN
    main = parts[0]
    sides = np.maximum(main.max(0) - main.min(0), 1e-6)
    step = min(STEP * (1.5 + len(main) / 60), room / sides[0])
    tall = max(NEAREST * 2, min(sides[1] * step, room * _slope(len(main))))
    stretch = np.array([step, tall / sides[1]]) if len(main) > 2 else np.array([STEP * 2, 1.0])
    placed = [(main - main.min(0)) * stretch]
    placed[0][:, 0] += MARGIN + (room - placed[0][:, 0].max()) / 2
    placed[0][:, 1] += MARGIN
    x, y, row = 2.0 * MARGIN, float(placed[0][:, 1].max()) + 1.6 * MARGIN, 0.0
    for part in parts[1:]:
        block = (part - part.min(0)) * STEP
        wide, high = block.max(0)
        if x + wide > WIDTH - 2 * MARGIN:
            x, y, row = 2.0 * MARGIN, y + row + 1.6 * MARGIN, 0.0
        placed.append(block + np.array([x, y]))
        x, row = x + wide + 3 * MARGIN, max(row, high)
    height = max(float(one[:, 1].max()) for one in placed) + MARGIN
    return np.vstack(placed), int(max(height, 3 * MARGIN, _least_height(count)))


def _slope(count: int) -> float:
    """How high a part may be, as a share of its width: more parties need more room."""
    return min(1.0, 0.3 + 0.035 * sqrt(count))


def _least_height(count: int) -> float:
    """The height below which so many nodes could not stand apart."""
    return 2 * MARGIN + count * NEAREST**2 * 1.6 / (WIDTH - 2 * MARGIN)


def _apart(places: Places, width: int, height: int) -> Places:
    """Push nodes apart that would cover each other, inside the frame."""
    import numpy as np

    places = places.copy()
    count = len(places)
    turn = 2 * pi * np.arange(count) / max(1, count)
    places += np.stack([np.cos(turn), np.sin(turn)], axis=1) * 0.01
    for _ in range(PUSHES):
        near = _lengths(places.astype(np.float32))  # precise enough to see who is near
        np.fill_diagonal(near, np.inf)
        ones, others = np.nonzero(near < NEAREST)
        if not len(ones):
            break
        away = places[ones] - places[others]
        length = np.maximum(np.sqrt((away**2).sum(1)), 1e-6)[:, None]
        np.add.at(places, ones, away / length * (NEAREST - length + 0.5) / 2)
        np.clip(places[:, 0], MARGIN, width - MARGIN, out=places[:, 0])
        np.clip(places[:, 1], MARGIN / 1.6, height - MARGIN, out=places[:, 1])
    return places
