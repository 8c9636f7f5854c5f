"""What Vlietdam learned from its own past, so that the page about it has something to tell."""

from __future__ import annotations

from crm.audit.operations import record
from crm.core.db import db
from crm.opportunities.learning.lessons import look_back
from crm.opportunities.learning.operations import results_of
from crm.opportunities.models import Learning
from crm.upkeep.demo.chance import ref_of
from crm.upkeep.demo.writing import Writer


def look_back_once(writer: Writer) -> None:
    """Look back on the day of the demo; there are too few outcomes to learn from those."""
    lessons = look_back(day=writer.on)
    learning = Learning(ref=ref_of("leerbeurt", ""), at=writer.now, day=writer.on, lessons=lessons)
    db.session.add(learning)
    told = results_of(lessons)
    record("learning.done", learning, difference=told, actor=writer.actor).at = writer.now
    db.session.flush()
