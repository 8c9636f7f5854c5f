"""How a promise stands follows from its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm.promises.states import KEPT, LATE, OPEN, state_on

TODAY = date(2026, 11, 22)
BEFORE, LATER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("due_on", "done_on", "state"),
    [
        (None, None, OPEN),
        (TODAY, None, OPEN),
        (LATER, None, OPEN),
        (BEFORE, None, LATE),
        (BEFORE, TODAY, KEPT),
        (None, TODAY, KEPT),
        (BEFORE, LATER, LATE),
    ],
)
def test_on_a_day(due_on: date | None, done_on: date | None, state: str) -> None:
    assert state_on(TODAY, due_on=due_on, done_on=done_on) == state
