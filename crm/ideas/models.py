"""What was there already when somebody asked, kept with its day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Record, record_constraints
from crm.ideas.idea import Reach


class Survey(Record, Model):
    """A plan or motion, and what was there already on the day it was pasted.

    `found` holds lists by section (see `kept`); what of it is shown depends on who reads it now.
    """

    __tablename__ = "survey"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(f"reach IN ({', '.join(repr(str(one)) for one in Reach)})", name="reach"),
        Index("ix_survey_made_on_id", "made_on", "id"),
    )
    default_visibility = "intern"

    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    made_on: Mapped[date]
    reach: Mapped[str] = mapped_column(String(10), default=str(Reach.USUAL))
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
