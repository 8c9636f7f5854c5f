"""The table of events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.dates import utc_now
from crm.core.db import Instant, Model


class Event(Model):
    """One accepted change: who, what, about which record, and what became different.

    `difference` is None once its content was destroyed. `hash` chains it to the event before it
    (see `chain`); `crm.audit.chaining` fills the last three when it is saved.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject_ref_id", "subject_ref", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    actor_ref: Mapped[str | None] = mapped_column(String(36))
    tag: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_ref: Mapped[str] = mapped_column(String(36))
    difference: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=dict)
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
