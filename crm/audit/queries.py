"""Looking back at what happened."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from crm.audit.models import Event
from crm.core.db import db


def timeline(refs: Sequence[str], *, most: int = 100) -> list[Event]:
    """The events about records with these refs, newest first."""
    query = select(Event).where(Event.subject_ref.in_(refs)).order_by(Event.id.desc()).limit(most)
    return list(db.session.scalars(query))
