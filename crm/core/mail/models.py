"""The outbox: mails that wait, that left, and that somebody copies by hand."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.dates import utc_now
from crm.core.db import Instant, Model, new_ref


class MailState(StrEnum):
    """How far a mail is. `onzeker`: given to the mail server, and nobody heard what it did."""

    WAITING = "wacht"
    LEAVING = "onderweg"
    SENT = "verstuurd"
    UNSURE = "onzeker"
    FAILED = "mislukt"
    TO_COPY = "te_kopieren"


STUCK = (MailState.UNSURE, MailState.FAILED)


class Mail(Model):
    """One mail to one address. Its text goes when it was sent: what it says is then theirs.

    `level` is the highest level of what it tells (0 to 3); `about_ref` the record it is about.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint(
            "state IN ('wacht', 'onderweg', 'verstuurd', 'onzeker', 'mislukt', 'te_kopieren')",
            name="state",
        ),
        Index("ix_mail_state_next_at", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    level: Mapped[int] = mapped_column(SmallInteger, default=2)
    about_ref: Mapped[str | None] = mapped_column(String(36), index=True)
    actor_ref: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(20))
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    problem: Mapped[str] = mapped_column(String(300), default="")
    queued_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    next_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    handed_over_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_to_copy(self) -> bool:
        """Whether there is no mail server: somebody copies the text."""
        return self.state == MailState.TO_COPY

    @property
    def is_stuck(self) -> bool:
        """Whether nothing happens to it unless somebody looks."""
        return self.state in STUCK
