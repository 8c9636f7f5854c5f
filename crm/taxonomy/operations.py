"""Keeping the lists: add, change, retire, merge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.operations import difference_between, record, snapshot
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.saving import flush_or_refuse
from crm.core.text import fold, sort_key, tidy
from crm.taxonomy.models import AREA_KINDS, Area, FormerName, OfferKind, TargetGroup, Theme
from crm.taxonomy.queries import children_of, is_below
from crm.taxonomy.uses import Item, move_uses

LABELS = {"code": "code", "name": "naam", "kind": "soort", "parent": "valt onder"}
MOST_OF_CODE = 30
RANK = {kind: rank for rank, kind in enumerate(AREA_KINDS)}
_TAKEN = Refused("Deze naam staat al in de lijst.", field="name")
_CODE_TAKEN = Refused("Deze code staat al in de lijst.", field="code")
REFUSALS = {
    "uq_theme_name": _TAKEN,
    "theme.name": _TAKEN,
    "uq_target_group_name": _TAKEN,
    "target_group.name": _TAKEN,
    "uq_offer_kind_name": _TAKEN,
    "offer_kind.name": _TAKEN,
    "uq_area_code": _CODE_TAKEN,
    "area.code": _CODE_TAKEN,
}


def add_theme(name: str, *, parent: Theme | None = None, actor: Viewer) -> Theme:
    """Add a theme."""
    theme = Theme(name=tidy(name), sort_key=sort_key(name), parent=parent)
    _added(theme, actor=actor)
    return theme


def add_area(code: str, name: str, kind: str, *, parent: Area | None = None, actor: Viewer) -> Area:
    """Add an area of a known kind."""
    if kind not in AREA_KINDS:
        raise Refused(f"‘{kind}’ is geen soort gebied.", field="soort")
    area = Area(code=code, name=tidy(name), sort_key=sort_key(name), kind=kind, parent=parent)
    _added(area, actor=actor)
    return area


def add_target_group(name: str, *, actor: Viewer) -> TargetGroup:
    """Add a target group."""
    group = TargetGroup(name=tidy(name), sort_key=sort_key(name))
    _added(group, actor=actor)
    return group


def add_offer_kind(name: str, *, actor: Viewer) -> OfferKind:
    """Add a kind of offer; files know it by a code made of its name."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:MOST_OF_CODE] or "soort"
    taken = set(db.session.scalars(select(OfferKind.code)))
    codes = [words, *(f"{words}_{number}" for number in range(2, len(taken) + 3))]
    code = next(code for code in codes if code not in taken)
    kind = OfferKind(code=code, name=tidy(name), sort_key=sort_key(name))
    _added(kind, actor=actor)
    return kind


def add_item(model: type[Item], *, values: Mapping[str, Any], actor: Viewer) -> Item:
    """Add an entry to a list from clean values (attributes of LABELS)."""
    if model is Theme:
        return add_theme(values["name"], parent=values["parent"], actor=actor)
    if model is Area:
        return add_area(**values, actor=actor)
    if model is OfferKind:
        return add_offer_kind(values["name"], actor=actor)
    return add_target_group(values["name"], actor=actor)


def change_item(item: Item, *, values: Mapping[str, Any], actor: Viewer) -> bool:
    """Change an entry (attributes of LABELS); False when nothing became different.

    What it was called stays known: files and addresses that use the old word find it.
    """
    before, was = snapshot(item, _labels(item)), known_as(item)
    with db.session.no_autoflush:
        for attribute, value in values.items():
            setattr(item, attribute, tidy(value) if attribute == "name" else value)
        item.sort_key = sort_key(item.name)
        difference = difference_between(before, snapshot(item, _labels(item)))
        if not difference:
            return False
        _check_tree(item)
    flush_or_refuse(item, REFUSALS)
    if known_as(item) != was:
        _remember(item, was)
    record(f"{item.__tablename__}.changed", item, difference=difference, actor=actor)
    return True


def retire_item(item: Item, *, back: bool = False, actor: Viewer) -> None:
    """No longer offer an entry, or offer it again; where it is used it stays."""
    if item.is_retired is not back:
        raise Refused("Dit is al zo. Laad de pagina opnieuw.")
    item.retired_at = None if back else utc_now()
    db.session.flush()
    tag = "restored" if back else "retired"
    record(f"{item.__tablename__}.{tag}", item, actor=actor)


def merge_item(item: Item, target: Item, *, actor: Viewer) -> None:
    """Let everything that uses an entry use another, and take the entry off the list."""
    if item.id == target.id or type(item) is not type(target):
        raise Refused("Kies een ander uit dezelfde lijst.", field="target")
    hold_chain()
    if is_below(target, item):
        raise Refused(
            f"‘{target.name}’ valt onder ‘{item.name}’. Wijzig dat eerst.", field="target"
        )
    if isinstance(item, Area) and isinstance(target, Area):
        _check_ranks(target, [child.kind for child in children_of(item)], field="target")
    move_uses(item, target)
    name, told = known_as(item), {"naam": [item.name, target.name]}
    db.session.execute(
        update(FormerName)
        .where(FormerName.table_name == item.__tablename__, FormerName.subject_ref == item.ref)
        .values(subject_ref=target.ref)
    )
    record(f"{item.__tablename__}.merged", item, difference=told, actor=actor)
    db.session.execute(delete(type(item)).where(type(item).id == item.id))
    _remember(target, name)
    db.session.expire_all()


def known_as(item: Item) -> str:
    """How files and addresses know an entry: areas and kinds by their code, the rest by name."""
    return item.code if isinstance(item, Area | OfferKind) else item.name


def _added(item: Item, *, actor: Viewer) -> None:
    _check_tree(item)
    flush_or_refuse(item, REFUSALS)
    _forget(item)
    record(
        f"{item.__tablename__}.created", item, difference={"naam": [None, item.name]}, actor=actor
    )


def _labels(item: Item) -> dict[str, str]:
    return {attribute: label for attribute, label in LABELS.items() if hasattr(item, attribute)}


def _remember(item: Item, name: str) -> None:
    """Keep what it was called, unless something else is called that now."""
    _forget(item)
    kept = FormerName(table_name=item.__tablename__, name=name, subject_ref=item.ref)
    db.session.merge(kept)
    db.session.flush()


def _forget(item: Item) -> None:
    """What is a name of now is nobody's former name."""
    db.session.execute(
        delete(FormerName).where(
            FormerName.table_name == item.__tablename__, FormerName.name == known_as(item)
        )
    )


def _check_tree(item: Item) -> None:
    """No circles, and no district in a neighbourhood.

    Who puts two entries under each other at the same moment waits for the other's write.
    """
    if isinstance(item, TargetGroup | OfferKind):
        return
    hold_chain()
    if item.parent is not None and item.id is not None and is_below(item.parent, item):
        raise Refused("Dit kan niet onder zichzelf vallen. Kies iets anders.", field="parent")
    if not isinstance(item, Area):
        return
    if item.parent is not None:
        _check_ranks(item.parent, [item.kind], field="parent")
    if item.id is not None:
        _check_ranks(item, [child.kind for child in children_of(item)], field="kind")


def _check_ranks(above: Area, kinds: list[str], *, field: str) -> None:
    for kind in kinds:
        if RANK[kind] <= RANK[above.kind]:
            raise Refused(
                f"Een {kind} valt niet onder een {above.kind}. Kies iets anders.", field=field
            )
