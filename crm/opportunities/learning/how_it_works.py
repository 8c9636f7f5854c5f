"""What counts how much for who looks, and what was learned: for the page that tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.opportunities.learning.past import INTERN, NETWORK
from crm.opportunities.learning.words import MEANINGS, factor_text
from crm.opportunities.models import Learning, Lesson
from crm.opportunities.ranking.engine import rank
from crm.opportunities.ranking.explain import Strength
from crm.opportunities.ranking.reasons import REASONS
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.ranking.weights import factors_at
from crm.parties.models import Party

PARTIES, EACH = 24, 10
"""Of so many parties the so many best suggestions are taken, to see what counts in practice."""
LATEST = 8
NOT_SEEN = "te weinig gezien om van te leren"


@dataclass(frozen=True, slots=True)
class WeighedReason:
    """A reason as the page tells it. `share`: of every 100 points, now, and by the defaults."""

    label: str
    meaning: str
    share: Strength
    first_share: int
    factor: str


def weighed_reasons(*, viewer: Viewer) -> list[WeighedReason]:
    """Every reason, the one that counts most first."""
    factors, points = factors_at(viewer.level), _points_now(viewer)
    first = {code: given / factors.get(code, 1.0) for code, given in points.items()}
    shares, first_shares = _of_hundred(points), _of_hundred(first)
    most = max(shares.values(), default=0)
    lesson = lesson_in_use(viewer=viewer)
    unseen = lesson.used["unseen"] if lesson else ()
    in_order = sorted(REASONS, key=lambda reason: -shares.get(reason.code, 0))
    return [
        WeighedReason(
            label=reason.label,
            meaning=MEANINGS[reason.code],
            share=_blocks(shares.get(reason.code, 0), most),
            first_share=first_shares.get(reason.code, 0),
            factor=NOT_SEEN
            if reason.code in unseen
            else factor_text(factors.get(reason.code, 1.0)),
        )
        for reason in in_order
    ]


def _points_now(viewer: Viewer) -> Mapping[str, float]:
    """The points by reason in the best suggestions of some parties, drawn by their refs."""
    usable = select(Party.id).where(Party.level <= viewer.level, Party.archived_at.is_(None))
    tables, points = Tables(viewer), Counter[str]()
    for party in db.session.scalars(usable.order_by(Party.ref).limit(PARTIES)):
        ranking = rank(party, tables, top=EACH)
        for row in ranking.rows if ranking else ():
            points.update(dict(row.points))
    return points


def _of_hundred(points: Mapping[str, float]) -> dict[str, int]:
    total = sum(points.values())
    return {code: round(100 * given / total) for code, given in points.items()} if total else {}


def _blocks(share: int, most: int) -> Strength:
    word = f"{share} van de 100 punten" if share else "nu bijna niets"
    return Strength(ceil(5 * share / most) if share else 0, word)


def lesson_in_use(*, viewer: Viewer) -> Lesson | None:
    """What was learned and counts for this viewer; None: the defaults do."""
    kept = _lessons(viewer).where(Lesson.kept, Learning.taken_back_at.is_(None))
    return db.session.scalars(kept).first()


def latest_lesson(*, viewer: Viewer) -> Lesson | None:
    """What looking back told last, for this viewer."""
    return db.session.scalars(_lessons(viewer)).first()


def _lessons(viewer: Viewer) -> Select[Lesson]:
    level = max(NETWORK, min(INTERN, viewer.level))
    query = select(Lesson).join(Learning).where(Lesson.level == level)
    return query.options(selectinload(Lesson.learning)).order_by(Learning.id.desc()).limit(1)


def latest_learnings() -> list[Learning]:
    """The last times that we looked back, the newest first: for a beheerder."""
    query = select(Learning).options(selectinload(Learning.lessons))
    return list(db.session.scalars(query.order_by(Learning.id.desc()).limit(LATEST)))
