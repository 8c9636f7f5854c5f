"""How far apart parties should stand: steps between them, and places that look like it. Pure.

Stress majorisation (Gansner, Koren and North 2004): parties stand about as far from each other
as their shortest way is long. One unit is one step; each connected part is settled by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import ndarray

    Places = ndarray[Any, Any]

PIVOTS = 24
ROUNDS = 30
KEPT = 16
"""So many settled networks are kept: a picture is laid out for more than one width."""


@lru_cache(maxsize=KEPT)
def settled(
    order: tuple[str, ...], pairs: frozenset[tuple[str, str]]
) -> list[tuple[list[int], Places]]:
    """The connected parts, the largest first: who is in it (as places in `order`), and where.

    What is returned is shared: make a new array of it, never change it.
    """
    distances = _distances(order, pairs)
    return [(part, _part(order, part, distances)) for part in _parts(distances)]


def _distances(order: Sequence[str], pairs: frozenset[tuple[str, str]]) -> Places:
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
