"""Of two roles or holdings that say the same, the one that goes in a merge. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crm.core.dates import Period


def twins(own: Iterable[Any], others: Iterable[Any], same: Any) -> dict[Any, Any]:
    """Of two that say the same, the one whose period lies within the other's → the one that stays.

    `same` makes of a row what both must say.
    """
    gone: dict[Any, Any] = {}
    for other in others:
        for one in own:
            if same(one) != same(other) or one in gone or other in gone:
                continue
            if _within(other.period, one.period):
                gone[other] = one
            elif _within(one.period, other.period):
                gone[one] = other
    return {row: _last(row, gone) for row in gone}


def _last(row: Any, gone: dict[Any, Any]) -> Any:
    """What stays may itself have gone for a third."""
    while row in gone:
        row = gone[row]
    return row


def _within(inner: Period, outer: Period) -> bool:
    return not inner.without([outer])
