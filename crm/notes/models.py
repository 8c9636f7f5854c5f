"""Notes, each about one record."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.agreements.models import Agreement
from crm.core.db import HIDDEN_LEVEL, Model, Record, record_constraints
from crm.links.models import Link
from crm.notes.kinds import NOTE_KINDS, SUBJECTS
from crm.parties.models import Party
from crm.people.models import Person

Subject = Party | Person | Link | Agreement
_KINDS = ", ".join(repr(kind) for kind in NOTE_KINDS)
_ABOUT = " + ".join(f"CASE WHEN {one}_id IS NULL THEN 0 ELSE 1 END" for one in SUBJECTS)
MOST_OF_NAME = 60
CONFIDENTIAL = "vertrouwelijke notitie"


class Note(Record, Model):
    """The town hall's own reading of a matter; never part of what the other side may see."""

    __tablename__ = "note"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint(f"{_ABOUT} = 1", name="about_one"),
        *(Index(f"ix_note_{one}_id", f"{one}_id") for one in SUBJECTS),
        Index("ix_note_expires_on", "expires_on"),
    )
    default_visibility = "intern"

    kind: Mapped[str] = mapped_column(String(20), default="observatie")
    text: Mapped[str] = mapped_column(String(4000))
    expires_on: Mapped[date]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    link_id: Mapped[int | None] = mapped_column(
        ForeignKey("link.id"), info={"party_instead": "party_id"}
    )
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))

    party: Mapped[Party | None] = relationship()
    person: Mapped[Person | None] = relationship()
    link: Mapped[Link | None] = relationship()
    agreement: Mapped[Agreement | None] = relationship()

    @property
    def kind_label(self) -> str:
        """The words for what it is."""
        return NOTE_KINDS[self.kind]

    @property
    def name(self) -> str:
        """How its text begins: for a heading.

        Of a confidential one nothing: who reads that opens it, and that is written down.
        """
        if self.level >= HIDDEN_LEVEL:
            return CONFIDENTIAL
        line = self.text.strip().partition("\n")[0]
        return f"{line[:MOST_OF_NAME].rstrip()}…" if len(line) > MOST_OF_NAME else line

    @property
    def subject(self) -> Subject:
        """The record it is about."""
        found = self.party or self.person or self.link or self.agreement
        assert found is not None
        return found
