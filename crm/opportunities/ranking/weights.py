"""What each reason is worth now: the default times what the network taught.

What rests on internal evidence is used for nobody but who may know it: for each viewer counts
what was learned, and found to help, at the level of that viewer.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, cast, select

from crm.core.prepared import run
from crm.opportunities.models import Learning, Lesson
from crm.opportunities.ranking.reasons import REASONS, Weights

_learning: Any = Learning.__table__
_lesson: Any = Lesson.__table__
FACTORS = (
    select(cast(_lesson.c.factors, Text))
    .join_from(_lesson, _learning, _learning.c.id == _lesson.c.learning_id)
    .where(
        _lesson.c.level == bindparam("level"), _lesson.c.kept, _learning.c.taken_back_at.is_(None)
    )
    .order_by(_lesson.c.learning_id.desc())
    .limit(1)
)


def weights_at(level: int) -> Weights:
    """What each reason is worth for who sees up to a level: one statement, written once."""
    return times(_in_use(level))


def factors_at(level: int) -> dict[str, float]:
    """By how much each default is multiplied for who sees up to a level; without a code: not."""
    factors: dict[str, float] = json.loads(_in_use(level))
    return factors


def _in_use(level: int) -> str:
    rows = run(FACTORS, {"level": level})
    return rows[0][0] if rows else "{}"


@lru_cache(maxsize=64)
def times(factors: str) -> Weights:
    """The defaults times what was learned, given as JSON; a reason it does not name stays."""
    by_code = json.loads(factors)
    return {reason.code: reason.weight * by_code.get(reason.code, 1.0) for reason in REASONS}
