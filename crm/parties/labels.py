"""What a party is about, in names only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, literal_column, select, union_all

from crm.core.prepared import run
from crm.parties.models import Party, party_area, party_target_group, party_theme
from crm.parties.queries import PARTY
from crm.taxonomy.models import Area, TargetGroup, Theme


@dataclass(frozen=True, slots=True)
class Labels:
    """What a party is about: the names of its themes, areas and target groups, in their order."""

    themes: list[str]
    areas: list[str]
    target_groups: list[str]


def labels_of(party: Party) -> Labels:
    """One query: every page of a party begins with these, and needs no more than the names."""
    names: tuple[list[str], ...] = ([], [], [])
    for place, name in run(_LABELS, {"party_id": party.id}):
        names[place].append(name)
    return Labels(*names)


def _names_in(place: int, table: Table, named: Any) -> Select[Any]:
    of_list = table.join(named, named.id == table.c[f"{named.__tablename__}_id"])
    return (
        select(literal_column(str(place)).label("place"), named.name, named.sort_key, named.id)
        .select_from(of_list)
        .where(table.c.party_id == PARTY)
    )


_NAMES = union_all(
    _names_in(0, party_theme, Theme),
    _names_in(1, party_area, Area),
    _names_in(2, party_target_group, TargetGroup),
).subquery()
_LABELS = select(_NAMES.c.place, _NAMES.c.name).order_by(
    _NAMES.c.place, _NAMES.c.sort_key, _NAMES.c.id
)
