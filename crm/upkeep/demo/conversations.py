"""The conversations that were not written by hand: told with the phrases of the town."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.people.kinds import FIXED_CONTACT
from crm.upkeep.demo.chance import number, pick, shuffled
from crm.upkeep.demo.content import PartyText, TalkLine

RECENT_DAYS = 60
MOST_DAYS = 900


@dataclass(frozen=True, slots=True)
class Talker:
    """With whom a conversation is, and what it can be about."""

    first_name: str
    partners: Sequence[str]


def conversations(
    party: PartyText, talker: Talker, phrases: Mapping[str, Any]
) -> Iterator[TalkLine]:
    """A party's conversations: those told by hand, and as many more as fit its age.

    A party of which five or more are told by hand gets no others.
    """
    yield from party.talks
    if len(party.talks) >= 5 or not party.holdings or party.facts.get("gevoelig"):
        return
    told = {talk.days_ago for talk in party.talks}
    words = _words(party, talker)
    options = _options(party, words, phrases)
    most = 2 + number("aantal", party.key) % 3
    for place, row in enumerate(shuffled(options, party.key)[:most]):
        days_ago = 12 + number("gesprek", party.key) % 45 + place * 97
        if days_ago <= min(party.begun * 30, MOST_DAYS) and days_ago not in told:
            filled = [part.format(**words) for part in row]
            yield _told(party.key, days_ago, *filled)


def _options(
    party: PartyText, words: Mapping[str, str], phrases: Mapping[str, Any]
) -> list[list[str]]:
    """The phrases that fit: an organisation is spoken to otherwise than an initiative."""
    is_held = any(line.role == FIXED_CONTACT for line in party.holdings)
    groups = [group for group in ("zoekt", "biedt", "partner") if group in words]
    options = [row for group in groups for row in phrases[group]]
    options += phrases["algemeen" if is_held else "zakelijk"]
    if is_held:
        options += [row for theme in party.themes for row in phrases["thema"].get(theme, ())]
    return options


def _words(party: PartyText, talker: Talker) -> dict[str, str]:
    words = {"trekker": talker.first_name}
    for direction in ("zoekt", "biedt"):
        titles = [offer.title for offer in party.offers if offer.direction == direction]
        if titles:
            words[direction] = pick(titles, "over", party.key)
    if talker.partners:
        words["partner"] = pick(talker.partners, "partner", party.key)
    return words


def _told(
    key: str, days_ago: int, channel: str, subject: str, text: str, follow_up: str = ""
) -> TalkLine:
    """Every other conversation leaves what is to follow; after an old one it has been done."""
    if not follow_up or number("vervolg", key, days_ago) % 2:
        return TalkLine(days_ago, channel, subject, text)
    recent = days_ago <= RECENT_DAYS
    due = number("over", key, days_ago) % 40 - 10 if recent else 14 - days_ago
    return TalkLine(days_ago, channel, subject, text, follow_up, due)
