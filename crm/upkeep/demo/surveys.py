"""What was there already for two plans of Vlietdam."""

from __future__ import annotations

from crm.core.db import db
from crm.ideas.finding import what_is_there
from crm.ideas.idea import Idea
from crm.ideas.kept import kept
from crm.ideas.models import Survey
from crm.upkeep.demo.writing import Writer


def write_surveys(writer: Writer) -> None:
    """Each plan with what was found for it; everything else is written by now."""
    levels = {party.ref: party.level for party in writer.parties.values()}
    for row in writer.town.plans:
        idea = Idea(row["titel"], row["tekst"].strip())
        found = kept(what_is_there(idea, viewer=writer.actor), levels)
        survey = Survey(
            **writer.common("overzicht", row["sleutel"], visibility=row["zichtbaarheid"]),
            title=idea.title,
            text=idea.text,
            made_on=writer.on,
            found=dict(found),
        )
        writer.add(survey, "survey.created", {"titel": survey.title})
    db.session.flush()
