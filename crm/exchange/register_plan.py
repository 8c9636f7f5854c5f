"""From a register to a plan: who is known, what is new, what the source says otherwise now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.audit.operations import plain
from crm.core.db import VISIBILITIES, db, new_ref
from crm.core.text import tidy
from crm.exchange.drafting import changed_draft, new_draft
from crm.exchange.mapping import MAPPINGS
from crm.exchange.models import SourceName, SourceRecord
from crm.exchange.plan import Draft, Plan, Remembered
from crm.exchange.profiles import RegisterProfile
from crm.exchange.register import (
    Register,
    RegisterRow,
    may_be_a_person,
    name_key,
    scheme_key,
)
from crm.exchange.state import Existing, State
from crm.parties.kinds import sector_of
from crm.parties.models import Party
from crm.parties.queries import party_seen
from crm.resources.models import Grant, Scheme
from crm.taxonomy.models import Area, Theme

PARTIES, UNITS, SCHEMES, GRANTS = "partijen", "afdelingen", "regelingen", "subsidies"
GRANT_FIELDS = {
    "year": "year",
    "project": "project",
    "theme": "theme",
    "unit": "unit",
    "periodicity": "periodicity",
    "asked": "asked",
    "awarded": "awarded",
    "settled": "settled",
    "reported_on": "as_of",
}
LABELS = {one.attribute: one.column for one in MAPPINGS[GRANTS].fields}
_UNIT = "onderdeel/"


def plan_register(
    register: Register,
    profile: RegisterProfile,
    *,
    state: State,
    visibility: str | None,
    viewer: Viewer,
) -> Plan:
    """Compare a register with the database; nothing is written.

    A field changes only when the source says something else than at the last import.
    """
    return _RegisterPlanner(register, profile, state, visibility, viewer).plan()


class _RegisterPlanner:
    def __init__(
        self,
        register: Register,
        profile: RegisterProfile,
        state: State,
        visibility: str | None,
        viewer: Viewer,
    ) -> None:
        self.register = register
        self.profile = profile
        self.state = state
        self.visibility = visibility
        self.viewer = viewer
        self.result = Plan(profile.name)
        self.themes: dict[str, str] = {}
        self.areas: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self.parties: dict[str, str] = {}
        self.schemes: dict[str, str] = {}
        self.last: dict[tuple[str, str], SourceRecord] = {}
        self.known_names: dict[str, str] = {}

    def plan(self) -> Plan:
        for refusal in self.register.refusals:
            self.result.refuse(GRANTS, refusal)
        for kind in (PARTIES, SCHEMES, GRANTS):
            self.result.count(kind)
        if self.register.rows:
            self._recall()
            self._plan_themes()
            self._plan_units()
            self._plan_applicants()
            self._plan_schemes()
            self._plan_grants()
            self._report_moves()
        for row in self.register.rows:
            self.result.private += row.is_anonymous
            self.result.empty += not row.applicant and not row.is_anonymous
        return self.result

    def _recall(self) -> None:
        """What this source said before, and which party each of its names stands for."""
        of_profile = SourceRecord.profile == self.profile.name
        for one in db.session.scalars(select(SourceRecord).where(of_profile)):
            self.last[(one.kind, one.key)] = one
        names = select(SourceName.key, Party.ref).join(Party, Party.id == SourceName.party_id)
        rows = db.session.execute(names.where(SourceName.profile == self.profile.name))
        self.known_names = dict(rows.all())

    # --- lists ----------------------------------------------------------------------------

    def _plan_themes(self) -> None:
        known = {name_key(name): ref for ref, name in _rows(Theme.ref, Theme.name)}
        for name in _distinct(row.theme for row in self.register.rows):
            if name_key(name) not in known:
                known[name_key(name)] = self._add_new("themas", {"name": name}).ref
            else:
                self.result.count("themas").same += 1
            self.themes[name] = known[name_key(name)]

    def _plan_units(self) -> None:
        """Districts are areas; the other units are departments of the municipality."""
        place = self.profile.municipality
        by_code = dict(_rows(Area.code, Area.ref))
        districts = {
            name_key(name): ref
            for ref, name in _rows(Area.ref, Area.name, Area.kind == "stadsdeel")
        }
        town = by_code.get(place.area_code) or self._add_area(
            place.area_code, place.area_name, "gemeente", None
        )
        town_hall = self._unit(place.name, "gemeente", parent=None, area=town)
        for unit in _distinct(row.unit for row in self.register.rows):
            if unit.lower().startswith(self.profile.district_prefix):
                found = by_code.get(unit) or districts.get(name_key(unit))
                self.areas[unit] = found or self._add_area(unit, unit, "stadsdeel", town)
                self.units[unit] = town_hall
            else:
                self.units[unit] = self._unit(unit, "afdeling", parent=town_hall, area=None)
        self.units[""] = town_hall

    def _add_area(self, code: str, name: str, kind: str, parent: str | None) -> str:
        values = {"code": code, "name": name, "kind": kind}
        return self._add_new("gebieden", values, pointers={"parent_id": parent}).ref

    def _unit(self, name: str, kind: str, *, parent: str | None, area: str | None) -> str:
        """The municipality or a department: as the source knows it, by hand, or new."""
        key = _UNIT + name_key(name)
        ref = self.known_names.get(key)
        if ref is None:
            same = (Party.kind == kind, Party.archived_at.is_(None))
            found = {name_key(n): r for r, n in _rows(Party.ref, Party.name, *same)}
            ref = found.get(name_key(name))
            if ref is None:
                values = {"name": name, "kind": kind, "source": self.profile.source}
                ref = self._add_new(
                    PARTIES,
                    values | {"sector": sector_of(kind)},
                    pointers={"parent_id": parent},
                    lists={"gebied": [area] if area else []},
                    count_as=UNITS,
                ).ref
                self.result.names[key] = ref
                return ref
            self.result.names[key] = ref
        self.result.count(UNITS).same += 1
        return ref

    # --- applicants -----------------------------------------------------------------------

    def _plan_applicants(self) -> None:
        names: dict[str, list[str]] = defaultdict(list)
        themes: dict[str, set[str]] = defaultdict(set)
        areas: dict[str, set[str]] = defaultdict(set)
        lines: dict[str, int] = {}
        for row in self.register.rows:
            if not row.applicant:
                continue
            key = name_key(row.applicant)
            lines.setdefault(key, row.line)
            if row.applicant not in names[key]:
                names[key].append(row.applicant)
            if row.theme:
                themes[key].add(row.theme)
            if row.unit in self.areas:
                areas[key].add(row.unit)
        self._adopt(names)
        existing = self._existing(
            PARTIES, (self.parties[key] for key in names if key in self.parties)
        )
        others = _names_in_use(self.viewer) if len(existing) < len(names) else {}
        for key, spellings in names.items():
            said = {"naam": spellings, "themas": themes[key], "gebied": areas[key]}
            found = existing.get(self.parties.get(key, ""))
            if found is None:
                self._add_applicant(key, lines[key], said, others)
            else:
                self._compare_applicant(key, lines[key], said, found)

    def _adopt(self, names: Iterable[str]) -> None:
        """Names the source used before, and parties that came from it in another way."""
        unknown = []
        for key in names:
            if key in self.known_names:
                self.parties[key] = self.known_names[key]
            else:
                unknown.append(key)
        if not unknown:
            return
        same = (Party.source == self.profile.source, Party.kind.not_in(("gemeente", "afdeling")))
        by_name = {
            name_key(n): r
            for r, n in _rows(Party.ref, Party.name, Party.archived_at.is_(None), *same)
        }
        taken = set(self.known_names.values())
        for key in unknown:
            if key in by_name and by_name[key] not in taken:
                self.parties[key] = self.result.names[key] = by_name[key]

    def _add_applicant(
        self, key: str, line: int, said: dict[str, Any], others: dict[str, str]
    ) -> None:
        name = said["naam"][0]
        values = {
            "name": name,
            "kind": self.profile.party_kind,
            "sector": sector_of(self.profile.party_kind),
            "source": self.profile.source,
        }
        if may_be_a_person(name):
            values["visibility"] = max("intern", self.visibility or "", key=_strictness)
            self.result.messages.append(
                f"‘{name}’ lijkt de naam van een mens. Alleen de gemeente ziet deze partij."
            )
        draft = self._add_new(
            PARTIES,
            values,
            line=line,
            lists={
                "themas": [self.themes[one] for one in said["themas"]],
                "gebied": [self.areas[one] for one in said["gebied"]],
            },
        )
        self.parties[key] = self.result.names[key] = draft.ref
        if key in others:
            self.result.maybe_double(PARTIES, name, others[key])
        self._remember_applicant(key, draft.ref, name, said["themas"], said["gebied"])

    def _compare_applicant(
        self, key: str, line: int, said: dict[str, Any], found: Existing
    ) -> None:
        last = self._last(PARTIES, key)
        name = last.get("naam", found.values["name"])
        values = {}
        if name not in said["naam"] and name_key(name) == key:
            name = said["naam"][0]
            values["name"] = name
        elif last and found.values["name"] != name:
            self._keep(name, "naam")
        themes = said["themas"] - set(last.get("themas", ()))
        areas = said["gebied"] - set(last.get("gebied", ()))
        self.result.add(
            changed_draft(
                MAPPINGS[PARTIES],
                found,
                line=line,
                values=values,
                pointers={},
                added={
                    "themas": [self.themes[one] for one in themes],
                    "gebied": [self.areas[one] for one in areas],
                },
                removed={},
                state=self.state,
            )
        )
        themes = said["themas"] | set(last.get("themas", ()))
        areas = said["gebied"] | set(last.get("gebied", ()))
        self._remember_applicant(key, found.ref, name, themes, areas)

    def _remember_applicant(
        self, key: str, ref: str, name: str, themes: set[str], areas: set[str]
    ) -> None:
        values = {"naam": name, "themas": sorted(themes), "gebied": sorted(areas)}
        self._remember(PARTIES, key, ref, values)

    # --- schemes --------------------------------------------------------------------------

    def _plan_schemes(self) -> None:
        names: dict[str, str] = {}
        units: dict[str, Counter[str]] = defaultdict(Counter)
        themes: dict[str, set[str]] = defaultdict(set)
        lines: dict[str, int] = {}
        for row in self.register.rows:
            key = scheme_key(row.scheme)
            names.setdefault(key, row.scheme)
            lines.setdefault(key, row.line)
            units[key][row.unit] += 1
            if row.theme:
                themes[key].add(row.theme)
        known = self._known_schemes()
        self.schemes = {key: known[key] for key in names if key in known}
        existing = self._existing(SCHEMES, self.schemes.values())
        for key, name in names.items():
            last = self._last(SCHEMES, key)
            unit: str = last.get("aanbieder", "")
            if unit not in units[key]:
                unit = units[key].most_common(1)[0][0]
            found = existing.get(self.schemes.get(key, ""))
            if found is None:
                draft = self._add_new(
                    SCHEMES,
                    {"name": name, "kind": self.profile.scheme_kind},
                    line=lines[key],
                    pointers={"provider_id": self.units[unit]},
                    lists={"themas": [self.themes[one] for one in themes[key]]},
                )
                self.schemes[key] = draft.ref
            else:
                moved = bool(last) and unit != last.get("aanbieder")
                more = themes[key] - set(last.get("themas", ()))
                self.result.add(
                    changed_draft(
                        MAPPINGS[SCHEMES],
                        found,
                        line=lines[key],
                        values={},
                        pointers={"provider_id": self.units[unit]} if moved else {},
                        added={"themas": [self.themes[one] for one in more]},
                        removed={},
                        state=self.state,
                    )
                )
            said = sorted(themes[key] | set(last.get("themas", ())))
            values = {"naam": last.get("naam", name), "aanbieder": unit, "themas": said}
            self._remember(SCHEMES, key, self.schemes[key], values)

    def _known_schemes(self) -> dict[str, str]:
        """Schemes by name as the source knows them, or as they came from it another way."""
        used = select(Grant.scheme_id).where(Grant.register == self.profile.name)
        known = {scheme_key(n): r for r, n in _rows(Scheme.ref, Scheme.name, Scheme.id.in_(used))}
        for (kind, key), one in self.last.items():
            if kind == SCHEMES:
                known[key] = one.subject_ref
        return known

    # --- grants ---------------------------------------------------------------------------

    def _plan_grants(self) -> None:
        of_register = Grant.register == self.profile.name
        existing = {
            one.values["dossier"]: one for one in self.state.existing(MAPPINGS[GRANTS], of_register)
        }
        only_newer = 0
        for row in self.register.rows:
            found = existing.get(row.dossier)
            draft = self._new_grant(row) if found is None else self._changed_grant(row, found)
            self.result.add(draft)
            only_newer += not draft.is_new and set(draft.difference) == {"peildatum"}
            self._remember(GRANTS, row.dossier, draft.ref, _said(row))
        if only_newer:
            self.result.messages.append(f"Bij {only_newer} subsidies is alleen de peildatum nieuw.")

    def _new_grant(self, row: RegisterRow) -> Draft:
        without = None if row.applicant else ("particulier" if row.is_anonymous else "leeg")
        values = {name: getattr(row, of_row) for name, of_row in GRANT_FIELDS.items()}
        values |= {"dossier": row.dossier, "register": self.profile.name, "without_party": without}
        return new_draft(
            MAPPINGS[GRANTS],
            line=row.line,
            ref=new_ref(),
            values=values,
            pointers={
                "scheme_id": self.schemes[scheme_key(row.scheme)],
                "party_id": self.parties[name_key(row.applicant)] if row.applicant else None,
            },
            lists={},
            visibility=self.visibility,
        )

    def _changed_grant(self, row: RegisterRow, found: Existing) -> Draft:
        """Only what the source says otherwise now; without memory, what differs."""
        last, said = self._last(GRANTS, row.dossier), _said(row)
        values: dict[str, Any] = {}
        for name, of_row in GRANT_FIELDS.items():
            if not last or last.get(name) != said[name]:
                values[name] = getattr(row, of_row)
            elif found.values[name] != getattr(row, of_row):
                self._keep(f"dossier {row.dossier}", LABELS[name])
        pointers: dict[str, str | None] = {}
        if not last or last.get("regeling") != said["regeling"]:
            pointers["scheme_id"] = self.schemes[scheme_key(row.scheme)]
        if row.applicant and (not last or last.get("aanvrager") != said["aanvrager"]):
            pointers["party_id"] = self.parties[name_key(row.applicant)]
            values["without_party"] = None
        elif row.applicant:
            if found.pointers["party_id"] != self.parties[name_key(row.applicant)]:
                self._keep(f"dossier {row.dossier}", "partij")
        elif found.pointers["party_id"] is None:
            # an applicant that became nobody's name keeps the party it had
            values["without_party"] = "particulier" if row.is_anonymous else "leeg"
        return changed_draft(
            MAPPINGS[GRANTS],
            found,
            line=row.line,
            values=values,
            pointers=pointers,
            added={},
            removed={},
            state=self.state,
        )

    def _report_moves(self) -> None:
        """When all dossiers of a name moved to one other name, it may be the same party."""
        before: dict[str, set[str]] = defaultdict(set)
        for (kind, dossier), one in self.last.items():
            if kind == GRANTS and one.values.get("aanvrager"):
                before[one.values["aanvrager"]].add(dossier)
        now = {row.dossier: name_key(row.applicant) for row in self.register.rows}
        new = {one.ref: one for one in self.result.drafts.get(PARTIES, []) if one.is_new}
        for old, dossiers in before.items():
            after = {now.get(dossier, old) for dossier in dossiers}
            if len(after) != 1 or not (key := after.pop()) or key == old:
                continue
            ref, old_ref = self.parties[key], self.known_names.get(old)
            if old_ref is None or ref == old_ref:
                continue
            names = [self._last(PARTIES, old).get("naam", old), key]
            if ref in new:
                names[1] = new[ref].values["name"]
                self.result.maybe_double(PARTIES, names[1], names[0])
            else:
                names[1] = self._last(PARTIES, key).get("naam", key)
                self.result.doubles.append((names[1], names[0]))

    def _keep(self, subject: str, field: str) -> None:
        """What people changed by hand stays, and is told."""
        self.result.messages.append(
            f"Bij {subject} is {field} met de hand gewijzigd. Dat is zo gelaten."
        )

    # --- small steps ----------------------------------------------------------------------

    def _add_new(
        self,
        kind: str,
        values: dict[str, Any],
        *,
        line: int = 0,
        pointers: dict[str, str | None] | None = None,
        lists: dict[str, list[str]] | None = None,
        count_as: str = "",
    ) -> Draft:
        draft = new_draft(
            MAPPINGS[kind],
            line=line,
            ref=new_ref(),
            values=values,
            pointers=pointers or {},
            lists=lists or {},
            visibility=self.visibility,
        )
        self.result.add(draft, count_as=count_as)
        return draft

    def _existing(self, kind: str, refs: Iterable[str]) -> dict[str, Existing]:
        mapping = MAPPINGS[kind]
        columns = [one.column for one in mapping.lists]
        return self.state.existing_by_ref(mapping, refs, with_lists=columns)

    def _last(self, kind: str, key: str) -> dict[str, Any]:
        """What the source said at the last import; empty when it never spoke of it."""
        found = self.last.get((kind, key))
        return found.values if found else {}

    def _remember(self, kind: str, key: str, ref: str, values: dict[str, Any]) -> None:
        found = self.last.get((kind, key))
        if found is None or found.values != values or found.subject_ref != ref:
            self.result.remembered.append(Remembered(kind, key, ref, values))


def _said(row: RegisterRow) -> dict[str, Any]:
    """What a row says, as it is remembered."""
    said = {name: plain(getattr(row, of_row)) for name, of_row in GRANT_FIELDS.items()}
    return said | {"aanvrager": name_key(row.applicant), "regeling": scheme_key(row.scheme)}


def _strictness(visibility: str) -> int:
    return VISIBILITIES.index(visibility) if visibility else -1


def _distinct(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if tidy(name)]


def _rows(first: Any, second: Any, *conditions: Any) -> list[tuple[str, str]]:
    query = select(first, second).where(*conditions)
    return [(one, other) for one, other in db.session.execute(query)]


def _names_in_use(viewer: Viewer) -> dict[str, str]:
    """Names by key of all parties that are not archived and that the viewer may know of."""
    rows = _rows(Party.ref, Party.name, Party.archived_at.is_(None), party_seen(viewer))
    return {name_key(name): name for _, name in rows}
