"""What waits for who looks, of every kind, by its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm.accounts.viewer import Viewer
from crm.core.dates import dutch_day
from crm.links.follow_ups import own_follow_ups
from crm.opportunities.introductions.queries import own_running
from crm.opportunities.introductions.steps import step_of
from crm.opportunities.put_away import handed_to
from crm.promises.queries import own_due_commitments
from crm.requests.queries import own_due_requests

SOON = timedelta(days=7)
"""So long ahead a promise or a next step is said to wait."""
MOST = 10


@dataclass(frozen=True, slots=True)
class Due:
    """Something that waits, and the day it is for.

    A `vervolg`, `toezegging`, `vraag`, `kennismaking` or `kans` that a colleague gave.
    """

    what: str
    record: Any
    day: date | None
    step: str = ""


def own_due(*, viewer: Viewer) -> list[Due]:
    """What waits for who looks, the oldest day first: a query or two of each kind."""
    found = list(_due(viewer))
    return sorted(found, key=lambda one: one.day or viewer.day)[:MOST]


def _due(viewer: Viewer) -> Iterator[Due]:
    until = viewer.day + SOON
    for moment in own_follow_ups(viewer=viewer, most=MOST):
        yield Due("vervolg", moment, moment.follow_up_on)
    for promise in own_due_commitments(until=until, most=MOST, viewer=viewer):
        yield Due("toezegging", promise, promise.due_on or promise.heard_on)
    for introduction in own_running(viewer=viewer):
        step = step_of(introduction, viewer.day)
        if step is not None and step.on <= viewer.day:
            yield Due("kennismaking", introduction, step.on, step.sentence)
    for handed in handed_to(viewer=viewer):
        yield Due("kans", handed, dutch_day(handed.created_at))
    for request in own_due_requests(until=until, most=MOST, viewer=viewer):
        yield Due("vraag", request, request.next_step_on or request.asked_on)
