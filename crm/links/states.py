"""The status of a link as it is shown: what is stored, unless dates say otherwise. Pure."""

from __future__ import annotations

from datetime import date

from crm.core.dates import Period
from crm.links.kinds import STATUSES

ENDED = "beeindigd"
SHOWN: dict[str, str] = {**STATUSES, ENDED: "beëindigd"}
"""The word of every status that can be shown; the last ones are never stored."""


def shown_status(stored: str, period: Period, day: date) -> str:
    """The status on a day: one of the keys of `SHOWN`."""
    return ENDED if period.state(day) == "voorbij" else stored
