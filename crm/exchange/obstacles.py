"""What stands in the way of taking an import back: what people built on it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, Table, func, literal, select
from sqlalchemy.orm import aliased

from crm.accounts.viewer import Viewer
from crm.audit.models import Event
from crm.core.db import Base, db
from crm.exchange.attributes import Mapping
from crm.exchange.mapping import MAPPINGS, TARGET_GROUPS
from crm.exchange.models import ImportChange, ImportRun, SourceName
from crm.exchange.seen import seen_refs
from crm.exchange.state import chunks
from crm.exchange.trace import Trace
from crm.parties.models import FormerParty, InitiativeProfile, Party
from crm.taxonomy.models import TargetGroup

ONE = {
    "gebieden": "een gebied",
    "themas": "een thema",
    "soorten_aanbod": "een soort aanbod",
    "doelgroepen": "een doelgroep",
    "partijen": "een partij",
    "personen": "een persoon",
    "rollen": "een rol",
    "accounthouders": "een contactpersoon of accounthouder",
    "portefeuilles": "een portefeuille",
    "wegwijzers": "een wegwijzer",
    "verbindingen": "een verbinding",
    "verbindingskanten": "wat een kant van een verbinding zegt",
    "contactmomenten": "een contactmoment",
    "aanbod_en_gevraagd": "aanbod of vraag",
    "doelen": "een doel",
    "bijdragen_aan_doelen": "een bijdrage aan een doel",
    "vragen": "een vraag aan de gemeente",
    "toezeggingen": "een toezegging",
    "regelingen": "een regeling",
    "subsidies": "een subsidie",
    "overeenkomsten": "een overeenkomst",
    "ondertekenaars": "een ondertekenaar",
    "notities": "een notitie",
    "kennismakingen": "een kennismaking",
    "partijen_bij_kennismakingen": "een partij bij een kennismaking",
    "opbrengsten_van_kennismakingen": "de opbrengst van een kennismaking",
    "weggelegde_kansen": "een weggelegde kans",
}
NAMED_BY = {
    "gebieden": "name",
    "themas": "name",
    "soorten_aanbod": "name",
    "doelgroepen": "name",
    "partijen": "name",
    "personen": "last_name",
    "portefeuilles": "name",
    "regelingen": "name",
    "subsidies": "dossier",
    "aanbod_en_gevraagd": "title",
    "overeenkomsten": "title",
    "doelen": "title",
    "vragen": "question",
    "toezeggingen": "title",
}
# Tables that follow from a record and go with it.
FOLLOWS = {
    *("affiliation", "degree", "edge", "party_access", "party_contact", "party_sign"),
    *("lookalike_due", "lookalike_pair", "scheme_degree", "source_name"),
}
CHANGED = "is daarna gewijzigd"
GONE = "bestaat niet meer"
IN_USE = "is in gebruik"
MERGED = "is samengevoegd met een andere partij"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason not to take an import back; `ref` is empty when there is no page to look at."""

    kind: str
    ref: str
    name: str
    why: str

    @property
    def sentence(self) -> str:
        """`‘Stichting De Brug’ is daarna gewijzigd.`"""
        return f"{self.name} {self.why}."


def find_obstacles(run: ImportRun, trace: Trace, *, viewer: Viewer) -> list[Obstacle]:
    """Everything that was built on an import, in words that tell nothing hidden."""
    finder = _Finder(run, trace, viewer)
    found = [*finder.later_runs()]
    for kind in (*MAPPINGS, TARGET_GROUPS):
        found += finder.of_kind(kind)
    return found


class _Finder:
    """Looks at every record that a run made or changed."""

    def __init__(self, run: ImportRun, trace: Trace, viewer: Viewer) -> None:
        self.run = run
        self.trace = trace
        self.viewer = viewer
        self.overlapping: set[tuple[str, str]] = set()
        self._seen: dict[str, frozenset[str] | None] = {}
        own = select(func.max(Event.id)).where(Event.subject_ref == run.ref)
        self.last_event = db.session.scalar(own) or 0

    def later_runs(self) -> Iterator[Obstacle]:
        """Imports that came after, and changed some of the same."""
        mine, other = aliased(ImportChange), aliased(ImportChange)
        query = (
            select(ImportRun.source_name, other.kind, other.key)
            .select_from(mine)
            .join(other, (other.key == mine.key) & (other.kind == mine.kind))
            .join(ImportRun, ImportRun.id == other.run_id)
            .where(mine.run_id == self.run.id, other.run_id > self.run.id)
            .where(ImportRun.undone_at.is_(None))
        )
        names: dict[str, int] = {}
        for name, kind, key in db.session.execute(query):
            self.overlapping.add((kind, key))
            names[name] = names.get(name, 0) + 1
        for name, count in names.items():
            things = "iets" if count == 1 else f"{count} dingen"
            why = f"is later ingelezen en wijzigde {things} hiervan. Haal dat bestand eerst weg"
            yield Obstacle("", "", f"‘{name}’", why)

    def of_kind(self, kind: str) -> Iterator[Obstacle]:
        """What happened since to the records of one kind."""
        made, changed = self.trace.made.get(kind, {}), self.trace.changed.get(kind, {})
        versions = made | {ref: one.version for ref, one in changed.items()}
        if not versions:
            return
        model: Any = MAPPINGS[kind].model if kind in MAPPINGS else TargetGroup
        ids: dict[int, str] = {}
        moved: dict[str, str] = dict.fromkeys(changed, GONE)
        for refs in chunks(versions):
            version: Any = model.version if self._has_version(kind) else literal(None)
            query = select(model.id, model.ref, version).where(model.ref.in_(refs))
            for record_id, ref, now in db.session.execute(query):
                moved.pop(ref, None)
                if ref in made:
                    ids[record_id] = ref
                if now != versions[ref]:
                    moved[ref] = CHANGED
        moved |= dict.fromkeys(self._told_of(kind, versions), CHANGED)
        for ref in [ref for ref in moved if (kind, ref) in self.overlapping]:
            del moved[ref]
        if kind == "partijen":
            # named after the party that stayed: that is where it can be undone
            for dropped, stayed in _merged_since(versions):
                moved.pop(dropped, None)
                moved[stayed] = MERGED
        yield from self._obstacles(kind, moved)
        yield from self._obstacles(kind, self._used(kind, model.__table__, ids))

    def _has_version(self, kind: str) -> bool:
        return kind in MAPPINGS and MAPPINGS[kind].format.is_record

    def _told_of(self, kind: str, refs: Iterable[str]) -> Iterator[str]:
        """Records without a version: an event about them after the import tells."""
        if self._has_version(kind):
            return
        for some in chunks(refs):
            query = select(Event.subject_ref).where(
                Event.subject_ref.in_(some), Event.id > self.last_event
            )
            yield from db.session.scalars(query)

    # --- what points at what the import made ------------------------------------------------

    def _used(self, kind: str, table: Table, ids: dict[int, str]) -> dict[str, str]:
        """Why each record cannot go, by its ref: something else needs it now."""
        found: dict[str, str] = {}
        for column in _pointing_at(table):
            for some in chunks(ids):
                for target, owner_kind, owner in db.session.execute(_owners(column, some)):
                    if owner_kind and self.trace.touched(owner_kind, owner):
                        continue
                    found.setdefault(ids[target], self._use(owner_kind, owner))
        if kind == "partijen":
            found |= self._named_elsewhere(ids)
        return found

    def _use(self, kind: str, ref: str) -> str:
        if not kind or not self._is_seen(kind, ref):
            return IN_USE
        return f"wordt gebruikt door {ONE[kind]}"

    def _named_elsewhere(self, ids: dict[int, str]) -> dict[str, str]:
        """Parties that another register knows too."""
        found: dict[str, str] = {}
        for some in chunks(ids):
            query = select(SourceName.party_id).where(
                SourceName.party_id.in_(some), SourceName.profile != self.run.profile
            )
            for party_id in db.session.scalars(query):
                found[ids[party_id]] = "staat ook in een ander register"
        return found

    # --- words ------------------------------------------------------------------------------

    def _obstacles(self, kind: str, reasons: dict[str, str]) -> Iterator[Obstacle]:
        names = _names(kind, [ref for ref in reasons if self._is_seen(kind, ref)])
        for ref, why in sorted(reasons.items(), key=lambda one: (names.get(one[0], ""), one)):
            is_known = ref in names
            word = ONE[kind][0].upper() + ONE[kind][1:]
            name = f"‘{names[ref]}’" if is_known and names[ref] else word
            yield Obstacle(kind, ref if is_known else "", name, why)

    def _is_seen(self, kind: str, ref: str) -> bool:
        if kind not in self._seen:
            self._seen[kind] = seen_refs(kind, self.viewer)
        seen = self._seen[kind]
        return seen is None or ref in seen


def _merged_since(refs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Parties that an import made and that became part of another, with the ref of that one."""
    query = select(FormerParty.ref, Party.ref).join(Party, Party.id == FormerParty.party_id)
    for some in chunks(refs):
        yield from map(tuple, db.session.execute(query.where(FormerParty.ref.in_(some))))


def _names(kind: str, refs: list[str]) -> dict[str, str]:
    if kind not in NAMED_BY:
        return dict.fromkeys(refs, "")
    model = MAPPINGS[kind].model if kind in MAPPINGS else TargetGroup
    found: dict[str, str] = {}
    for some in chunks(refs):
        query = select(model.ref, getattr(model, NAMED_BY[kind])).where(model.ref.in_(some))
        found.update(db.session.execute(query).all())
    return found


def _pointing_at(table: Table) -> Iterator[Column[Any]]:
    """Every foreign key to a table, but those of what follows from it and of its own lists."""
    own = {one.table.c[one.own] for mapping in MAPPINGS.values() for one in mapping.lists}
    own.add(Base.metadata.tables[InitiativeProfile.__tablename__].c.party_id)
    for other in Base.metadata.tables.values():
        if other.name in FOLLOWS:
            continue
        for column in other.columns:
            if column not in own and any(key.column.table is table for key in column.foreign_keys):
                yield column


def _owners(column: Column[Any], ids: list[int]) -> Select[Any]:
    """Rows (target id, kind, ref) of the records that a foreign key belongs to."""
    found = _owner_of(column.table)
    if found is None:
        return select(column, literal(""), literal("")).where(column.in_(ids)).distinct()
    mapping, own = found
    query = select(column, literal(mapping.name), mapping.model.ref).where(column.in_(ids))
    if own is not None:
        query = query.join(mapping.model, mapping.model.id == own)
    return query


def _owner_of(table: Any) -> tuple[Mapping, Any] | None:
    """Whose record a row of a table is, and the column that says so when it is another table."""
    if table is InitiativeProfile.__table__:
        return MAPPINGS["partijen"], table.c.party_id
    for mapping in MAPPINGS.values():
        if mapping.model.__table__ is table:
            return mapping, None
        for one in mapping.lists:
            if one.table is table:
                return mapping, table.c[one.own]
    return None
