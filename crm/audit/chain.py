"""The chain of events: what each one seals, and where it first does not close.

The hash of an event covers the one before it and a digest of its content, not the content
itself: so the content can be destroyed when a person asks for it, and the chain still closes.
The salt goes with the content: without it nobody can guess a phone number from its digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any, Protocol

BEGIN = "0" * 64
"""What stands before the first event."""


class Sealed(Protocol):
    """What is known of an event that is part of the chain."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor_ref(self) -> str | None: ...
    @property
    def tag(self) -> str: ...
    @property
    def subject_kind(self) -> str: ...
    @property
    def subject_ref(self) -> str: ...
    @property
    def difference(self) -> Any: ...
    @property
    def salt(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def hash(self) -> str: ...


def new_salt() -> str:
    """Something to mix with the content before its digest is made."""
    return token_hex(16)


def digest_of(difference: Any, salt: str) -> str:
    """SHA-256 of an event's content, the same on both databases."""
    content = json.dumps(difference, sort_keys=True, separators=(",", ":"))
    return sha256(f"{salt}\n{content}".encode()).hexdigest()


def hash_of(
    before: str,
    *,
    at: datetime,
    actor_ref: str | None,
    tag: str,
    subject_kind: str,
    subject_ref: str,
    digest: str,
) -> str:
    """SHA-256 of an event and of the hash before it."""
    moment = at.astimezone(UTC).isoformat()
    parts = (before, moment, actor_ref or "", tag, subject_kind, subject_ref, digest)
    return sha256("\n".join(parts).encode()).hexdigest()


def first_break(events: Iterable[Sealed]) -> int | None:
    """The id of the first event, in the order of ids, that is not what was sealed; None when
    the chain closes. Content that was destroyed (None) cannot be compared any more."""
    before = BEGIN
    for event in events:
        expected = hash_of(
            before,
            at=event.at,
            actor_ref=event.actor_ref,
            tag=event.tag,
            subject_kind=event.subject_kind,
            subject_ref=event.subject_ref,
            digest=event.digest,
        )
        kept = event.difference is None or digest_of(event.difference, event.salt) == event.digest
        if event.hash != expected or not kept:
            return event.id
        before = event.hash
    return None
