"""One correction that waits for a glance: somebody else became the contact of an initiative."""

from __future__ import annotations

from crm.core.db import db
from crm.people.models import full_name
from crm.reminders.due import CONTACT
from crm.reminders.models import Correction
from crm.upkeep.demo.chance import ref_of
from crm.upkeep.demo.writing import Writer

PHONE = "06 00 00 01 23"


def write_corrections(writer: Writer) -> None:
    """By the first contact of the first initiative that everybody in the network sees.

    The other contact helps there already, and is named by initials: is it the same person?
    """
    for text in writer.town.parties:
        first = next((one for one in text.people if one.is_first), None)
        other = next((one for one in text.people if not one.is_first), None)
        if first is None or other is None or text.visibility != "netwerk":
            continue
        if text.kind != "bewonersinitiatief":
            continue
        person = writer.people[other.name]
        named = full_name("", f"{person.first_name[:1]}.", person.name_prefix, person.last_name)
        correction = Correction(
            ref=ref_of("aanpassing", text.key),
            party=writer.parties[text.key],
            person=writer.people[first.name],
            kind=CONTACT,
            said={"name": named, "phone": PHONE, "email": ""},
            at=writer.now,
        )
        writer.add(correction, "correction.made", {})
        db.session.flush()
        return
