"""What was merged, with all that is needed to undo it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.dates import utc_now
from crm.core.db import Instant, Model, new_ref


class PartyMerge(Model):
    """One party that became part of another; `level` is the strictest of both at that moment.

    The parties are kept by ref: the one that stayed may itself become part of another. `steps` is
    what was done to which row; `kept_version` is that of the party that stayed, right after.
    """

    __tablename__ = "party_merge"
    __table_args__ = (
        Index("ix_party_merge_kept_ref", "kept_ref"),
        Index("ix_party_merge_dropped_ref", "dropped_ref"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    actor_ref: Mapped[str | None] = mapped_column(String(36))
    kept_ref: Mapped[str] = mapped_column(String(36))
    kept_name: Mapped[str] = mapped_column(String(200))
    dropped_ref: Mapped[str] = mapped_column(String(36))
    dropped_name: Mapped[str] = mapped_column(String(200))
    level: Mapped[int] = mapped_column(SmallInteger)
    kept_version: Mapped[int]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by: Mapped[str | None] = mapped_column(String(36))

    @property
    def is_undone(self) -> bool:
        """Whether the two are apart again."""
        return self.undone_at is not None
