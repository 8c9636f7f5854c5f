"""Failed attempts to come in, by account or by internet address, and when it is enough."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select

from crm.accounts.models import Attempt
from crm.core.dates import utc_now
from crm.core.db import aside, db
from crm.core.errors import Throttled

WINDOW = timedelta(minutes=15)
KEEP = timedelta(days=1)


def attempt_key(kind: str, value: str) -> str:
    """What is kept of an account or address: never the thing itself."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def failures(key: str) -> int:
    """How often it failed in the last quarter, for an account's or address's key."""
    since = utc_now() - WINDOW
    query = select(func.count(Attempt.id)).where(Attempt.key == key, Attempt.at >= since)
    return db.session.scalar(query) or 0


def refuse_after(limits: dict[str, int]) -> None:
    """Throttled when one of the keys failed as often as its limit."""
    if any(failures(key) >= limit for key, limit in limits.items()):
        raise Throttled(int(WINDOW.total_seconds()))


def note_failure(*keys: str) -> None:
    """Keep a failure outside the request's transaction, which is rolled back."""
    db.session.rollback()
    count_reading(*keys)


def count_reading(*keys: str) -> None:
    """Count something that may be read so often, in a transaction of its own."""
    with aside() as session:
        session.add_all(Attempt(key=key) for key in keys)
        session.execute(delete(Attempt).where(Attempt.at < utc_now() - KEEP))


def count_attempt(*keys: str) -> None:
    """Count something that is allowed so often, in the request's own transaction."""
    db.session.add_all(Attempt(key=key) for key in keys)


def forget_failures(key: str) -> None:
    """Somebody came in: what failed before no longer counts."""
    db.session.execute(delete(Attempt).where(Attempt.key == key))
