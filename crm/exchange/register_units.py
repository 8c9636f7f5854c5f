"""Themes, districts and departments of a register."""

from __future__ import annotations

from crm.exchange.register import name_key
from crm.exchange.register_work import PARTIES, UNITS, Work, distinct, handles
from crm.parties.kinds import sector_of
from crm.parties.models import Party
from crm.taxonomy.models import Area, Theme
from crm.taxonomy.queries import former_names

_UNIT = "onderdeel/"


def plan_themes(work: Work) -> None:
    """Themes by name; the source's own way with capitals does not make another one."""
    known = {name_key(name): ref for name, ref in former_names("theme").items()}
    known |= {name_key(name): ref for ref, name in handles(Theme.ref, Theme.name)}
    for name in distinct(row.theme for row in work.register.rows):
        if name_key(name) not in known:
            known[name_key(name)] = work.add_new("themas", {"name": name}).ref
        else:
            work.plan.count("themas").same += 1
        work.themes[name] = known[name_key(name)]


def plan_units(work: Work) -> None:
    """Districts are areas; the other units are departments of the municipality."""
    place = work.profile.municipality
    by_code = dict(handles(Area.code, Area.ref))
    districts = {
        name_key(name): ref for ref, name in handles(Area.ref, Area.name, Area.kind == "stadsdeel")
    }
    town = by_code.get(place.area_code) or _add_area(
        work, place.area_code, place.area_name, "gemeente", None
    )
    town_hall = _unit(work, place.name, "gemeente", parent=None, area=town)
    for unit in distinct(row.unit for row in work.register.rows):
        if unit.lower().startswith(work.profile.district_prefix):
            key = name_key(unit)
            found = by_code.get(unit) or districts.get(key)
            work.areas[unit] = found or _add_area(work, unit, unit, "stadsdeel", town)
            districts[key] = work.areas[unit]
            work.units[unit] = town_hall
        else:
            work.units[unit] = _unit(work, unit, "afdeling", parent=town_hall, area=None)
    work.units[""] = town_hall


def _add_area(work: Work, code: str, name: str, kind: str, parent: str | None) -> str:
    values = {"code": code, "name": name, "kind": kind}
    return work.add_new("gebieden", values, pointers={"parent_id": parent}).ref


def _unit(work: Work, name: str, kind: str, *, parent: str | None, area: str | None) -> str:
    """The municipality or a department: as the source knows it, by hand, or new."""
    key = _UNIT + name_key(name)
    ref = work.known_names.get(key) or work.plan.names.get(key)
    if ref is None:
        same = (Party.kind == kind, Party.archived_at.is_(None))
        found = {name_key(n): r for r, n in handles(Party.ref, Party.name, *same)}
        ref = found.get(name_key(name))
        if ref is None:
            values = {"name": name, "kind": kind, "source": work.profile.source}
            ref = work.add_new(
                PARTIES,
                values | {"sector": sector_of(kind)},
                pointers={"parent_id": parent},
                lists={"gebied": [area] if area else []},
                count_as=UNITS,
            ).ref
            work.plan.names[key] = ref
            return ref
        work.plan.names[key] = ref
    work.plan.count(UNITS).same += 1
    return ref
