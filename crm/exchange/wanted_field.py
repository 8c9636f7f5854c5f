"""One field that a register may tell. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from crm.exchange.formats import Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """One field: how people call it, what its cells hold, and the names it goes by."""

    name: str
    label: str
    kind: Kind
    names: tuple[str, ...]
    required: bool = False


def wanted(
    name: str, label: str, names: str, kind: Kind = Kind.TEXT, *, required: bool = False
) -> Wanted:
    """A field, with the names it goes by in one text with commas."""
    return Wanted(name, label, kind, tuple(one.strip() for one in names.split(",")), required)
