"""One contact of which nobody says yet with which party it was: it waits in the list for one."""

from __future__ import annotations

from datetime import timedelta

from crm.core.db import db
from crm.links.models import ContactMoment
from crm.upkeep.demo.chance import instant_of
from crm.upkeep.demo.writing import Writer

SUBJECT = "Gesprek op de markt"
SAID = "Een mevrouw wil samen koken met haar straat. Zij belt als zij een naam heeft."
KEY = "gesprek-op-de-markt"


def write_loose_moment(writer: Writer) -> None:
    """By somebody of the town hall, some days ago."""
    moment = ContactMoment(
        **writer.common("contactmoment", KEY, reference=KEY),
        happened_at=instant_of(writer.on - timedelta(days=5), KEY),
        channel="bezoek",
        place="Oude Markt",
        subject=SUBJECT,
        content=SAID,
        follow_up="Vragen hoe het met het koken gaat",
        follow_up_on=writer.on + timedelta(days=2),
        visibility="intern",
    )
    moment.people = [writer.people["Amina El Idrissi"]]
    writer.add(moment, "moment.created", {"onderwerp": SUBJECT})
    db.session.flush()
