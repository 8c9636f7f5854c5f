"""What goes along when one party becomes part of another: each package registers its own.

A merge stands above every package that points at a party, and cannot know them all. So each says
here which of its columns do, how room is made for them, and how they are told in the preview. A
test fails on a foreign key to a party that nobody registered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import InstrumentedAttribute

from crm.accounts.viewer import Viewer
from crm.core.trace import Trace
from crm.parties.models import Party

Attribute = InstrumentedAttribute[Any] | Any


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties becoming one, by number; what is done to rows goes through the trace.

    `contact_stays` is the party whose vaste contactpersonen stay when both have one.
    """

    kept: int
    dropped: int
    trace: Trace
    contact_stays: int


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the preview: what it is (`verbindingen`), and its rows in words."""

    what: str
    rows: list[str]


@dataclass(frozen=True, slots=True)
class Lost:
    """What does not go along as it is: the row in words, and what becomes of it."""

    row: str
    why: str


def _nothing_to_do(_pair: Pair) -> None:
    """Most rows only point at another party afterwards."""


def _nothing_to_derive(_party_ids: list[int]) -> None:
    """Most tables are not made of others."""


def _nothing_to_tell(_party: Party, *, viewer: Viewer) -> list[Told]:
    """What nobody reads is not told."""
    return []


def _nothing_lost(_kept: Party, _dropped: Party, *, viewer: Viewer) -> list[Lost]:
    """Most rows go along as they are."""
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What a package has that points at parties.

    `moves` are columns that point at the other party afterwards; `joins` columns of joining
    tables, in which a pair stands once; `texts` columns that hold a party's ref as text;
    `settled` columns that `make_room` deals with itself; `derived` columns of tables that
    `derive` (or who registered with `when_reach_changes`) makes again for these parties.
    `tell` and `lose` say for the preview what goes along, and what does not go along as it is,
    of what the viewer may see.
    """

    moves: tuple[Attribute, ...] = ()
    joins: tuple[Attribute, ...] = ()
    texts: tuple[Attribute, ...] = ()
    settled: tuple[Attribute, ...] = ()
    derived: tuple[Attribute, ...] = ()
    make_room: Callable[[Pair], None] = _nothing_to_do
    derive: Callable[[list[int]], None] = _nothing_to_derive
    tell: Callable[..., list[Told]] = _nothing_to_tell
    lose: Callable[..., list[Lost]] = _nothing_lost


def column_of(attribute: Attribute) -> Column[Any]:
    """The column behind an attribute of a class; a column is its own."""
    return attribute if isinstance(attribute, Column) else attribute.property.columns[0]


FOLLOWING: list[Following] = []


def follows(following: Following) -> None:
    """Register what of a package goes along."""
    FOLLOWING.append(following)
