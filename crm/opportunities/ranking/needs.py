"""When a need meets an offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from crm.core.text import words
from crm.opportunities.ranking.evidence import Match
from crm.opportunities.related.signs import word_stems

MANY_NAMES: Mapping[str, re.Pattern[str]] = {
    "ruimte": re.compile(
        r"^(ruimte|ruimtes|zaal|zaaltje|zalen|lokaal|lokalen|kantine|clubhuis|aula|buurthuis"
        r"|leslokaal|leslokalen|(les|vergader|ontmoetings|repetitie)(ruimte|zaal))$"
    ),
    "geld": re.compile(r"^(geld|euro|bijdrage|lening|subsidie)$|budget$"),
    "plek": re.compile(r"^(plek|plekje|plekken)$"),
}
"""What is asked for in other words than it is offered in."""
SAYS_HOW = word_stems(
    "advies begeleiding cursus ervaring gezamenlijk groep helpen helpt hulp iemand keer kennis les "
    "leen meedenken plan training uur uw vast vaste dag ochtend middag avond maandag dinsdag "
    "woensdag donderdag vrijdag zaterdag zondag oud oude nieuwe groot grote klein kleine kleinere "
    "goed goede vrij vrije leeg lege eerste twee drie vier"
)
"""Words by which anything is asked for."""
OPPOSITE = {"biedt": "zoekt", "zoekt": "biedt"}


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An open need or offer. `areas` are its own, else those of its party; none is anywhere."""

    id: int
    party: int
    kind: int
    direction: str
    themes: frozenset[int]
    areas: frozenset[int]
    title: str = ""


def matches_of(
    own: Iterable[OpenOffer], in_reach: Callable[[frozenset[int]], Iterable[OpenOffer]]
) -> list[Match]:
    """The matches of a party's own needs and offers.

    `in_reach` gives the counterparts in some areas or anywhere; without areas, all that may be
    used of all there are.
    """
    placed = [one for one in own if one.areas]
    loose = [one for one in own if not one.areas]
    found = []
    if placed:
        found += fitting(placed, in_reach(frozenset().union(*(one.areas for one in placed))))
    if loose:
        found += fitting(loose, in_reach(frozenset()))
    return found


def fitting(own: Iterable[OpenOffer], others: Iterable[OpenOffer]) -> list[Match]:
    """The pairs that fit: same kind, opposite directions, and no theme or area in the way."""
    by_kind: dict[tuple[int, str], list[OpenOffer]] = {}
    for other in others:
        by_kind.setdefault((other.kind, other.direction), []).append(other)
    return [
        _match(mine, other)
        for mine in own
        for other in by_kind.get((mine.kind, OPPOSITE[mine.direction]), ())
        if _goes_with(mine.themes, other.themes) and _goes_with(mine.areas, other.areas)
    ]


def _goes_with(one: frozenset[int], other: frozenset[int]) -> bool:
    return not one or not other or not one.isdisjoint(other)


def _match(mine: OpenOffer, other: OpenOffer) -> Match:
    return Match(
        other=other.party,
        kind=mine.kind,
        own_offer=mine.id,
        other_offer=other.id,
        own_offers=mine.direction == "biedt",
        theme=not mine.themes.isdisjoint(other.themes),
        area=not mine.areas.isdisjoint(other.areas),
        words=not things_named(mine.title).isdisjoint(things_named(other.title)),
    )


@lru_cache(maxsize=4096)
def things_named(title: str) -> frozenset[str]:
    """What a title asks or offers: its telling words; all rooms are one thing, and so is money."""
    known = {name for name, others in MANY_NAMES.items() if any(map(others.search, words(title)))}
    return word_stems(title) - SAYS_HOW | known
