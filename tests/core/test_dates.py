"""Days and periods: half-open, and told in Dutch."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core.dates import Period, ago_text, dutch_day, period_text, short_date_text

TODAY = date(2026, 11, 22)
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 20))
periods = st.builds(Period, days, days)
SOME_DAYS = [date(2025, 12, 25) + timedelta(days=count) for count in range(40)]


@given(periods, periods)
def test_periods_overlap_when_they_share_a_day(one: Period, other: Period) -> None:
    shared = any(one.holds(day) and other.holds(day) for day in SOME_DAYS)
    assert one.overlaps(other) == other.overlaps(one) == shared


@given(periods, st.sampled_from(SOME_DAYS))
def test_a_period_holds_the_days_of_now(period: Period, day: date) -> None:
    assert (period.state(day) == "huidig") == period.holds(day) or period.is_empty
    assert not (period.is_empty and period.holds(day))


def test_the_last_day_is_inside() -> None:
    period = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert period.last_day == date(2026, 1, 31)
    assert period.holds(date(2026, 1, 31))
    assert not period.holds(date(2026, 2, 1))


def test_a_dutch_day_begins_in_the_dutch_night() -> None:
    assert dutch_day(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert dutch_day(datetime(2026, 12, 1, 22, 30, tzinfo=UTC)) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (Period(date(2025, 3, 1)), "sinds 1 maart 2025"),
        (Period(date(2025, 3, 1), date(2026, 5, 4)), "1 maart 2025 tot en met 3 mei 2026"),
        (Period(None, date(2026, 1, 1)), "tot en met 31 december 2025"),
        (Period(), ""),
    ],
)
def test_a_period_in_words(period: Period, told: str) -> None:
    assert period_text(period) == told


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, "vandaag"),
        (1, "gisteren"),
        (12, "12 dagen geleden"),
        (-1, "over 1 dag"),
        (-9, "over 9 dagen"),
    ],
)
def test_how_long_ago(days: int, told: str) -> None:
    assert ago_text(TODAY - timedelta(days=days), TODAY) == told


def test_the_year_only_when_it_is_another() -> None:
    assert short_date_text(date(2026, 9, 3), TODAY) == "3 september"
    assert short_date_text(date(2025, 9, 3), TODAY) == "3 september 2025"
    assert short_date_text(None, TODAY) == ""
