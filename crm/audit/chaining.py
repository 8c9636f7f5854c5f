"""Adding events to the chain: one writer at a time, each event sealed to the one before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from crm.audit.chain import BEGIN, digest_of, hash_of, new_salt
from crm.audit.models import Event
from crm.core.db import db, is_postgresql

CHAIN_LOCK = 20_250_301
"""The number of the lock on PostgreSQL; nothing else in the database uses it."""


def hold_chain() -> None:
    """Let nobody else change records until this transaction ends; readers go on.

    SQLite took its one write lock when the transaction began. On PostgreSQL everybody who changes
    records takes this lock first, so that events are chained in the order of their ids and two
    writers never wait for each other's rows.
    """
    if is_postgresql():
        db.session.connection().execute(text(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"))


def last_hash() -> str:
    """The hash that the next event is sealed to. Only for who holds the chain."""
    newest = select(Event.hash).order_by(Event.id.desc()).limit(1)
    return db.session.connection().scalar(newest) or BEGIN


class Sealing:
    """Seals events one after the other: for bulk paths, from when they hold the chain."""

    def __init__(self) -> None:
        self._before = last_hash()

    def seal(
        self,
        *,
        at: datetime,
        actor_ref: str | None,
        tag: str,
        subject_kind: str,
        subject_ref: str,
        digest: str,
    ) -> str:
        """The hash of the next event."""
        self._before = hash_of(
            self._before,
            at=at,
            actor_ref=actor_ref,
            tag=tag,
            subject_kind=subject_kind,
            subject_ref=subject_ref,
            digest=digest,
        )
        return self._before


def chain_new_events(session: Session, _context: Any, _instances: Any) -> None:
    """Seal what is about to be inserted.

    Who makes, changes or removes any row waits here already: once a row is locked, if only the one
    that a new row points at, it would be too late.
    """
    new = sorted(
        (one for one in session.new if isinstance(one, Event)),
        key=lambda one: inspect(one).insert_order or 0,
    )
    touched = (*session.new, *session.dirty, *session.deleted)
    if any(getattr(type(one), "leaves_events", True) for one in touched):
        hold_chain()
    if new:
        _seal(new)


def _seal(events: list[Event]) -> None:
    before = last_hash()
    for one in events:
        one.salt = new_salt()
        one.digest = digest_of(one.difference, one.salt)
        one.hash = before = hash_of(
            before,
            at=one.at,
            actor_ref=one.actor_ref,
            tag=one.tag,
            subject_kind=one.subject_kind,
            subject_ref=one.subject_ref,
            digest=one.digest,
        )
