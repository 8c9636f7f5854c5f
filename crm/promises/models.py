"""Commitments: what one party promised another."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Record, record_constraints
from crm.parties.models import Party
from crm.promises.states import HEARD, state_on


class Commitment(Record, Model):
    """Something a party promised another. Whether it is late follows from the days.

    What the other said when asked whether it was done (`heard`, a key of HEARD or empty) closes
    nothing by itself.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(
            "done_on IS NULL OR promised_on IS NULL OR promised_on <= done_on", name="done_on"
        ),
        CheckConstraint(f"heard IN ('', {', '.join(map(repr, HEARD))})", name="heard"),
        Index("ix_commitment_level", "level"),
        Index("ix_commitment_by_party_id", "by_party_id"),
        Index("ix_commitment_to_party_id", "to_party_id"),
        Index("ix_commitment_done_on_due_on", "done_on", "due_on"),
    )
    default_visibility = "intern"

    by_party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    to_party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(String(2000), default="")
    promised_on: Mapped[date | None]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    heard: Mapped[str] = mapped_column(String(10), default="")
    heard_text: Mapped[str] = mapped_column(String(500), default="")
    heard_on: Mapped[date | None]

    by_party: Mapped[Party] = relationship(foreign_keys=[by_party_id])
    to_party: Mapped[Party] = relationship(foreign_keys=[to_party_id])

    @property
    def heard_label(self) -> str:
        """The words for what the other said."""
        return HEARD.get(self.heard, "")

    def state_on(self, day: date) -> str:
        """How it stands on a day: a key of STATES."""
        return state_on(day, due_on=self.due_on, done_on=self.done_on)
