"""How the columns of a file are attributes of a record: fields, pointers and lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import String, Table

from crm.core.db import VISIBILITIES
from crm.exchange.formats import Format
from crm.parties.models import InitiativeProfile, Party

PROFILE = ("phase", "ambition", "started_on", "continuity", "paused_from", "stopped_because")


@dataclass(frozen=True, slots=True)
class Field:
    """A column that holds a value. `default` is for a new record, and for a cleared cell."""

    column: str
    attribute: str
    default: Any = ""
    choices: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column that names one other record, of the kind `to`."""

    column: str
    attribute: str
    to: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A column that names several other records, kept in a table between the two."""

    column: str
    to: str
    table: Table
    own: str
    other: str


@dataclass(frozen=True)
class Mapping:
    """How the rows of one file are records; `tag` is the first half of its audit tags."""

    format: Format
    model: type[Any]
    tag: str
    fields: tuple[Field, ...]
    pointers: tuple[Pointer, ...] = ()
    lists: tuple[ListOf, ...] = ()
    default_visibility: str = "netwerk"

    @property
    def name(self) -> str:
        """The name of the file without its suffix."""
        return self.format.name

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        """Its own fields, and those that every record has."""
        return self.fields + COMMON if self.format.is_record else self.fields

    @cached_property
    def has_reference(self) -> bool:
        """Whether a row carries a key of its own in `referentie`."""
        return "referentie" in self.format.by_name

    def longest(self, field: Field) -> int | None:
        """How long a text may be, from the column in the database; None when it may be any."""
        table = Party.__table__ if self.model is Party else self.model.__table__
        if field.attribute in PROFILE:
            table = InitiativeProfile.__table__
        kind = table.c[field.attribute].type
        return kind.length if isinstance(kind, String) else None


COMMON = (
    Field("zichtbaarheid", "visibility", None, VISIBILITIES),
    Field("bestuurlijk_gevoelig", "sensitive", False),
    Field("gearchiveerd_op", "archived_at", None),
)
PERIOD = (Field("begin", "begins_on", None), Field("eind", "ends_on", None))


def texts(**columns: str) -> tuple[Field, ...]:
    """Plain text columns: `column="attribute"`."""
    return tuple(Field(column, attribute) for column, attribute in columns.items())
