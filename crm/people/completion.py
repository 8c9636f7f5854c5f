"""What was filled in about somebody who is there already: what is new, and what stays. Pure.

`level` is that of what was filled in: what was meant for fewer people than see the person is
never written there.
"""

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


def missing_values(person: Person, values: Mapping[str, Any], *, level: int) -> dict[str, Any]:
    """What was filled in and is not known yet. One letter is no first name."""
    return {} if is_seen_by_more(person, level) else _unknown(person, values)


def differing(person: Person, values: Mapping[str, Any], *, level: int) -> list[str]:
    """What was filled in and is not taken over, in words: it stays as it was."""
    kept = _unknown(person, values) if is_seen_by_more(person, level) else {}
    return [
        f"{label} {values[attribute]}"[:LONGEST_TOLD]
        for attribute, label in COMPLETED.items()
        if attribute in kept or _differs(attribute, person, values)
    ]


def is_seen_by_more(person: Person, level: int) -> bool:
    """Whether more people see this person than may see something of this level."""
    return level > person.level


def _unknown(person: Person, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        attribute: values[attribute]
        for attribute in COMPLETED
        if values.get(attribute)
        and not getattr(person, attribute)
        and (attribute != "first_name" or _is_first_name_of(person, values))
    }


def _differs(attribute: str, person: Person, values: Mapping[str, Any]) -> bool:
    typed, known = values.get(attribute), getattr(person, attribute)
    if attribute == "first_name" or not typed or not known:
        return False
    return _sign(attribute, typed) != _sign(attribute, known)


def _is_first_name_of(person: Person, values: Mapping[str, Any]) -> bool:
    """`Fatima Yılmaz` completes `F. Yılmaz`; another last name says nothing of the first."""
    is_same = fold(values.get("last_name")) == fold(person.last_name)
    return is_same and len(fold(values["first_name"])) > 1


def _sign(attribute: str, value: str) -> str:
    if attribute == "phone":
        return phone_digits(value)
    return value.strip().casefold()
