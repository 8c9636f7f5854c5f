"""Making, changing and putting away a record: one flush, one event, one version higher."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crm.audit.operations import Actor, difference_between, record, snapshot
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.saving import check_version, flush_or_refuse

Fields = Mapping[str, str]
NOTHING: tuple[Any, ...] = (None, "", [])
NO_REFUSALS: Mapping[str, Refused] = {}


def created(
    subject: Any,
    fields: Fields | Callable[[Any], Mapping[str, Any]],
    tag: str,
    *,
    refusals: Mapping[str, Refused] = NO_REFUSALS,
    actor: Actor,
) -> None:
    """Save a new record; its event holds what was filled in.

    `fields` maps attributes to labels, or is a function that gives the values by label.
    """
    flush_or_refuse(subject, refusals)
    filled = {
        label: value for label, value in _values(subject, fields).items() if value not in NOTHING
    }
    record(tag, subject, difference=difference_between({}, filled), actor=actor)


def changed(
    subject: Any,
    fill: Callable[[], None],
    fields: Fields | Callable[[Any], Mapping[str, Any]],
    tag: str,
    *,
    version: int | None,
    refusals: Mapping[str, Refused] = NO_REFUSALS,
    actor: Actor,
) -> bool:
    """Save what `fill` does to a record; False when nothing became different.

    Stale when somebody saved it since `version`.
    """
    check_version(subject, version)
    before = _values(subject, fields)
    with db.session.no_autoflush:
        fill()
        difference = difference_between(before, _values(subject, fields))
        if not difference:
            return False
        subject.touch(actor)
    flush_or_refuse(subject, refusals)
    record(tag, subject, difference=difference, actor=actor)
    return True


def put_away(
    subject: Any,
    tag: str,
    *,
    version: int | None,
    back: bool = False,
    refusals: Mapping[str, Refused] = NO_REFUSALS,
    actor: Actor,
) -> None:
    """Put a record in the archive, or bring it back."""
    check_version(subject, version)
    subject.archived_at = None if back else utc_now()
    subject.touch(actor)
    flush_or_refuse(subject, refusals)
    record(tag, subject, actor=actor)


def _values(subject: Any, fields: Fields | Callable[[Any], Mapping[str, Any]]) -> Mapping[str, Any]:
    return fields(subject) if callable(fields) else snapshot(subject, fields)
