"""When a profile is to be confirmed again, and when somebody may be mailed about it. Pure."""

from __future__ import annotations

from datetime import date, timedelta

CONFIRM_EVERY = timedelta(days=91)
# One person gets at most one mail a week from us; of ourselves we ask for less than that.
WEEK = timedelta(days=7)
PAUSE = timedelta(days=28)
LONG_PAUSE = timedelta(days=182)
# What somebody who speaks for a party may know of others: who is in the network.
NETWORK_LEVEL = 1
# What the town hall knows of itself is not asked of anybody.
NOT_ASKED = ("gemeente", "afdeling", "team")
# The role of who is nothing else there than whom one calls.
ONLY_CONTACT = "contactpersoon"
CONTACT, LINK_OVER, LINK_NEW, SEEN_BY = "aanspreekpunt", "verbinding_voorbij", "verbinding", "zien"
CORRECTIONS: dict[str, str] = {
    CONTACT: "Er is een ander aanspreekpunt",
    LINK_OVER: "Een verbinding is voorbij",
    LINK_NEW: "Er is een nieuwe verbinding",
    SEEN_BY: "Meer mensen mogen dit zien",
}


def stale_before(day: date) -> date:
    """A profile that was confirmed on this day or before is to be confirmed again."""
    return day - CONFIRM_EVERY


def may_be_mailed(last_on: date | None, *, fewer: bool, on: date) -> bool:
    """Whether somebody may get a mail on a day, after the last one."""
    return last_on is None or on - last_on >= (LONG_PAUSE if fewer else PAUSE)
