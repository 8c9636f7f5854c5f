"""What the network's own past teaches about how much each reason counts, and whether it helps.

A lesson is kept only when it ranks what came last better than what was used, and better than the
defaults. See `examples` for what is asked of the past and `regression` for the method.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from crm.opportunities.learning.examples import (
    CODES,
    Examples,
    Split,
    examples_of,
    judged_of,
    split_of,
)
from crm.opportunities.learning.experience import Example, examples
from crm.opportunities.learning.past import INTERN, NETWORK, History, read_history
from crm.opportunities.learning.regression import (
    Judged,
    Question,
    as_strong,
    fit,
    order_of,
    quality_of,
)
from crm.opportunities.models import Lesson
from crm.opportunities.ranking.weights import factors_at

FEWEST_OUTCOMES = 50
"""With fewer introductions of which the outcome is known, they teach nothing."""
FEWEST_SEEN = 10
"""A reason that fewer examples had keeps its default."""
LEARNED_FROM = 0.7
"""The share of what people judged, the earliest, that is learned from; the rest is to check on."""
LEAST_GAIN = 0.005
"""What is hardly better is chance."""
TOO_LITTLE, NOT_BETTER, BETTER = "te_weinig", "niet_beter", "beter"
LINKS, SCHEMES = "verbindingen", "regelingen"
NOTHING = Examples((), ())
Progress = Callable[[int], None]


def untold(_done: int) -> None:
    """Nobody waits for how far it is."""


def look_back(*, day: date, progress: Progress = untold) -> list[Lesson]:
    """A lesson for each level, not saved: what rests on internal evidence is for its level."""
    return [_lesson(level, day, progress) for level in (NETWORK, INTERN)]


def _lesson(level: int, day: date, progress: Progress) -> Lesson:
    history = read_history(level)
    what, split, asked = _asked(history, day, progress)
    outcomes, judged, checked = _experience(level)
    used = _used(what, split, asked) | {
        "outcomes": outcomes, "judged": len(judged), "judged_checked": len(checked),
    }  # fmt: skip
    lesson = Lesson(level=level, kept=False, result=TOO_LITTLE, factors={}, used=used, quality={})
    if split is None and not judged:
        return lesson
    seen = _seen(asked.learn, judged)
    used["unseen"] = [code for code, count in seen.items() if count < FEWEST_SEEN]
    movable = [count >= FEWEST_SEEN for count in seen.values()]
    factors = as_strong(asked.learn, fit(asked.learn, judged, movable), movable)
    lesson.factors = dict(zip(CODES, factors, strict=True))
    was = factors_at(level)
    before = _quality(asked.check, checked, [was.get(code, 1.0) for code in CODES])
    default = _quality(asked.check, checked, [1.0] * len(CODES))
    after = _quality(asked.check, checked, factors)
    lesson.quality = {"before": before, "default": default, "after": after}
    lesson.kept = _worth(after) >= max(_worth(before), _worth(default)) + LEAST_GAIN
    lesson.result = BETTER if lesson.kept else NOT_BETTER
    return lesson


def _asked(history: History, day: date, progress: Progress) -> tuple[str, Split | None, Examples]:
    """What came later: links, else where hardly any have a day, who received together."""
    for what, all_began in ((LINKS, history.links_began), (SCHEMES, history.companions_began)):
        began = {pair: on for pair, on in all_began.items() if on <= day}
        split = split_of(began.values())
        if split is not None:
            found = examples_of(history, began, split, until=day, progress=progress)
            return what, split, found
    return "", None, NOTHING


def _experience(level: int) -> tuple[int, list[Judged], list[Judged]]:
    """How many outcomes are known, what is learned from and what is checked on.

    The reasons an introduction had were read with internal evidence, so they teach that alone.
    """
    found: list[Example] = examples(level=level) if level == INTERN else []
    outcomes = sum(one.is_outcome for one in found)
    if outcomes < FEWEST_OUTCOMES:
        return outcomes, [], []
    judged = judged_of(found)
    until = round(len(judged) * LEARNED_FROM)
    return outcomes, judged[:until], judged[until:]


def _used(what: str, split: Split | None, asked: Examples) -> dict[str, Any]:
    if split is None:
        return {"what": ""}
    return {
        "what": what,
        "since": split.learn.isoformat(),
        "checked_since": split.check.isoformat() if split.check else None,
        "later": split.later,
        "questions": len(asked.learn),
    }


def _seen(questions: Sequence[Question], judged: Sequence[Judged]) -> dict[str, int]:
    """In how many examples something that came, or was judged, had each reason."""
    counts = dict.fromkeys(CODES, 0)
    for place, code in enumerate(CODES):
        counts[code] += sum(bool((one.points[one.came, place] > 0).any()) for one in questions)
        counts[code] += sum(bool(one.points[place] > 0) for one in judged)
    return counts


def _quality(
    questions: Sequence[Question], judged: Sequence[Judged], factors: Sequence[float]
) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if questions:
        told |= {
            name: round(value, 4) for name, value in asdict(quality_of(questions, factors)).items()
        }
    if judged:
        told["order"] = round(order_of(judged, factors), 4)
    return told


def _worth(quality: Mapping[str, Any]) -> float:
    """One number for how well it did: rankings and what people judged count alike."""
    parts = []
    if "mrr" in quality:
        parts.append((quality["mrr"] + quality["hit5"] + quality["hit10"]) / 3)
    if "order" in quality:
        parts.append(quality["order"])
    return sum(parts) / len(parts) if parts else 0.0
