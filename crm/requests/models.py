"""Questions that parties put to the town hall."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Record, fills_columns, record_constraints
from crm.core.text import search_stems
from crm.parties.models import Party
from crm.people.models import Person
from crm.requests.states import KINDS, state_on


class Request(Record, Model):
    """A question of a party: with whom it lies, since when, and what comes next."""

    __tablename__ = "request"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(f"kind IN ({', '.join(map(repr, KINDS))})", name="kind"),
        CheckConstraint(
            "answered_on IS NULL OR asked_on IS NULL OR asked_on <= answered_on", name="answered_on"
        ),
        Index("ix_request_level", "level"),
        Index("ix_request_party_id", "party_id"),
        Index("ix_request_department_id", "department_id"),
        Index("ix_request_handler_id", "handler_id"),
        Index("ix_request_answered_on_next_step_on", "answered_on", "next_step_on"),
    )
    default_visibility = "intern"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    kind: Mapped[str] = mapped_column(String(20), default="informatie")
    question: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(String(4000), default="")
    asked_on: Mapped[date | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lies_since: Mapped[date | None]
    next_step: Mapped[str] = mapped_column(String(300), default="")
    next_step_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(String(4000), default="")
    stems: Mapped[str] = mapped_column(Text, default="", server_default="")

    party: Mapped[Party] = relationship(foreign_keys=[party_id])
    department: Mapped[Party | None] = relationship(foreign_keys=[department_id])
    handler: Mapped[Person | None] = relationship()

    @property
    def kind_label(self) -> str:
        """The word for what it is about."""
        return KINDS[self.kind]

    def state_on(self, day: date) -> str:
        """How it stands on a day: a key of STATES."""
        return state_on(day, next_step_on=self.next_step_on, answered_on=self.answered_on)


def searchable(request: Request) -> dict[str, str]:
    """The column that search looks in, from what people fill in."""
    return {"stems": search_stems(request.question, request.description, request.answer)}


fills_columns(Request, searchable)
