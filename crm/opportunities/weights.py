"""What each reason is worth now: the default times what the network taught.

What rests on internal evidence is used for nobody but who may know it: each viewer gets what was
learned at most at the level he sees.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, cast, select

from crm.core.prepared import run
from crm.opportunities.models import Learning, Lesson
from crm.opportunities.reasons import REASONS, Weights

_learning: Any = Learning.__table__
_lesson: Any = Lesson.__table__
FACTORS = (
    select(cast(_lesson.c.factors, Text))
    .join_from(_lesson, _learning, _learning.c.id == _lesson.c.learning_id)
    .where(
        _lesson.c.level <= bindparam("level"), _lesson.c.kept, _learning.c.taken_back_at.is_(None)
    )
    .order_by(_lesson.c.level.desc(), _lesson.c.learning_id.desc())
    .limit(1)
)


def weights_at(level: int) -> Weights:
    """What each reason is worth for who sees up to a level: one statement, written once."""
    rows = run(FACTORS, {"level": level})
    return times(rows[0][0] if rows else "{}")


@lru_cache(maxsize=64)
def times(factors: str) -> Weights:
    """The defaults times what was learned, given as JSON; a reason it does not name stays."""
    by_code = json.loads(factors)
    return {reason.code: reason.weight * by_code.get(reason.code, 1.0) for reason in REASONS}
