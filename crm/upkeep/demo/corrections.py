"""One correction that waits for a glance: somebody else became the contact of an initiative."""

from __future__ import annotations

from crm.core.db import db
from crm.reminders.due import CONTACT
from crm.reminders.models import Correction
from crm.upkeep.demo.chance import ref_of
from crm.upkeep.demo.writing import DOMAIN, Writer

SAID = {"name": "Roos Kramer", "phone": "06 00 00 01 23", "email": f"roos@{DOMAIN}"}


def write_corrections(writer: Writer) -> None:
    """By the first contact of the first initiative that everybody in the network sees."""
    for text in writer.town.parties:
        first = next((one for one in text.people if one.is_first), None)
        if first is None or text.visibility != "netwerk" or text.kind != "bewonersinitiatief":
            continue
        correction = Correction(
            ref=ref_of("aanpassing", text.key),
            party=writer.parties[text.key],
            person=writer.people[first.name],
            kind=CONTACT,
            said=SAID,
            at=writer.now,
        )
        writer.add(correction, "correction.made", {})
        db.session.flush()
        return
