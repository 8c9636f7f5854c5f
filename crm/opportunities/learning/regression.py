"""Fitting by how much each reason is to be multiplied, so that what came stands above what did not.

A listwise logistic regression with a normal prior around the defaults: every factor stays between
LEAST and MOST, and without examples it stays 1. Values in, values out; the same examples give the
same factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

LEAST, MOST = 0.25, 4.0
SPREAD = 0.5
"""How far from the default a factor is expected to be: the deviation of its logarithm."""
ROUNDS, STEP = 300, 0.05
BALANCING = 8


@dataclass(frozen=True)
class Question:
    """A ranking of the past: points by candidate and reason, and which candidates came."""

    points: Numbers
    came: Numbers


@dataclass(frozen=True)
class Judged:
    """A pair that people judged: points by reason, and how well it went, 0 to 1."""

    points: Numbers
    worth: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How well rankings did: `mrr` the mean of one divided by the place of the first that came,
    and the share with one among the first five, and ten. All from 0 to 1.
    """

    questions: int
    mrr: float
    hit5: float
    hit10: float


def quality_of(questions: Sequence[Question], factors: Sequence[float]) -> Quality:
    """How well the questions are answered with these factors."""
    import numpy as np

    places = [_first_place(one, np.asarray(factors)) for one in questions]
    count = max(1, len(places))
    return Quality(
        len(places),
        sum(1 / place for place in places if place) / count,
        sum(0 < place <= 5 for place in places) / count,
        sum(0 < place <= 10 for place in places) / count,
    )


def _first_place(question: Question, factors: Numbers) -> int:
    """The place of the first that came, from 1; 0 when it is not there. Equals stand before it."""
    if not question.came.any():
        return 0
    scores = question.points @ factors
    return 1 + int((scores[~question.came] >= scores[question.came].max()).sum())


def order_of(judged: Sequence[Judged], factors: Sequence[float]) -> float:
    """How often, of two that were judged apart, the better one scores higher: 0 to 1."""
    import numpy as np

    apart, by = _pairs(judged)
    if not len(by):
        return 0.5
    ahead = apart @ np.asarray(factors)
    return float(((ahead > 0) + 0.5 * (ahead == 0)) @ by / by.sum())


def _pairs(judged: Sequence[Judged]) -> tuple[Numbers, Numbers]:
    """For each two that were judged apart the difference in points, and in how well it went."""
    import numpy as np

    if not judged:
        return np.zeros((0, 0)), np.zeros(0)
    points = np.stack([one.points for one in judged])
    worth = np.array([one.worth for one in judged])
    better, worse = np.nonzero(worth[:, None] > worth[None, :])
    return points[better] - points[worse], worth[better] - worth[worse]


def fit(
    questions: Sequence[Question], judged: Sequence[Judged], movable: Sequence[bool]
) -> list[float]:
    """A factor by reason, two decimals; 1 for those that are not movable.

    The steps of Adam (Kingma and Ba, 2015) on the logarithms of the factors and of what points
    are divided by, of questions and of pairs apart.
    """
    import numpy as np

    moves = np.append(np.asarray(movable, dtype=float), [1.0, 1.0])
    at = np.append(np.zeros(len(movable)), [log(0.1), log(0.1)])
    slope = _Slope([one for one in questions if one.came.any() and not one.came.all()], judged)
    mean, square = np.zeros_like(at), np.zeros_like(at)
    for turn in range(1, ROUNDS + 1):
        gradient = slope(at) * moves
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        step = (mean / (1 - 0.9**turn)) / (np.sqrt(square / (1 - 0.99**turn)) + 1e-9)
        at = at - STEP * step
        at[:-2] = np.clip(at[:-2], log(LEAST), log(MOST))
    return [round(float(one), 2) for one in np.exp(at[:-2])]


def as_strong(
    questions: Sequence[Question], factors: Sequence[float], movable: Sequence[bool]
) -> list[float]:
    """The same factors, all larger or smaller, so that the best are as strong as by the defaults.

    Which comes first is what was learned; `sterk` has to go on meaning what it meant.
    """
    import numpy as np

    moves, goal = np.asarray(movable), _strength(questions, np.ones(len(factors)))
    found = np.asarray(factors, dtype=float)
    for _ in range(BALANCING if goal else 0):
        ratio = goal / max(_strength(questions, found), 1e-9)
        found = np.where(moves, np.clip(found * ratio, LEAST, MOST), found)
    return [round(float(one), 2) for one in found]


def _strength(questions: Sequence[Question], factors: Numbers) -> float:
    """The points of the first ten of every question together."""
    import numpy as np

    return sum(float(np.sort(one.points @ factors)[-10:].sum()) for one in questions)


class _Slope:
    """The gradient of what is to be made small: surprise at what came, and distance from 1."""

    def __init__(self, questions: Sequence[Question], judged: Sequence[Judged]) -> None:
        import numpy as np

        self._points = [one.points for one in questions]
        came = [one.came for one in questions]
        self._came: Numbers = np.concatenate(came) if came else np.zeros(0)
        self._all = np.concatenate(self._points) if questions else np.zeros((0, 0))
        sizes = [len(one.came) for one in questions]
        self._starts = np.cumsum([0, *sizes[:-1]]) if sizes else np.zeros(0, dtype=int)
        self._of = np.repeat(np.arange(len(sizes)), sizes)
        self._apart, self._by = _pairs(judged)
        self._judged = len(judged)

    def __call__(self, at: Numbers) -> Numbers:
        """The gradient at the logarithms of the factors and of both divisors."""
        import numpy as np

        factors = np.exp(at[:-2])
        slope = np.append(at[:-2] / SPREAD**2, [0.0, 0.0])
        for place, found in ((-2, self._of_questions), (-1, self._of_pairs)):
            by_factor = found(factors, float(np.exp(at[place])))
            if by_factor is not None:
                slope[:-2] += by_factor * factors
                slope[place] += by_factor @ factors
        return slope

    def _of_questions(self, factors: Numbers, scale: float) -> Numbers | None:
        """By factor; each question weighs one, however many came."""
        import numpy as np

        if not len(self._all):
            return None
        scores = scale * (self._all @ factors)
        scores = scores - np.maximum.reduceat(scores, self._starts)[self._of]
        likely = np.exp(scores)
        came, missed = likely * self._came, likely * (1 - self._came)
        others = np.add.reduceat(missed, self._starts)[self._of]
        each = np.add.reduceat(self._came.astype(float), self._starts)[self._of]
        with_others = np.where(self._came, 1 / np.maximum(likely + others, 1e-12), 0.0)
        total = np.add.reduceat(with_others, self._starts)[self._of]
        pull = np.where(self._came, came * with_others - 1, missed * total) / each
        return scale * (pull @ self._all)

    def _of_pairs(self, factors: Numbers, scale: float) -> Numbers | None:
        """By factor; all pairs together weigh as many as there are judged."""
        import numpy as np

        if not len(self._by):
            return None
        ahead = np.clip(scale * (self._apart @ factors), -500, 500)
        pull = -self._by / (1 + np.exp(ahead)) * (self._judged / self._by.sum())
        return scale * (pull @ self._apart)
