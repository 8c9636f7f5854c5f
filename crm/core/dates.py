"""Days and periods: half-open, Dutch days, and the words for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def utc_now() -> datetime:
    """The instant, in UTC, to the second: what is stored is what is shown."""
    return datetime.now(UTC).replace(microsecond=0)


def dutch_day(instant: datetime) -> date:
    """The day in the Netherlands on which an instant falls."""
    return instant.astimezone(AMSTERDAM).date()


def end_of(day: date) -> datetime:
    """The instant at which a Dutch day is over."""
    return datetime.combine(day + timedelta(days=1), time(), AMSTERDAM)


def clock_text(instant: datetime) -> str:
    """`14:05`, in the Netherlands."""
    return f"{instant.astimezone(AMSTERDAM):%H:%M}"


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open [begins_on, ends_on): the last day shown is the day before `ends_on`."""

    begins_on: date | None = None
    ends_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it holds no day at all (ends before or when it begins)."""
        return (
            self.begins_on is not None
            and self.ends_on is not None
            and self.ends_on <= self.begins_on
        )

    @property
    def last_day(self) -> date | None:
        """The last day inside the period, None when it is open."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None

    def holds(self, day: date) -> bool:
        """Whether the day lies inside the period."""
        return (self.begins_on is None or self.begins_on <= day) and (
            self.ends_on is None or day < self.ends_on
        )

    def state(self, day: date) -> str:
        """`toekomstig`, `huidig` or `voorbij`, seen from a day."""
        if self.begins_on is not None and day < self.begins_on:
            return "toekomstig"
        return "huidig" if self.holds(day) else "voorbij"

    def overlaps(self, other: Period) -> bool:
        """Whether both periods share a day."""
        if self.is_empty or other.is_empty:
            return False
        starts_before_end = other.ends_on is None or (
            self.begins_on is None or self.begins_on < other.ends_on
        )
        ends_after_start = self.ends_on is None or (
            other.begins_on is None or other.begins_on < self.ends_on
        )
        return starts_before_end and ends_after_start

    def shared(self, other: Period) -> Period:
        """The days that both hold; empty when they share none."""
        begins = [day for day in (self.begins_on, other.begins_on) if day]
        ends = [day for day in (self.ends_on, other.ends_on) if day]
        return Period(max(begins, default=None), min(ends, default=None))

    def without(self, others: Iterable[Period]) -> list[Period]:
        """The days that none of the others holds, as periods in their order."""
        left = [self]
        for other in others:
            left = [piece for one in left for piece in one._beside(other)]
        return left

    def _beside(self, other: Period) -> list[Period]:
        """What lies before the other, and after it."""
        if not self.overlaps(other):
            return [self]
        found = []
        if other.begins_on is not None:
            found.append(Period(self.begins_on, other.begins_on))
        if other.ends_on is not None:
            found.append(Period(other.ends_on, self.ends_on))
        return [one for one in found if not one.is_empty]


def date_text(day: date | None) -> str:
    """`3 september 2026`; empty text for no date."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def short_date_text(day: date | None, today: date) -> str:
    """`3 september` in the year of `today`, otherwise with its year."""
    if day is None:
        return ""
    return f"{day.day} {MONTHS[day.month - 1]}" if day.year == today.year else date_text(day)


def days_text(days: int) -> str:
    """`1 dag`, `41 dagen`."""
    return f"{days} dag" if abs(days) == 1 else f"{days} dagen"


def ago_text(day: date, today: date) -> str:
    """`vandaag`, `gisteren`, `12 dagen geleden`, `over 9 dagen`."""
    days = (today - day).days
    if days == 0:
        return "vandaag"
    if days == 1:
        return "gisteren"
    return f"{days_text(days)} geleden" if days > 0 else f"over {days_text(-days)}"


def period_text(period: Period) -> str:
    """`sinds 1 maart 2025`, `1 maart 2025 tot en met 3 mei 2026`, `tot en met …`."""
    begins_on, last_day = period.begins_on, period.last_day
    if begins_on and last_day:
        return f"{date_text(begins_on)} tot en met {date_text(last_day)}"
    if begins_on:
        return f"sinds {date_text(begins_on)}"
    return f"tot en met {date_text(last_day)}" if last_day else ""
