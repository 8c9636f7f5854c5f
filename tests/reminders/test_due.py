"""When somebody may be mailed: the pause is kept whatever the days are."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm.reminders.due import CONFIRM_EVERY, PAUSE, may_be_mailed, stale_before

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DAYS, st.booleans(), st.integers(0, 400))
def test_at_most_one_mail_a_week(day: date, fewer: bool, later: int) -> None:
    on = day + timedelta(days=later)
    allowed = may_be_mailed(day, fewer=fewer, on=on)
    assert not allowed or later >= 7
    assert not may_be_mailed(day, fewer=True, on=on) or may_be_mailed(day, fewer=False, on=on)


def test_a_profile_lasts_a_quarter_and_a_first_mail_may_always_come() -> None:
    day = date(2026, 11, 16)
    assert stale_before(day) == day - CONFIRM_EVERY
    assert may_be_mailed(None, fewer=True, on=day)
    assert may_be_mailed(day - PAUSE, fewer=False, on=day)
    assert not may_be_mailed(day - PAUSE, fewer=True, on=day)
