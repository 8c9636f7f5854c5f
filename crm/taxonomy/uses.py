"""What uses an entry of a list: found by the foreign keys, so that none is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, func, select, true, update

from crm.accounts.viewer import Viewer
from crm.core.db import Base, db
from crm.taxonomy.models import Area, OfferKind, TargetGroup, Theme

Item = Theme | Area | TargetGroup | OfferKind
# One and more of what uses an entry, by its table, in the order in which they are told.
WORDS = {
    "party_theme": ("partij", "partijen"),
    "party_area": ("partij", "partijen"),
    "party_target_group": ("partij", "partijen"),
    "offer": ("keer geboden of gezocht", "keer geboden of gezocht"),
    "offer_theme": ("keer geboden of gezocht", "keer geboden of gezocht"),
    "offer_area": ("keer geboden of gezocht", "keer geboden of gezocht"),
    "scheme_theme": ("regeling", "regelingen"),
    "goal_theme": ("doel", "doelen"),
    "goal_area": ("doel", "doelen"),
    "portfolio_theme": ("portefeuille", "portefeuilles"),
    "signpost": ("wegwijzer", "wegwijzers"),
    "theme": ("onderliggend thema", "onderliggende thema’s"),
    "area": ("onderliggend gebied", "onderliggende gebieden"),
}
_ORDER = list(WORDS)


@dataclass(frozen=True, slots=True)
class Use:
    """How often something uses an entry."""

    table: str
    count: int

    @property
    def text(self) -> str:
        """`3 partijen`."""
        one, many = WORDS[self.table]
        return f"{self.count} {one if self.count == 1 else many}"


def uses_by_id(model: type[Item], *, viewer: Viewer) -> dict[int, list[Use]]:
    """What uses each entry of a list, as far as the viewer's level goes: a count tells too."""
    found: dict[int, list[Use]] = {}
    for column in references_to(model):
        for item_id, count in _counts(column, viewer):
            found.setdefault(item_id, []).append(Use(column.table.name, count))
    return found


def references_to(model: type[Item]) -> list[Column[Any]]:
    """Every column that points at a list, in the order of WORDS."""
    target = model.__table__
    found = [
        key.parent
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is target
    ]
    return sorted(found, key=lambda column: _ORDER.index(column.table.name))


def move_uses(item: Item, target: Item) -> None:
    """Whatever uses an entry uses the other from now on; who used both keeps one."""
    for column in references_to(type(item)):
        table, owner = column.table, _owner(column)
        here = column == item.id
        moved = update(table).where(here).values({column.name: target.id})
        if owner is not None:
            both = select(owner).where(column == target.id)
            moved = moved.where(owner.not_in(both))
        db.session.execute(moved)
        if owner is not None:
            db.session.execute(delete(table).where(here))


def _counts(column: Column[Any], viewer: Viewer) -> list[tuple[int, int]]:
    query = select(column, func.count()).where(column.is_not(None), _seen(column, viewer))
    return [(item_id, count) for item_id, count in db.session.execute(query.group_by(column))]


def _seen(column: Column[Any], viewer: Viewer) -> ColumnElement[bool]:
    """Through the level of whoever uses it, where that has one."""
    owner = _owner(column)
    if viewer.is_operator:
        return true()
    if owner is None:
        return _known(_table(column), viewer)
    holder = _table(next(iter(owner.foreign_keys)).column)
    return owner.in_(select(holder.c.id).where(_known(holder, viewer)))


def _known(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a row may be counted: by its own level, else by that of the person it is of."""
    if "level" in table.c:
        return table.c.level <= viewer.level
    if "person_id" not in table.c:
        return true()
    person = _table(next(iter(table.c.person_id.foreign_keys)).column)
    return table.c.person_id.in_(select(person.c.id).where(person.c.level <= viewer.level))


def _table(column: Column[Any]) -> Table:
    assert isinstance(column.table, Table)
    return column.table


def _owner(column: Column[Any]) -> Column[Any] | None:
    """In a table of pairs the other column; None where the column is a record's own."""
    table = _table(column)
    keys = list(table.primary_key.columns)
    if column not in keys or len(keys) != 2:
        return None
    return next(key for key in keys if key is not column)
