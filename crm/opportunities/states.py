"""How far an introduction is, what came of it, and why a chance is put away: words and tables."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

LATER, NOT = "later", "niet"
PUT_AWAY = {LATER: "Later", NOT: "Past niet"}
SENSITIVE, OTHER = "gevoelig", "anders"
WHYS = {
    "al_bekend": "Zij kennen elkaar al",
    "past_niet": "Zij passen niet bij elkaar",
    SENSITIVE: "Het ligt bestuurlijk gevoelig",
    OTHER: "Iets anders",
}
"""Why a pair should not meet."""

YES, NO = "ja", "nee"
ANSWERS = {YES: "Ja, graag", NO: "Nee, liever niet"}
BY_LINK = "link"
HEARD_HOW = {
    "telefoon": "aan de telefoon",
    "tafel": "aan een tafel of in een gesprek",
    "mail": "in een eigen mail",
}
HOWS = {BY_LINK: "zelf, op een eigen bladzijde", **HEARD_HOW}
"""How somebody said yes or no; a medewerker writes down all but the first."""

FEWEST, MOST = 2, 8


class Status(StrEnum):
    """How far an introduction is; stored."""

    PROPOSED = "voorgesteld"
    ASKED = "gevraagd"
    AGREED = "akkoord"
    MET = "ontmoet"
    DONE = "afgerond"
    OFF = "niet_doorgegaan"
    WITHDRAWN = "ingetrokken"


STATES: dict[Status, str] = {
    Status.PROPOSED: "voorgesteld",
    Status.ASKED: "gevraagd",
    Status.AGREED: "willen elkaar ontmoeten",
    Status.MET: "hebben elkaar ontmoet",
    Status.DONE: "afgerond",
    Status.OFF: "ging niet door",
    Status.WITHDRAWN: "ingetrokken",
}
TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.PROPOSED: (Status.ASKED, Status.WITHDRAWN),
    Status.ASKED: (Status.AGREED, Status.OFF, Status.WITHDRAWN),
    Status.AGREED: (Status.MET, Status.DONE, Status.OFF),
    Status.MET: (Status.DONE,),
    Status.DONE: (),
    # somebody who said no may still say yes
    Status.OFF: (Status.ASKED, Status.AGREED),
    Status.WITHDRAWN: (),
}
RUNNING = (Status.PROPOSED, Status.ASKED, Status.AGREED, Status.MET)
"""Somebody still has something to do."""
ANSWERABLE = (Status.ASKED, Status.AGREED, Status.OFF)
SHARED = (Status.AGREED, Status.MET, Status.DONE)
"""Who said yes has the contact details of the others who did."""
LEAVES_NOTHING = Status.WITHDRAWN
"""In every other state there is no chance to show between the parties."""

OUTCOMES = {
    "geen_vervolg": "Geen vervolg",
    "contact": "Zij hebben contact",
    "samenwerking": "Zij werken samen",
    "overeenkomst": "Er is een overeenkomst",
}
"""What came of it, the least first."""
OUR_OUTCOMES = OUTCOMES | {"contact": "Wij hebben contact", "samenwerking": "Wij werken samen"}
"""The same in the mouth of one of the parties."""
NOTHING = "geen_vervolg"
ASKED_AFTER = (3, 12)
"""So many months after the meeting we ask what came of it."""


def can_move(status: str, to: Status) -> bool:
    """Whether an introduction may go from one state to another."""
    return to in TRANSITIONS[Status(status)]


def after_answers(status: str, answers: Sequence[str]) -> Status:
    """The state that follows from what the parties said: `ja`, `nee` or nothing yet, one each.

    It goes on when nobody has still to answer and at least two said yes; it is off as soon as no
    two can say yes any more. Once contact details are shared answers move nothing.
    """
    now = Status(status)
    if now not in (Status.ASKED, Status.OFF):
        return now
    yes, silent = answers.count(YES), answers.count("")
    if yes + silent < FEWEST:
        return Status.OFF
    return Status.ASKED if silent else Status.AGREED


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is too short."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def asked_now(since: date | None, day: date) -> int | None:
    """After which of ASKED_AFTER we ask on a day; None before the first."""
    if since is None:
        return None
    past = [months for months in ASKED_AFTER if months_later(since, months) <= day]
    return past[-1] if past else None


def least(outcomes: Sequence[str]) -> str | None:
    """Of what several sides say the most modest; None when nobody said anything."""
    order = list(OUTCOMES)
    return min(outcomes, key=order.index) if outcomes else None


def after_outcomes(status: str, told: Mapping[int, Sequence[str]], *, sides: int) -> Status:
    """The state that follows from the outcomes, by the months after which they were told.

    `sides` is of how many we wait for a word. It is done after the last question; or earlier when
    all say that nothing came of it.
    """
    now = Status(status)
    if now not in (Status.AGREED, Status.MET):
        return now
    last = ASKED_AFTER[-1]
    if len(told.get(last, ())) >= sides:
        return Status.DONE
    first = told.get(ASKED_AFTER[0], ())
    if len(first) >= sides and set(first) == {NOTHING}:
        return Status.DONE
    said = [outcome for some in told.values() for outcome in some]
    return Status.MET if any(one != NOTHING for one in said) else now
