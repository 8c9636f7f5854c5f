"""Addresses, numbers and mail addresses that do not exist."""

from __future__ import annotations

from dataclasses import dataclass

from crm.core.text import fold
from crm.people.names import name_parts
from crm.upkeep.demo.chance import number, pick
from crm.upkeep.demo.content import PartyText, Town

POSTCODE = "2299"
VILLAGES = ("Waterdorp", "Rietmeer")
RESERVED = 678
"""The last digits of Dries' number, 06 12 34 56 78, which nobody else may have."""
_WITHOUT_HOUSE = frozenset(
    {"bewonersinitiatief", "maatschappelijk_initiatief", "coalitie", "bewonersorganisatie"}
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody can be found; empty when there is no house."""

    street: str = ""
    house_number: str = ""
    postcode: str = ""
    place: str = ""


def phone_of(place: int) -> str:
    """The number of the nth person or party: `06 12 34 5x xx`, all different up to 999."""
    last = (place * 41 + 100) % 999
    last += last >= RESERVED
    return f"06 12 34 5{last // 100} {last % 100:02}"


def mail_name(name: str) -> str:
    """The part before the @: `corrie.vandenberg`."""
    parts = name_parts(name)
    last = fold(parts.name_prefix + parts.last_name)
    return f"{fold(parts.first_name)}.{last}".replace(" ", "")


def domain_of(party: PartyText) -> str:
    """The part behind the @: `.example` never exists."""
    return f"{party.key}.example"


def address_of(town: Town, party: PartyText) -> Address:
    """The address that the file gives, else an invented one; groups without a house have none."""
    given = party.facts.get("straat", "")
    if given:
        street, house_number = given.rsplit(" ", 1)
    elif party.kind in _WITHOUT_HOUSE or "onder" in party.facts:
        return Address()
    else:
        street = pick(_streets_in(town, party.areas), "straat", party.key)
        house_number = str(1 + number("huis", party.key) % 90)
    area, letters = next((row[1], row[2]) for row in town.streets if row[0] == street)
    place = area if area in VILLAGES else "Vlietdam"
    return Address(street, house_number, f"{POSTCODE} {letters}", place)


def _streets_in(town: Town, areas: tuple[str, ...]) -> list[str]:
    parents = {name: parent for _, name, _, parent in town.areas}

    def above(area: str) -> set[str]:
        found = {area}
        while parents.get(area):
            area = parents[area]
            found.add(area)
        return found

    return [street for street, area, _ in town.streets if above(area) & set(areas)]
