"""Looking back at what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crm.audit.models import Event
from crm.core.db import db

AT_ONCE = 5000


def timeline(refs: Sequence[str], *, most: int = 100) -> list[Event]:
    """The events about records with these refs, newest first."""
    query = select(Event).where(Event.subject_ref.in_(refs)).order_by(Event.id.desc()).limit(most)
    return list(db.session.scalars(query))


def events_since(ref: str, moment: datetime) -> list[Event]:
    """Every event about a record from a moment on, newest first."""
    query = select(Event).where(Event.subject_ref == ref, Event.at >= moment)
    return list(db.session.scalars(query.order_by(Event.id.desc())))


def all_events() -> Iterator[Row[Any]]:
    """Every event there is as a row, in the order of ids, some thousands in memory at a time."""
    columns = Event.__table__.c
    newest = 0
    while True:
        query = select(*columns).where(columns.id > newest).order_by(columns.id).limit(AT_ONCE)
        rows = db.session.execute(query).all()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        newest = rows[-1].id
