"""The status of a link as it is shown: what is stored, unless dates say otherwise. Pure."""

from __future__ import annotations

from datetime import date

from crm.core.dates import Period
from crm.links.kinds import STATUSES

ENDED, SLEEPING = "beeindigd", "slapend"
SHOWN: dict[str, str] = {**STATUSES, ENDED: "beëindigd"}
SHOWN_TO_TOWN_HALL: dict[str, str] = {**SHOWN, SLEEPING: "slapend"}
"""The word of every status that can be shown; the last ones are never stored.

Who sleeps follows from contact moments, which are for the town hall.
"""


def shown_status(stored: str, period: Period, day: date) -> str:
    """The status on a day: one of the keys of `SHOWN`."""
    return ENDED if period.state(day) == "voorbij" else stored
