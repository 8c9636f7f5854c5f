"""How a question stands follows from its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm.requests.states import ANSWERED, LATE, OPEN, state_on

TODAY = date(2026, 11, 22)
BEFORE, LATER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("next_step_on", "answered_on", "state"),
    [
        (None, None, OPEN),
        (TODAY, None, OPEN),
        (LATER, None, OPEN),
        (BEFORE, None, LATE),
        (BEFORE, TODAY, ANSWERED),
        (None, TODAY, ANSWERED),
        (BEFORE, LATER, LATE),
    ],
)
def test_on_a_day(next_step_on: date | None, answered_on: date | None, state: str) -> None:
    assert state_on(TODAY, next_step_on=next_step_on, answered_on=answered_on) == state
