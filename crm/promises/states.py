"""How a promise stands on a day. Pure."""

from __future__ import annotations

from datetime import date

OPEN, LATE, KEPT = "open", "te_laat", "nagekomen"
STATES = {OPEN: "loopt nog", LATE: "te laat", KEPT: "nagekomen"}
HEARD = {"ja": "ja, dit is gedaan", "nog_niet": "nog niet"}
DIRECTIONS = {"van_gemeente": "van de gemeente", "aan_gemeente": "aan de gemeente"}


def state_on(day: date, *, due_on: date | None, done_on: date | None) -> str:
    """`nagekomen` once it is done, `te_laat` from the day after it was due, else `open`."""
    if done_on is not None and done_on <= day:
        return KEPT
    return LATE if due_on is not None and due_on < day else OPEN
