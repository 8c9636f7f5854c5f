"""What a personal link may be for: how long it works, and whether it works once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Purpose(StrEnum):
    """What somebody without an account can do by a link of one's own; stored."""

    INVITATION = "uitnodiging"
    RESET = "wachtwoord"
    PROFILE = "profiel"
    PERSONAL = "punten"
    INTRODUCTION = "kennismaking"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a link works. One that works once also replaces the one given before it."""

    lasts: timedelta
    once: bool


TERMS: dict[Purpose, Terms] = {
    Purpose.INVITATION: Terms(timedelta(days=7), once=True),
    Purpose.RESET: Terms(timedelta(hours=2), once=True),
    Purpose.PROFILE: Terms(timedelta(days=30), once=False),
    Purpose.PERSONAL: Terms(timedelta(days=30), once=False),
    Purpose.INTRODUCTION: Terms(timedelta(days=30), once=False),
}
