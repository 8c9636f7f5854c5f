"""Recording what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import event as events

from crm.audit.chaining import chain_new_events
from crm.audit.models import Event
from crm.audit.tags import TAGS
from crm.core.dates import utc_now
from crm.core.db import Record, db

Difference = dict[str, list[Any]]
events.listen(db.session, "before_flush", chain_new_events)


class Actor(Protocol):
    """Who does something: a viewer, or the operator of the system."""

    @property
    def ref(self) -> str | None: ...


class Subject(Protocol):
    """A record something is done to."""

    __tablename__: str

    @property
    def ref(self) -> Any:
        """What the outside world calls it."""


def record(
    tag: str, subject: Subject, *, difference: Mapping[str, Any] | None = None, actor: Actor
) -> Event:
    """Add one event to the session; an unknown tag is an error of ours."""
    if tag not in TAGS:
        raise KeyError(tag)
    event = Event(
        at=utc_now(),
        tag=tag,
        actor_ref=actor.ref,
        subject_kind=subject.__tablename__,
        subject_ref=subject.ref,
        difference=dict(difference or {}),
    )
    db.session.add(event)
    return event


def plain(value: Any) -> Any:
    """A value as it is kept in a difference: text, number, truth or a list of them.

    Of another record only the ref is kept: who may know its name differs per reader, and changes.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Record):
        return value.ref
    if isinstance(value, Iterable):
        return sorted(str(plain(item)) for item in value)
    return str(getattr(value, "name", value))


def snapshot(record: object, fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a record as plain values, by the label people know them by.

    `fields` maps attribute to label.
    """
    return {label: plain(getattr(record, attribute)) for attribute, label in fields.items()}


def difference_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """What became different: `{field: [old, new]}`."""
    return {
        field: [before.get(field), value]
        for field, value in after.items()
        if before.get(field) != value
    }
