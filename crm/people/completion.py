"""What was filled in about somebody who is there already: what is new, and what differs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.core.text import fold, phone_digits
from crm.people.models import Person

COMPLETED: dict[str, str] = {
    "first_name": "voornaam",
    "function": "functie",
    "phone": "telefoon",
    "email": "e-mailadres",
    "expertise": "expertise",
    "tasks": "taken",
}
LONGEST_TOLD = 80


def missing_values(person: Person, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in and is not known yet. One letter is no first name."""
    return {
        attribute: values[attribute]
        for attribute in COMPLETED
        if values.get(attribute)
        and not getattr(person, attribute)
        and (attribute != "first_name" or _is_first_name_of(person, values))
    }


def differing(person: Person, values: Mapping[str, Any]) -> list[str]:
    """What was filled in otherwise than it is known, in words: it stays as it was."""
    return [
        f"{label} {values[attribute]}"[:LONGEST_TOLD]
        for attribute, label in COMPLETED.items()
        if attribute != "first_name"
        and values.get(attribute)
        and getattr(person, attribute)
        and _sign(attribute, values[attribute]) != _sign(attribute, getattr(person, attribute))
    ]


def _is_first_name_of(person: Person, values: Mapping[str, Any]) -> bool:
    """`Fatima Yılmaz` completes `F. Yılmaz`; another last name says nothing of the first."""
    is_same = fold(values.get("last_name")) == fold(person.last_name)
    return is_same and len(fold(values["first_name"])) > 1


def _sign(attribute: str, value: str) -> str:
    if attribute == "phone":
        return phone_digits(value)
    return value.strip().casefold()
