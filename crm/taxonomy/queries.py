"""Reading the lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.core.db import db
from crm.core.errors import NotFound
from crm.taxonomy.models import Area, FormerName, OfferKind, TargetGroup, Theme

Entry = TypeVar("Entry", bound=Theme | Area | TargetGroup | OfferKind)


def list_themes() -> list[Theme]:
    """All themes by name."""
    return list_items(Theme)


def list_areas() -> list[Area]:
    """All areas by name."""
    return list_items(Area)


def list_items(model: type[Entry]) -> list[Entry]:
    """All entries of a list by name."""
    return list(db.session.scalars(select(model).order_by(model.sort_key, model.id)))


def get_item(model: type[Entry], ref: str) -> Entry:
    """The entry of a list with this ref."""
    item = db.session.scalar(select(model).where(model.ref == ref))
    if item is None:
        raise NotFound("Dit staat niet (meer) in de lijst.")
    return item


def offered(items: Iterable[Entry], *, used: Iterable[Entry] = ()) -> list[Entry]:
    """What may be chosen: what is not retired, and what the record in hand already has."""
    kept = {item.id for item in used}
    return [item for item in items if not item.is_retired or item.id in kept]


def theme_choices() -> list[tuple[str, str]]:
    """Value and word of every theme, by name: rows, since a filter needs no records."""
    query = select(Theme.name).order_by(Theme.sort_key, Theme.id)
    return [(name, name) for name in db.session.scalars(query)]


def area_choices() -> list[tuple[str, str]]:
    """Value and word of every area, by name."""
    query = select(Area.code, Area.name).order_by(Area.sort_key, Area.id)
    return [(code, name) for code, name in db.session.execute(query)]


def list_offer_kinds() -> list[OfferKind]:
    """All kinds of offer by name."""
    return list_items(OfferKind)


def get_offer_kind(code: str) -> OfferKind:
    """The kind of offer with this code, of now or before."""
    kind = db.session.scalar(select(OfferKind).where(OfferKind.id.in_(kinds_called([code]))))
    if kind is None:
        raise NotFound("Deze soort staat niet (meer) in de lijst.")
    return kind


def offer_kind_choices() -> list[tuple[str, str]]:
    """Value and word of every kind of offer, by name."""
    query = select(OfferKind.code, OfferKind.name).order_by(OfferKind.sort_key, OfferKind.id)
    return [(code, name) for code, name in db.session.execute(query)]


def kinds_called(codes: Iterable[str]) -> Select[int]:
    """Ids of the kinds of offer with these codes, of now or before."""
    codes = list(codes)
    now = OfferKind.code.in_(codes) | OfferKind.ref.in_(_once_called(OfferKind, codes))
    return select(OfferKind.id).where(now)


def known_offer_kinds(codes: Iterable[str]) -> set[str]:
    """Which of the codes are kinds of offer, or were."""
    return _known(OfferKind, OfferKind.code, list(codes))


def list_target_groups() -> list[TargetGroup]:
    """All target groups by name."""
    return list_items(TargetGroup)


def _below(tree: type[Theme] | type[Area], condition: object) -> Select[int]:
    found = select(tree.id).where(condition).cte(recursive=True)  # type: ignore[arg-type]
    found = found.union(select(tree.id).join(found, tree.parent_id == found.c.id))
    return select(found.c.id)


def themes_below(names: Iterable[str]) -> Select[int]:
    """Ids of the themes with these names, of now or before, and everything beneath them."""
    names = list(names)
    return _below(Theme, Theme.name.in_(names) | Theme.ref.in_(_once_called(Theme, names)))


def areas_below(codes: Iterable[str]) -> Select[int]:
    """Ids of the areas with these codes, of now or before, and everything beneath them."""
    codes = list(codes)
    return _below(Area, Area.code.in_(codes) | Area.ref.in_(_once_called(Area, codes)))


def known_themes(names: Iterable[str]) -> set[str]:
    """Which of the names are themes, or were."""
    return _known(Theme, Theme.name, list(names))


def known_areas(codes: Iterable[str]) -> set[str]:
    """Which of the codes are areas, or were."""
    return _known(Area, Area.code, list(codes))


def former_names(table: str) -> dict[str, str]:
    """The refs that the entries of a list now have, by what they were called before."""
    query = select(FormerName.name, FormerName.subject_ref).where(FormerName.table_name == table)
    return dict(db.session.execute(query).all())


def is_below(
    item: Theme | Area | TargetGroup | OfferKind, above: Theme | Area | TargetGroup | OfferKind
) -> bool:
    """Whether an entry is another or lies beneath it in the tree."""
    if isinstance(above, TargetGroup | OfferKind):
        return item is above
    tree = type(above)
    return item.id in set(db.session.scalars(_below(tree, tree.id == above.id)))


def children_of(item: Area) -> list[Area]:
    """The areas right beneath one."""
    return list(db.session.scalars(select(Area).where(Area.parent_id == item.id)))


def _once_called(model: type[Entry], names: list[str]) -> Select[str]:
    return select(FormerName.subject_ref).where(
        FormerName.table_name == model.__tablename__, FormerName.name.in_(names)
    )


def _known(model: type[Entry], column: InstrumentedAttribute[str], names: list[str]) -> set[str]:
    now = select(column).where(column.in_(names))
    before = select(FormerName.name).where(
        FormerName.table_name == model.__tablename__, FormerName.name.in_(names)
    )
    return set(db.session.scalars(now.union(before)))
