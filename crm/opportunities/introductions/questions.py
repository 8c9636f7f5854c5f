"""What introductions still ask of people: a yes or no, and later what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from crm.core.dates import dutch_day
from crm.core.db import HIDDEN_LEVEL, db
from crm.opportunities.introductions.asking import may_be_told
from crm.opportunities.models import Introduction, IntroductionParty
from crm.opportunities.states import YES, Status, months_later
from crm.parties.queries import current
from crm.people.models import ContactRole, Person

REMINDED_AFTER = timedelta(days=7)
"""So long after the question we ask again, once."""
_ASKING = (Status.ASKED, Status.AGREED, Status.MET)


@dataclass(frozen=True, slots=True)
class Question:
    """What one introduction asks of the contact of one party.

    `months`: after how many months we ask what came of it; None: yes or no is what we wait for.
    `since`: from when it waits.
    """

    line: IntroductionParty
    months: int | None
    since: date

    @property
    def told(self) -> str:
        """In a few words, for a list."""
        others = [one.party.name for one in self.line.introduction.lines if one is not self.line]
        whom = others[0] if len(others) == 1 else f"{len(others)} anderen"
        if self.months is None:
            return f"wilt u kennismaken met {whom}?"
        return f"wat kwam er uit de kennismaking met {whom}?"

    def is_due(self, day: date) -> bool:
        """Whether it is time to remind somebody: once for each question."""
        reminded = self.line.reminded_on
        if reminded is not None and reminded >= self.since:
            return False
        return self.months is not None or day - self.since >= REMINDED_AFTER


def open_questions(day: date, *, person: Person | None = None) -> list[Question]:
    """What waits for an answer on a day: of everybody, or of one person."""
    query = (
        select(IntroductionParty)
        .join(IntroductionParty.introduction)
        .join(Person, Person.id == IntroductionParty.person_id)
        .where(
            Introduction.status.in_(_ASKING),
            Introduction.archived_at.is_(None),
            Introduction.level < HIDDEN_LEVEL,
            Person.archived_at.is_(None),
            _speaks_there(day),
        )
        .options(
            joinedload(IntroductionParty.party),
            joinedload(IntroductionParty.person),
            contains_eager(IntroductionParty.introduction).options(
                selectinload(Introduction.lines).joinedload(IntroductionParty.party),
                selectinload(Introduction.outcomes),
            ),
        )
        .order_by(IntroductionParty.id)
    )
    if person is not None:
        query = query.where(IntroductionParty.person_id == person.id)
    asked = (_question(line, day) for line in db.session.scalars(query))
    return [one for one in asked if one is not None and may_be_told(one.line)]


def _speaks_there(day: date) -> ColumnElement[bool]:
    """Who left a party is not asked for it any more."""
    role = select(ContactRole.id).where(
        ContactRole.person_id == IntroductionParty.person_id,
        ContactRole.party_id == IntroductionParty.party_id,
        current(ContactRole, day),
    )
    return role.exists()


def _question(line: IntroductionParty, day: date) -> Question | None:
    introduction = line.introduction
    if not line.answer and line.asked_at and introduction.status != Status.MET:
        return Question(line, None, dutch_day(line.asked_at))
    months = introduction.outcome_asked(day, line.party_id) if line.answer == YES else None
    if months is None or introduction.since is None:
        return None
    return Question(line, months, months_later(introduction.since, months))


def note_reminded(questions: Iterable[Question], *, on: date) -> None:
    """Write down that these questions were asked again."""
    for question in questions:
        question.line.reminded_on = on
    db.session.flush()
