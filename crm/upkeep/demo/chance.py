"""Variation without chance: the same name and the same day give the same town."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from crm.core.dates import AMSTERDAM, Period
from crm.upkeep.demo.content import Months

T = TypeVar("T")


def number(*words: object) -> int:
    """A large number that follows from the words alone."""
    return int.from_bytes(sha256(" ".join(map(str, words)).encode()).digest()[:8], "big")


def ref_of(kind: str, key: object) -> str:
    """The ref of a record of the demo: a well-formed UUIDv4 that is always the same."""
    digest = sha256(f"vlietdam {kind} {key}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def pick(options: Sequence[T], *words: object) -> T:
    """One of the options."""
    return options[number(*words) % len(options)]


def shuffled(options: Sequence[T], *words: object) -> list[T]:
    """The options in an order of their own."""
    order = sorted(range(len(options)), key=lambda place: number(*words, place))
    return [options[place] for place in order]


def month_before(on: date, months: int, day: int = 1) -> date:
    """A day in the month that lies so many months before `on`; never beyond the month's end."""
    count = on.year * 12 + on.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def period_of(on: date, months: Months, *words: object, first_days: bool = False) -> Period:
    """The period that a line means; a period of this month never begins after `on`."""
    day = 1 if first_days else 1 + number("dag", *words) % 28
    begins_on = month_before(on, months.begin, min(day, on.day) if months.begin == 0 else day)
    if months.end is None:
        return Period(begins_on)
    day = 1 if first_days else 1 + number("slot", *words) % 28
    ends_on = month_before(on, months.end, min(day, on.day) if months.end == 0 else day)
    return Period(begins_on, max(ends_on, begins_on + timedelta(days=1)))


def instant_of(day: date, *words: object) -> datetime:
    """A moment in office hours on a Dutch day, in UTC."""
    minutes = 9 * 60 + number("uur", *words) % 32 * 15
    clock = time(minutes // 60, minutes % 60)
    return datetime.combine(day, clock, tzinfo=AMSTERDAM).astimezone(UTC)
