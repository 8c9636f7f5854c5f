"""What each side would gain of meeting, in one sentence a side: only what is true. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from crm.core.text import ended
from crm.opportunities.ranking.evidence import Facts
from crm.parties.kinds import KINDS, PartyKind

FEWEST_NEW = 2
OF_A_KIND = {
    "bewoners": "van bewoners",
    "overheid": "van de overheid",
    "maatschappelijke organisatie": "die een maatschappelijke organisatie is",
    "ondernemer": "die onderneemt",
    "onderwijs": "uit het onderwijs",
    "onderzoek": "uit het onderzoek",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An open need or offer that meets one of the other side."""

    party: int
    direction: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of two parties, whom it knows, and what it offers or seeks that the other does not."""

    party: Facts
    partners: Mapping[int, Facts]
    offers: Sequence[Wanted] = ()


def gain(own: Side, other: Side) -> str:
    """What the own side would gain from the other; empty when there is nothing true to say."""
    return _what_is_offered(own, other) or _first_of_a_kind(own, other) or _new_partners(own, other)


def _what_is_offered(own: Side, other: Side) -> str:
    """Something that it seeks, and the other has."""
    offered = next((one for one in other.offers if one.direction == "biedt"), None)
    if offered is None:
        return ""
    sought = f"{own.party.name} zoekt {offered.kind}."
    return ended(f"{sought} {other.party.name} biedt: ‘{offered.title}’")


def _first_of_a_kind(own: Side, other: Side) -> str:
    """The first partner from a part of society that it does not work with yet."""
    corner = _corner(other.party)
    if not own.partners or corner in {_corner(one) for one in own.partners.values()}:
        return ""
    return ended(
        f"{other.party.name} is voor {own.party.name} de eerste partner {OF_A_KIND[corner]}"
    )


def _new_partners(own: Side, other: Side) -> str:
    """Whom it would come to know through the other."""
    known: Collection[int] = {own.party.id, *own.partners}
    new = [one for one in other.partners.values() if one.id not in known]
    if len(new) < FEWEST_NEW:
        return ""
    there = f"bij {len(new)} partijen die zij nog niet kent"
    return ended(f"{own.party.name} komt via {other.party.name} {there}")


def _corner(party: Facts) -> str:
    return KINDS[PartyKind(party.kind)].five_o
