"""Kinds of questions, and how a question stands on a day. Pure."""

from __future__ import annotations

from datetime import date

KINDS = {
    "informatie": "informatie",
    "steun": "steun",
    "subsidie": "subsidie",
    "vergunning": "vergunning",
    "grond_gebouw": "grond of gebouw",
    "politiek_besluit": "politiek besluit",
    "uitdaagrecht": "uitdaagrecht",
    "kennismaking": "kennismaking",
    "uitleg_eis": "uitleg over een eis",
}
OPEN, LATE, ANSWERED = "open", "te_laat", "beantwoord"
STATES = {OPEN: "wacht op antwoord", LATE: "volgende stap is te laat", ANSWERED: "beantwoord"}


def state_on(day: date, *, next_step_on: date | None, answered_on: date | None) -> str:
    """`beantwoord` once answered, `te_laat` from the day after the next step was due."""
    if answered_on is not None and answered_on <= day:
        return ANSWERED
    return LATE if next_step_on is not None and next_step_on < day else OPEN
