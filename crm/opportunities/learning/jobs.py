"""Learning as a job: asked for by a beheerder, and by itself when there is enough experience."""

from __future__ import annotations

from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.permissions import require
from crm.accounts.viewer import Viewer
from crm.core.db import db, transaction
from crm.core.errors import Forbidden
from crm.core.jobs.kinds import Outcome, Running, job_kind
from crm.core.text import figure_text
from crm.opportunities.learning.experience import count_outcomes
from crm.opportunities.learning.lessons import FEWEST_OUTCOMES, look_back
from crm.opportunities.learning.operations import learn
from crm.opportunities.learning.past import INTERN
from crm.opportunities.learning.words import LEVELS, result_text
from crm.opportunities.models import Learning, Lesson

LEARN, BY_ITSELF = "leren", "leren-vanzelf"
ENOUGH_NEW = 10
"""So many more outcomes than the last time, and it is worth while to look back again."""
TOO_LITTLE = (
    "Nog te weinig ervaring: van {} kennismakingen is bekend wat ervan kwam. Bij {} leren wij."
)
NOTHING_NEW = "Er is nog niet genoeg nieuws om van te leren."


@job_kind(LEARN, "Leren van het eigen verleden", again=True)
def learn_now(work: Running) -> Outcome:
    """What a beheerder asks for."""
    user = db.session.scalar(select(User).where(User.ref == work.owner, User.active))
    if user is None:
        raise Forbidden()
    actor = Viewer(user.id, user.role_kind, work.day, name=user.name, ref=user.ref)
    require(actor, "system.manage")
    return _look_back_and_learn(work, actor)


@job_kind(BY_ITSELF, "Leren van kennismakingen", again=True, each_day_from=6)
def learn_by_itself(work: Running) -> Outcome:
    """Once there are enough outcomes, and again with every few more."""
    outcomes = count_outcomes(level=INTERN)
    if outcomes < FEWEST_OUTCOMES:
        return Outcome(TOO_LITTLE.format(figure_text(outcomes), FEWEST_OUTCOMES))
    if outcomes < outcomes_last_time() + ENOUGH_NEW:
        return Outcome(NOTHING_NEW)
    return _look_back_and_learn(work, Viewer.operator(work.day))


def outcomes_last_time() -> int:
    """How many outcomes we last learned from; less than none if they never taught anything yet.

    Who looked back with one too few does not wait for ten more.
    """
    latest = select(Lesson).where(Lesson.level == INTERN).join(Learning)
    lesson = db.session.scalars(latest.order_by(Learning.id.desc()).limit(1)).first()
    return int(lesson.used["outcomes"]) if lesson and lesson.used["judged"] else -ENOUGH_NEW


def _look_back_and_learn(work: Running, actor: Viewer) -> Outcome:
    """Looking back takes long and only reads: nobody waits with writing meanwhile."""
    done = 0

    def one_more(count: int) -> None:
        nonlocal done
        done += count
        work.progress(done, unit="vragen aan het verleden")

    lessons = look_back(day=work.day, progress=one_more)
    told = " ".join(f"{LEVELS[one.level].capitalize()}: {result_text(one)}" for one in lessons)
    db.session.rollback()
    with transaction():
        learn(lessons, actor=actor)
    return Outcome(told, {"adres": "/kansen/hoe-werkt-dit"})
