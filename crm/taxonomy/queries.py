"""Reading the lists."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select

from crm.core.db import db
from crm.taxonomy.models import Area, TargetGroup, Theme


def list_themes() -> list[Theme]:
    """All themes by name."""
    return list(db.session.scalars(select(Theme).order_by(Theme.sort_key, Theme.id)))


def list_areas() -> list[Area]:
    """All areas by name."""
    return list(db.session.scalars(select(Area).order_by(Area.sort_key, Area.id)))


def theme_choices() -> list[tuple[str, str]]:
    """Value and word of every theme, by name: rows, since a filter needs no records."""
    query = select(Theme.name).order_by(Theme.sort_key, Theme.id)
    return [(name, name) for name in db.session.scalars(query)]


def area_choices() -> list[tuple[str, str]]:
    """Value and word of every area, by name."""
    query = select(Area.code, Area.name).order_by(Area.sort_key, Area.id)
    return [(code, name) for code, name in db.session.execute(query)]


def list_target_groups() -> list[TargetGroup]:
    """All target groups by name."""
    query = select(TargetGroup).order_by(TargetGroup.sort_key, TargetGroup.id)
    return list(db.session.scalars(query))


def _below(tree: type[Theme] | type[Area], condition: object) -> Select[int]:
    found = select(tree.id).where(condition).cte(recursive=True)  # type: ignore[arg-type]
    found = found.union(select(tree.id).join(found, tree.parent_id == found.c.id))
    return select(found.c.id)


def themes_below(names: Iterable[str]) -> Select[int]:
    """Ids of the themes with these names and everything beneath them."""
    return _below(Theme, Theme.name.in_(list(names)))


def areas_below(codes: Iterable[str]) -> Select[int]:
    """Ids of the areas with these codes and everything beneath them."""
    return _below(Area, Area.code.in_(list(codes)))


def known_themes(names: Iterable[str]) -> set[str]:
    """Which of the names are themes."""
    return set(db.session.scalars(select(Theme.name).where(Theme.name.in_(list(names)))))


def known_areas(codes: Iterable[str]) -> set[str]:
    """Which of the codes are areas."""
    return set(db.session.scalars(select(Area.code).where(Area.code.in_(list(codes)))))
