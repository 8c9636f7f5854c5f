"""What parties say when they are asked whether they want to meet, and what follows from it."""

from __future__ import annotations

from datetime import date

from crm.accounts.viewer import Viewer
from crm.audit.operations import difference_between, snapshot
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.text import tidy
from crm.opportunities.introductions.changes import (
    changed,
    line_on,
    saved,
    state_of,
    wait_for_others,
)
from crm.opportunities.models import Introduction, IntroductionParty
from crm.opportunities.states import (
    ANSWERS,
    FEWEST,
    HOWS,
    SHARED,
    YES,
    Status,
    after_answers,
)
from crm.parties.models import Party
from crm.people.models import Person

LINE_FIELDS: dict[str, str] = {
    "answer": "antwoord",
    "answered_on": "gezegd op",
    "answered_how": "hoe",
    "answer_text": "erbij gezegd",
}
SHARED_ALREADY = (
    "De gegevens zijn al gedeeld. Een ja kan niet meer terug. "
    "Bel uw contactpersoon bij de gemeente."
)


def answer(
    introduction: Introduction,
    party: Party,
    *,
    said: str,
    how: str,
    by: Person | None,
    on: date,
    text: str = "",
    actor: Viewer,
) -> Introduction:
    """Keep what one party says; its state follows. Refused once its details were shared."""
    wait_for_others(introduction)
    line = line_on(introduction, party)
    _check_answer(introduction, line, said, how, on, actor)
    before = snapshot(line, LINE_FIELDS) | state_of(introduction)
    with db.session.no_autoflush:
        line.answer, line.answered_how, line.answered_on = said, how, on
        line.answered_by, line.answer_text, line.changed_by = by, tidy(text), actor.ref
        _settle(introduction)
        after = snapshot(line, LINE_FIELDS) | state_of(introduction)
        difference = difference_between(before, after)
        if not difference:
            return introduction
        introduction.touch(actor)
    return saved(introduction, "introduction.answered", difference, party, actor)


def _check_answer(
    introduction: Introduction,
    line: IntroductionParty,
    said: str,
    how: str,
    on: date,
    actor: Viewer,
) -> None:
    if not introduction.is_answerable:
        raise Refused("Deze kennismaking loopt niet (meer). Een antwoord is niet meer nodig.")
    if said not in ANSWERS:
        raise Refused("Kies ja of nee.", field="said")
    if how not in HOWS:
        raise Refused("Kies hoe u dit hoorde.", field="how")
    if on > actor.day:
        raise Refused("Deze dag moet nog komen.", field="on")
    if introduction.status in SHARED and line.answer == YES and said != YES:
        raise Refused(SHARED_ALREADY)


def _settle(introduction: Introduction) -> None:
    """What follows from all answers; who can meet gets the contact details from now on."""
    after = after_answers(introduction.status, [line.answer for line in introduction.lines])
    if after != introduction.status:
        introduction.status = after
        if after is Status.AGREED:
            introduction.shared_at = utc_now()


def go_on(introduction: Introduction, *, actor: Viewer) -> Introduction:
    """Let who said yes meet without waiting for the others."""
    if introduction.status != Status.ASKED or len(introduction.willing) < FEWEST:
        raise Refused("Er zijn nog geen twee partijen die ja zeggen.")

    def fill() -> None:
        introduction.status, introduction.shared_at = Status.AGREED, utc_now()

    return changed(introduction, fill, "introduction.shared", actor)
