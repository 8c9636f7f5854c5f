"""The table of events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.dates import utc_now
from crm.core.db import Instant, Model


class Event(Model):
    """One accepted change: who, what, about which record, and what became different."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject_ref_id", "subject_ref", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    actor_ref: Mapped[str | None] = mapped_column(String(36))
    tag: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_ref: Mapped[str] = mapped_column(String(36))
    difference: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
