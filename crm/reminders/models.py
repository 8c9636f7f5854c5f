"""What somebody corrected by a personal link and waits for a glance; and who was mailed when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.dates import utc_now
from crm.core.db import Instant, Model, new_ref
from crm.links.models import Link
from crm.parties.models import Party
from crm.people.models import Person
from crm.reminders.due import CORRECTIONS


class Correction(Model):
    """What a contact of a party says is different, where it changes who is connected or who sees.

    `said` holds what was filled in, by its name on the form. It is seen by who sees the party and
    works for the town hall.
    """

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in CORRECTIONS)})", name="kind"),
        Index("ix_correction_party_id", "party_id"),
        Index("ix_correction_person_id", "person_id"),
        Index("ix_correction_link_id", "link_id"),
        Index("ix_correction_settled_at", "settled_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    kind: Mapped[str] = mapped_column(String(20))
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by: Mapped[str | None] = mapped_column(String(36))
    taken_over: Mapped[bool] = mapped_column(default=False)

    party: Mapped[Party] = relationship()
    person: Mapped[Person] = relationship()
    link: Mapped[Link | None] = relationship()


class MailedPerson(Model):
    """When somebody last got the bundled mail, and whether it may come less often."""

    __tablename__ = "mailed_person"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    last_on: Mapped[date | None]
    fewer: Mapped[bool] = mapped_column(default=False)
