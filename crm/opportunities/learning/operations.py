"""Using what the network's own past taught, and taking that back.

Each verb flushes, leaves one event, and never commits.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import Refused
from crm.opportunities.learning.words import LEVELS, RESULTS
from crm.opportunities.models import Learning, Lesson

NOTHING_LEARNED = "Er is niets om terug te zetten: elke reden telt zoals van huis uit."


def learn(lessons: Sequence[Lesson], *, actor: Viewer) -> Learning:
    """Keep what looking back taught (`lessons.look_back`); what helps is used from here on."""
    learning = Learning(actor_ref=actor.ref, day=actor.day, lessons=list(lessons))
    db.session.add(learning)
    db.session.flush()
    record("learning.done", learning, difference=results_of(lessons), actor=actor)
    return learning


def results_of(lessons: Sequence[Lesson]) -> dict[str, list[str | None]]:
    """How each lesson ended, as the log tells it."""
    return {LEVELS[one.level]: [None, RESULTS[one.result]] for one in lessons}


def take_back(*, actor: Viewer) -> Learning:
    """Weigh as before the last time that something was learned; Refused when nothing was."""
    latest = db.session.scalars(in_use().limit(1).with_for_update()).first()
    if latest is None:
        raise Refused(NOTHING_LEARNED)
    latest.taken_back_at, latest.taken_back_by = utc_now(), actor.ref
    db.session.flush()
    record("learning.taken_back", latest, actor=actor)
    return latest


def in_use() -> Select[Learning]:
    """What was learned and not taken back, the newest first."""
    kept = select(Learning).where(
        Learning.taken_back_at.is_(None), Learning.lessons.any(Lesson.kept)
    )
    return kept.order_by(Learning.id.desc())
