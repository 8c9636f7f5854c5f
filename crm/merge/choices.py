"""Which value stays when two parties become one: field by field, from plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.core.db import VISIBILITIES

KEPT, OTHER, BOTH = "deze", "andere", "beide"
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """Fields that are chosen together; `room` is how long both texts under each other may be."""

    key: str
    label: str
    fields: tuple[str, ...]
    room: int = 0


PARTY_CHOICES = (
    Choice("naam", "Naam", ("name",)),
    Choice("soort", "Soort", ("kind", "sector")),
    Choice("omschrijving", "Wat doen zij?", ("description",), room=4000),
    Choice("missie", "Missie", ("mission",), room=4000),
    Choice("kernwaarden", "Kernwaarden", ("core_values",), room=2000),
    Choice("belang", "Belang in het netwerk", ("interest",), room=2000),
    Choice("website", "Website", ("website",)),
    Choice("sociale_media", "Sociale media", ("social_media",), room=1000),
    Choice("email", "E-mailadres", ("email",)),
    Choice("telefoon", "Telefoon", ("phone",)),
    Choice("rechtsvorm", "Rechtsvorm", ("legal_form",)),
    Choice("kvk", "KvK-nummer", ("kvk",)),
    Choice("adres", "Adres", ("street", "house_number", "postcode", "place")),
    Choice("onderdeel_van", "Onderdeel van", ("parent_id",)),
    Choice("bron", "Waar komt dit vandaan?", ("source",), room=200),
    Choice("contactritme", "Contactritme in dagen", ("contact_every",)),
    Choice("gecontroleerd", "Profiel gecontroleerd op", ("verified_on",)),
)
PROFILE_CHOICES = (
    Choice("fase", "Fase", ("phase", "paused_from", "stopped_because")),
    Choice("ambitie", "Ambitie", ("ambition",), room=2000),
    Choice("begonnen", "Begonnen op", ("started_on",)),
    Choice("borging", "Wie gaat door als de trekker stopt?", ("continuity",), room=2000),
    Choice("hoort_bij", "Hoort bij", ("part_of_id",)),
)
CHOICES = PARTY_CHOICES + PROFILE_CHOICES


def differs(choice: Choice, kept: Values, other: Values) -> bool:
    """Whether both say something, and not the same: somebody has to choose."""
    return (
        _is_filled(choice, kept)
        and _is_filled(choice, other)
        and any(kept[name] != other[name] for name in choice.fields)
    )


def both_fit(choice: Choice, kept: Values, other: Values) -> bool:
    """Whether both texts may stand under each other."""
    return bool(choice.room) and len(_joined(choice, kept, other)) <= choice.room


def chosen(choice: Choice, kept: Values, other: Values, answer: str) -> dict[str, Any]:
    """The values that stay. What only one of them says stays, whatever the answer."""
    if differs(choice, kept, other):
        if answer == BOTH and both_fit(choice, kept, other):
            return {choice.fields[0]: _joined(choice, kept, other)}
        source = kept if answer != OTHER else other
    else:
        source = kept if _is_filled(choice, kept) else other
    return {name: source[name] for name in choice.fields}


def reach(kept: Values, other: Values) -> dict[str, Any]:
    """Who may see it: the strictest of both."""
    return {
        "visibility": max(kept["visibility"], other["visibility"], key=VISIBILITIES.index),
        "sensitive": kept["sensitive"] or other["sensitive"],
        "withheld": kept["withheld"] or other["withheld"],
    }


def _is_filled(choice: Choice, values: Values) -> bool:
    return any(values[name] not in (None, "") for name in choice.fields)


def _joined(choice: Choice, kept: Values, other: Values) -> str:
    [name] = choice.fields
    return f"{kept[name]}\n\n{other[name]}"
