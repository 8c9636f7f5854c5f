"""Questions to the past: whom would we have suggested on a day, and who came after it?

Groups (what parties take part in) and others are asked about apart: that a register names few
groups says nothing about whom to meet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.opportunities.learning.experience import Example
from crm.opportunities.learning.past import History, Pair, Past
from crm.opportunities.learning.regression import Judged, Question
from crm.opportunities.ranking.engine import Ranked, rank, tie_order
from crm.opportunities.ranking.evidence import MILLION
from crm.opportunities.ranking.reasons import REASONS
from crm.opportunities.ranking.roles import GROUPS

FEWEST_LATER = 200
"""Fewer later links than this teach nothing."""
CHECKED = 0.4
"""The share of the later links that is kept apart, the latest, to see whether it helped."""
MOST_QUESTIONS = 400
DEEPEST = 300
"""How far down a ranking we look."""
CODES = [reason.code for reason in REASONS]
DAY = timedelta(days=1)
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Split:
    """The days before which all is known: to learn from what came after `learn`, and to check on
    what came after `check`; None: on half of the parties.
    """

    learn: date
    check: date | None
    later: int


@dataclass(frozen=True, slots=True)
class Examples:
    """The questions to learn from and those to check on."""

    learn: Sequence[Question]
    check: Sequence[Question]


def split_of(began: Collection[date]) -> Split | None:
    """How the past is divided, of links that began on these days; None when it is too short."""
    days = sorted(began)
    learn = _latest(days, max(FEWEST_LATER, len(days) / 2))
    if learn is None:
        return None
    later = len(days) - bisect_left(days, learn)
    check = _latest(days, later * CHECKED)
    if check == learn:
        check = None
    return Split(learn - DAY, check and check - DAY, later)


def _latest(days: Sequence[date], least: float) -> date | None:
    """The latest day on or after which at least so many began."""
    place = len(days) - max(1, round(least))
    return days[place] if place >= 0 else None


def examples_of(
    history: History, began: Mapping[Pair, date], split: Split, *, until: date, progress: Progress
) -> Examples:
    """The questions that the later links are the answers to."""
    last = split.check or until
    found = _questions(history, began, split.learn, last, progress)
    if split.check is None:
        return Examples(found[::2], found[1::2])
    return Examples(found, _questions(history, began, split.check, until, progress))


def _questions(
    history: History, began: Mapping[Pair, date], day: date, last: date, progress: Progress
) -> list[Question]:
    past = Past(history, day)
    known = {pair for pair, on in began.items() if on <= day}
    found = []
    for party, are_groups, came in _asked(past, began, day, last):
        ranking = rank(party, past, top=DEEPEST)
        rows = [
            row
            for row in (ranking.rows if ranking else ())
            if (row.party.kind in GROUPS) == are_groups and _pair(party, row.party.id) not in known
        ]
        found.append(question_of(rows, came))
        progress(1)
    return found


def _pair(one: int, other: int) -> Pair:
    return (min(one, other), max(one, other))


def _asked(
    past: Past, began: Mapping[Pair, date], day: date, last: date
) -> list[tuple[int, bool, set[int]]]:
    """Each party, whether groups came to it, and which; many are drawn by a hash of their keys."""
    came: dict[tuple[int, bool], set[int]] = defaultdict(set)
    for (one, other), on in began.items():
        facts = past.facts((one, other))
        if day < on <= last and len(facts) > 1:
            came[one, facts[other].kind in GROUPS].add(other)
            came[other, facts[one].kind in GROUPS].add(one)
    keys = {party: facts.key for party, facts in past.facts({one for one, _ in came}).items()}
    drawn = sorted(came, key=lambda asked: tie_order(keys[asked[0]], str(asked[1])))
    return [(party, groups, came[party, groups]) for party, groups in drawn[:MOST_QUESTIONS]]


def question_of(rows: Sequence[Ranked], came: Collection[int]) -> Question:
    """A ranking as numbers."""
    import numpy as np

    points = np.zeros((len(rows), len(CODES)))
    place = {code: number for number, code in enumerate(CODES)}
    for line, row in enumerate(rows):
        for code, given in row.points:
            points[line, place[code]] = given / MILLION
    return Question(points, np.array([row.party.id in came for row in rows], dtype=bool))


def judged_of(examples: Sequence[Example]) -> list[Judged]:
    """What people judged, as numbers."""
    import numpy as np

    return [
        Judged(
            np.array([one.signals.get(code, 0) / MILLION for code in CODES], dtype=float),
            one.worth,
        )
        for one in examples
    ]
