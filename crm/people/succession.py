"""Who came after: of what others held at the same party, the one that took over. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol, TypeVar

from crm.core.dates import Period

GAP = timedelta(days=366)
"""Who begins later than this after somebody left did not come after, but began anew."""
SINGLE_ROLES = frozenset(
    {"initiatiefnemer", "trekker", "contactpersoon", "directeur", "procesbegeleider", "wethouder"}
)
"""Roles that one person hands to the next. Of many volunteers nobody comes after one."""


class Held(Protocol):
    """A role or holding: a period of somebody at a party."""

    @property
    def period(self) -> Period: ...


H = TypeVar("H", bound=Held)


def successor(ended: Held, others: Iterable[H]) -> H | None:
    """Who of the others began nearest to the end of what ended; None when nobody did.

    Who was there all the time beside the one who left took nothing over: a successor began later
    than the other did, and stayed longer.
    """
    end = ended.period.ends_on
    if end is None:
        return None
    could = [one for one in others if _follows(ended.period, one.period, end)]
    return min(could, key=lambda one: _distance(one.period, end), default=None)


def _follows(ended: Period, other: Period, end: date) -> bool:
    began = other.begins_on
    if began is None or began > end + GAP:
        return False
    stayed = other.ends_on is None or other.ends_on > end
    return stayed and (ended.begins_on is None or began > ended.begins_on)


def _distance(period: Period, end: date) -> int:
    return abs(((period.begins_on or end) - end).days)
