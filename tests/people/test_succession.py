"""Who came after somebody who left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.core.dates import Period
from crm.people.succession import successor


@dataclass(frozen=True)
class Held:
    """A role with a name, for these tests."""

    name: str
    period: Period


def held(name: str, begins: date | None, ends: date | None = None) -> Held:
    """A role from and until."""
    return Held(name, Period(begins, ends))


LEFT = held("Joke", date(2020, 1, 1), date(2025, 3, 1))


def test_the_one_who_began_nearest_to_the_end() -> None:
    next_one = held("Amina", date(2025, 3, 1))
    later = held("Karim", date(2025, 9, 1))
    assert successor(LEFT, [later, next_one]) == next_one
    assert successor(LEFT, [later]) == later


def test_who_was_there_all_the_time_took_nothing_over() -> None:
    assert successor(LEFT, [held("Wim", None), held("Ank", date(2019, 1, 1))]) is None


def test_who_left_earlier_or_came_years_later_did_not_come_after() -> None:
    gone = held("Gert", date(2023, 1, 1), date(2024, 1, 1))
    anew = held("Ina", date(2027, 1, 1))
    assert successor(LEFT, [gone, anew]) is None


def test_nobody_comes_after_who_is_still_there() -> None:
    assert successor(held("Joke", date(2020, 1, 1)), [held("Amina", date(2025, 1, 1))]) is None
