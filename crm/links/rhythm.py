"""How often the town hall wants contact with a party, and when contact becomes quiet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from crm.parties.kinds import CONTACTED_KINDS, PartyKind

LONGEST = 3650
RHYTHMS: dict[int, str] = {
    0: "geen vast ritme",
    30: "elke maand",
    90: "elk kwartaal",
    180: "elk half jaar",
    365: "elk jaar",
}
"""Days between two contacts, in words."""
ON_TIME, FADING, QUIET = "op_tijd", "wordt_stil", "stil"
BANDS = {ON_TIME: "op tijd", FADING: "wordt stil", QUIET: "stil"}
_GOVERNMENT = (
    *(PartyKind.MUNICIPALITY, PartyKind.DEPARTMENT, PartyKind.TEAM),
    *(PartyKind.GOVERNMENT, PartyKind.WORK_COMPANY),
)
DEFAULTS: dict[str, int] = {
    **{str(kind): 365 for kind in PartyKind},
    **{str(kind): 0 for kind in _GOVERNMENT},
    **{str(kind): 90 for kind in CONTACTED_KINDS},
    str(PartyKind.RESIDENTS_ORGANISATION): 180,
}
"""Days by kind of party, until a beheerder chooses otherwise; 0: no rhythm."""


class Marks(NamedTuple):
    """From which day contact is fading, and from which it is quiet; None: never."""

    fades_on: date | None
    quiet_on: date | None


def marks(last: date, days: int) -> Marks:
    """What follows from the last contact: fading when a contact is due, quiet half as much later.

    `days` 0 means that nothing is expected.
    """
    if not days:
        return Marks(None, None)
    return Marks(last + timedelta(days=days), last + timedelta(days=days + days // 2))


def band_on(day: date, marked: Marks) -> str:
    """`op_tijd`, `wordt_stil` or `stil`: one of the keys of `BANDS`."""
    if marked.quiet_on is not None and marked.quiet_on <= day:
        return QUIET
    return FADING if marked.fades_on is not None and marked.fades_on <= day else ON_TIME


def rhythm_text(days: int) -> str:
    """`elk kwartaal`, `elke 45 dagen`."""
    return RHYTHMS.get(days) or f"elke {days} dagen"


def read_rhythms(text: str) -> dict[str, int]:
    """The days by kind, from what `written_rhythms` made; what it does not say is the default."""
    chosen = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    return DEFAULTS | {
        kind: int(days) for kind, days in chosen.items() if kind in DEFAULTS and days.isdigit()
    }


def written_rhythms(rhythms: Mapping[str, int]) -> str:
    """Only what differs from the defaults: `fonds=180;school=0`."""
    chosen = {kind: days for kind, days in rhythms.items() if days != DEFAULTS[kind]}
    return ";".join(f"{kind}={days}" for kind, days in sorted(chosen.items()))


def days_for(kind: str, own: int | None, rhythms: Mapping[str, int]) -> int:
    """The days of one party: its own rhythm, else that of its kind."""
    return rhythms[kind] if own is None else own
