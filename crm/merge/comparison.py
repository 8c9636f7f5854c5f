"""Two parties side by side: what each says, field by field, as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.dates import date_text
from crm.core.db import db
from crm.merge.choices import (
    CHOICES,
    PARTY_CHOICES,
    PROFILE_CHOICES,
    Choice,
    Values,
    both_fit,
    differs,
    reach,
)
from crm.parties.models import Party
from crm.parties.queries import party_seen

POINTERS = ("parent_id", "part_of_id")
LISTS = (("themes", "Thema’s"), ("areas", "Gebied"), ("target_groups", "Voor wie?"))


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two parties in words; `open` when somebody has to choose."""

    key: str
    label: str
    kept: str
    other: str
    is_open: bool = False
    both_fit: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The fields to choose, and those of which only the other party says something."""

    to_choose: list[Compared]
    filled_in: list[Compared]
    visibility: str
    sensitive: bool


def compare(kept: Party, other: Party, *, viewer: Viewer) -> Comparison:
    """Put two parties side by side; a field that names a hidden party is left out."""
    names = _names(kept, other, viewer)
    rows = [
        _compared(choice, vars_of(kept), vars_of(other), names)
        for choice, vars_of in _choices(kept, other)
    ]
    lists = [_joined(attribute, label, kept, other) for attribute, label in LISTS]
    shown = [row for row in (*rows, *lists) if row is not None]
    seen_by = reach(_values(kept), _values(other))
    return Comparison(
        [row for row in shown if row.is_open],
        [row for row in shown if not row.is_open and row.other and row.other != row.kept],
        seen_by["visibility"],
        seen_by["sensitive"],
    )


def _choices(kept: Party, other: Party) -> list[tuple[Choice, Any]]:
    """The choices, each with where a party keeps the values; a profile only when both have one."""
    found: list[tuple[Choice, Any]] = [(choice, _values) for choice in PARTY_CHOICES]
    if kept.profile is not None and other.profile is not None:
        found += [(choice, lambda party: _values(party.profile)) for choice in PROFILE_CHOICES]
    return found


def _compared(
    choice: Choice, kept: Values, other: Values, names: dict[int, str]
) -> Compared | None:
    if choice.fields[0] in POINTERS and _is_hidden(choice, (kept, other), names):
        return None
    return Compared(
        choice.key,
        choice.label,
        _words(choice, kept, names),
        _words(choice, other, names),
        differs(choice, kept, other),
        both_fit(choice, kept, other),
    )


def _is_hidden(choice: Choice, sides: tuple[Values, Values], names: dict[int, str]) -> bool:
    [field] = choice.fields
    return any(side[field] is not None and side[field] not in names for side in sides)


def _joined(attribute: str, label: str, kept: Party, other: Party) -> Compared:
    """A list keeps what is on either; what the other adds is told."""
    own = {one.name for one in getattr(kept, attribute)}
    added = [one.name for one in getattr(other, attribute) if one.name not in own]
    return Compared(attribute, label, "", ", ".join(added))


def _words(choice: Choice, values: Values, names: dict[int, str]) -> str:
    first = choice.fields[0]
    if first == "kind":
        return values["kind_label"]
    if first == "phase":
        return values["phase_label"]
    if first in POINTERS:
        return names.get(values[first], "")
    parts = [_text(values[name]) for name in choice.fields]
    return " ".join(part for part in parts if part)


def _text(value: Any) -> str:
    return date_text(value) if isinstance(value, date) else str(value or "")


def _values(record: Any) -> dict[str, Any]:
    """What choices are made of, by the name of the field."""
    names = [name for choice in CHOICES for name in choice.fields]
    also = ("kind_label", "phase_label", "visibility", "sensitive", "withheld")
    return {name: getattr(record, name) for name in (*names, *also) if hasattr(record, name)}


def _names(kept: Party, other: Party, viewer: Viewer) -> dict[int, str]:
    """The names of the larger wholes that the viewer may see."""
    profiles = [one.profile for one in (kept, other) if one.profile is not None]
    ids = {kept.parent_id, other.parent_id, *(profile.part_of_id for profile in profiles)}
    query = select(Party.id, Party.name).where(Party.id.in_(ids - {None}), party_seen(viewer))
    return {row.id: row.name for row in db.session.execute(query)}
