"""What people did with chances, as examples to learn from: the reasons a pair had, and how it went.

Nothing above the level that is asked for is an example, nor what is about a party above it: what
is confidential feeds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.core.dates import dutch_day
from crm.core.db import db
from crm.opportunities.models import Dismissal, Introduction, IntroductionParty
from crm.opportunities.states import NOT, OUTCOMES, SHARED, Status
from crm.parties.models import Party

KNEW_EACH_OTHER = "al_bekend"
WORTH = dict(zip(OUTCOMES, (0.0, 0.5, 0.8, 1.0), strict=True))
AGREED_TO, SAID_NO = 0.3, 0.0
"""How well it went, from 0 (nothing) to 1: by outcome, else by whether both wanted to meet."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair (or group) that people judged on a day: what its reasons were worth then, in
    millionths by code, and how well it went, 0 to 1. `is_outcome`: somebody told what came of it.
    """

    on: date
    signals: dict[str, int]
    worth: float
    is_outcome: bool = False


def examples(*, level: int) -> list[Example]:
    """Every introduction that was answered and every chance that did not fit, the oldest first.

    A chance put away because they knew each other was a good one; later says nothing.
    """
    found = [*_of_introductions(level), *_of_dismissals(level)]
    return sorted(found, key=lambda one: one.on)


def count_outcomes(*, level: int) -> int:
    """Of how many introductions somebody told what came of it."""
    return sum(one.is_outcome for one in examples(level=level))


def _of_introductions(level: int) -> list[Example]:
    hidden_party = IntroductionParty.party.has(Party.level > level)
    query = select(Introduction).where(
        Introduction.level <= level,
        Introduction.archived_at.is_(None),
        ~Introduction.lines.any(hidden_party),
    )
    rows = db.session.scalars(query.options(selectinload(Introduction.outcomes)))
    judged = ((one, _worth(one)) for one in rows if one.signals)
    return [
        Example(dutch_day(one.created_at), one.signals, worth, bool(one.outcomes))
        for one, worth in judged
        if worth is not None
    ]


def _worth(introduction: Introduction) -> float | None:
    if introduction.came:
        return WORTH[introduction.came.outcome]
    if introduction.status == Status.OFF:
        return SAID_NO
    return AGREED_TO if introduction.status in SHARED else None


def _of_dismissals(level: int) -> list[Example]:
    query = select(Dismissal).where(
        Dismissal.level <= level,
        Dismissal.archived_at.is_(None),
        Dismissal.kind == NOT,
        Dismissal.party_a.has(Party.level <= level),
        Dismissal.party_b.has(Party.level <= level),
    )
    return [
        Example(dutch_day(one.created_at), one.signals, 1.0 if one.why == KNEW_EACH_OTHER else 0.0)
        for one in db.session.scalars(query)
        if one.signals
    ]
