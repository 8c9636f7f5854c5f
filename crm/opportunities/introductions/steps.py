"""Whose turn it is in an introduction: what the town hall can do next, and from when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm.core.dates import dutch_day
from crm.opportunities.models import Introduction
from crm.opportunities.states import Status, months_later

PATIENCE = timedelta(days=14)
"""So long we wait for an answer, and for a meeting, before it is our turn again."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, in a sentence, and from which day."""

    sentence: str
    on: date


def step_of(introduction: Introduction, day: date) -> Step | None:
    """The next step of the town hall; None when nothing is to be done."""
    begun = min(dutch_day(introduction.created_at), day)
    if introduction.status == Status.PROPOSED:
        return Step("Pak dit voorstel op", begun)
    if introduction.status == Status.ASKED:
        return _of_asking(introduction, begun)
    months = introduction.outcome_asked(day, None)
    if months and introduction.since:
        return Step("Wat is eruit gekomen?", months_later(introduction.since, months))
    if introduction.status == Status.AGREED and introduction.since:
        return Step("Hebben zij elkaar ontmoet?", introduction.since + PATIENCE)
    return None


def _of_asking(introduction: Introduction, begun: date) -> Step | None:
    silent = [line for line in introduction.lines if not line.answer]
    unknown = next((line for line in silent if line.person_id is None), None)
    if unknown is not None:
        return Step(f"Wie is het aanspreekpunt van {unknown.party.name}?", begun)
    if any(line.asked_at is None for line in silent):
        return Step("Vraag of zij willen kennismaken", begun)
    if not silent:
        return None
    last = max(dutch_day(line.asked_at) for line in silent if line.asked_at)
    return Step("Vraag het nog eens, of bel", last + PATIENCE)
