"""Consent for a public name: who gave it, when and how, and that it was taken back.

Without it a visitor never sees a person, whatever the visibility says (see `person_seen`).
"""

from __future__ import annotations

from datetime import date

from crm.accounts.viewer import Viewer
from crm.audit.changing import changed
from crm.core.errors import Refused
from crm.people.models import Person

CONSENT_FIELDS = {
    "public_name_since": "naam openbaar sinds",
    "public_name_how": "naam openbaar hoe",
    "public_name_until": "naam openbaar tot",
}


def give_consent(
    person: Person, *, on: date, how: str, version: int | None = None, actor: Viewer
) -> Person:
    """Note that somebody agrees to a public name from a day on, and how they said so."""
    if not how.strip():
        raise Refused("Schrijf hoe deze persoon dat zei, en tegen wie.", field="how")
    if on > actor.day:
        raise Refused("Deze dag ligt in de toekomst.", field="on")

    def fill() -> None:
        person.public_name_since = on
        person.public_name_how = how.strip()
        person.public_name_until = None

    changed(person, fill, CONSENT_FIELDS, "person.consented", version=version, actor=actor)
    return person


def take_consent_back(person: Person, *, version: int | None = None, actor: Viewer) -> Person:
    """Note that somebody no longer agrees: from today on no visitor sees the name."""
    if person.public_name_since is None:
        raise Refused("Er is geen toestemming om in te trekken.")

    def fill() -> None:
        person.public_name_since = None
        person.public_name_until = actor.day
        if person.visibility == "openbaar":
            person.visibility = "netwerk"

    fields = {**CONSENT_FIELDS, "visibility": "wie mag dit zien"}
    changed(person, fill, fields, "person.consent_withdrawn", version=version, actor=actor)
    return person
