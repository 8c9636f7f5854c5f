"""What is in the database now, as far as an import or export needs it: read in bulk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, func, null, select

from crm.audit.models import Event
from crm.core.db import db
from crm.exchange.attributes import PROFILE, Mapping
from crm.exchange.mapping import LINK_KINDS, MAPPINGS, OFFER_KINDS, TARGET_GROUPS
from crm.links.models import LinkKind
from crm.parties.models import FormerParty, InitiativeProfile, Party
from crm.taxonomy.models import OfferKind, TargetGroup
from crm.taxonomy.queries import former_names

CHUNK = 5000
BATCH = 20_000
# Lists whose entries may be renamed and merged, by their table.
RENAMED = {
    "themas": "theme",
    "gebieden": "area",
    TARGET_GROUPS: "target_group",
    OFFER_KINDS: "offer_kind",
}


def batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Values in lists that are short enough to keep in memory as rows."""
    rest = iter(values)
    while some := list(islice(rest, BATCH)):
        yield some


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Values in lists that are short enough for one statement."""
    everything = list(values)
    return (everything[start : start + CHUNK] for start in range(0, len(everything), CHUNK))


def newest_event() -> int:
    """The number of the last change: every accepted change leaves one event."""
    return db.session.scalar(select(func.max(Event.id))) or 0


@dataclass(slots=True)
class Index:
    """The handles of one kind of record: by the keys that files use, and by id.

    The handle is the ref; of a link kind it is the code. `once_called` says what became of an
    entry of a list that was renamed or merged away, by the word for it then.
    """

    by_key: dict[str, str] = field(default_factory=dict)
    refs: dict[int, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    former: set[str] = field(default_factory=set)
    once_called: dict[str, str] = field(default_factory=dict)

    def put(self, record_id: int, ref: str, key: str | None) -> None:
        """Take one record in; its own key goes before the ref of another."""
        self.refs[record_id] = ref
        self.ids[ref] = record_id
        self.keys[ref] = key or ref
        self.by_key.setdefault(ref, ref)
        if key:
            self.by_key[key] = ref

    def lead_on(self, ref: str, *former: str | None) -> None:
        """Let keys that are no record's own stand for the one that took its place."""
        for key in former:
            if key is not None and key not in self.by_key:
                self.by_key[key] = ref
                self.former.add(key)


@dataclass(slots=True)
class Existing:
    """One record as it is: values by attribute, pointers and lists as handles."""

    id: int
    ref: str
    values: dict[str, Any]
    pointers: dict[str, str | None]
    lists: dict[str, frozenset[str]] = field(default_factory=dict)
    version: int | None = None


class State:
    """The database as one import sees it; every kind is read once, when it is asked for."""

    def __init__(self) -> None:
        self._indexes: dict[str, Index] = {}

    def index(self, kind: str) -> Index:
        """The handles of all records of a kind."""
        if kind not in self._indexes:
            self._indexes[kind] = _read_index(kind)
        return self._indexes[kind]

    def existing(
        self,
        mapping: Mapping,
        condition: ColumnElement[bool] | None = None,
        *,
        with_lists: Collection[str] = (),
    ) -> list[Existing]:
        """Records of a kind with their values, and the lists in `with_lists` (columns)."""
        found = self._read(mapping, condition)
        by_id = {one.id: one for one in found}
        for one in mapping.lists:
            if one.column in with_lists:
                members = self._members(one.table, one.own, one.other, one.to, by_id)
                for record_id, existing in by_id.items():
                    existing.lists[one.column] = frozenset(members.get(record_id, ()))
        return found

    def existing_by_ref(
        self, mapping: Mapping, refs: Iterable[str], *, with_lists: Collection[str] = ()
    ) -> dict[str, Existing]:
        """Records with these refs."""
        return {
            one.ref: one
            for some in chunks(refs)
            for one in self.existing(mapping, mapping.model.ref.in_(some), with_lists=with_lists)
        }

    def _read(self, mapping: Mapping, condition: ColumnElement[bool] | None) -> list[Existing]:
        model = mapping.model
        columns, names = [model.id, model.ref], ["id", "ref"]
        if mapping.format.is_record:
            columns.append(model.version)
            names.append("version")
        for one in mapping.all_fields:
            owner = InitiativeProfile if one.attribute in PROFILE else model
            columns.append(getattr(owner, one.attribute))
            names.append(one.attribute)
        for pointer in mapping.pointers:
            columns.append(getattr(model, pointer.attribute))
            names.append(pointer.attribute)
        query = select(*columns).order_by(model.id)
        if model is Party:
            columns.append(InitiativeProfile.part_of_id)
            names.append("part_of_id")
            query = (
                select(*columns)
                .order_by(model.id)
                .outerjoin(InitiativeProfile, InitiativeProfile.party_id == Party.id)
            )
        if condition is not None:
            query = query.where(condition)
        return [
            self._existing(mapping, dict(zip(names, row, strict=True)))
            for row in db.session.execute(query)
        ]

    def _existing(self, mapping: Mapping, row: dict[str, Any]) -> Existing:
        pointers: dict[str, str | None] = {}
        for pointer in mapping.pointers:
            target = row.pop(pointer.attribute)
            if pointer.attribute == "parent_id" and mapping.model is Party:
                # a file has one column for the department's town hall and the larger whole
                target = row.pop("part_of_id") or target
            pointers[pointer.attribute] = self.index(pointer.to).refs[target] if target else None
        version = row.pop("version", None)
        return Existing(row.pop("id"), row.pop("ref"), row, pointers, version=version)

    def _members(
        self, table: Any, own: str, other: str, to: str, by_id: dict[int, Existing]
    ) -> dict[int, list[str]]:
        refs = self.index(to).refs
        found: dict[int, list[str]] = {}
        for ids in chunks(by_id):
            query = select(table.c[own], table.c[other]).where(table.c[own].in_(ids))
            for owner, member in db.session.execute(query):
                found.setdefault(owner, []).append(refs[member])
        return found


def _read_index(kind: str) -> Index:
    index = Index()
    for record_id, ref, key in db.session.execute(select(*_key_columns(kind))):
        index.put(record_id, ref, key)
    if kind == "partijen":
        for ref, former_ref, former_key in db.session.execute(_former_keys()):
            index.lead_on(ref, former_ref, former_key)
    if kind in RENAMED:
        index.once_called = former_names(RENAMED[kind])
    if kind == OFFER_KINDS:
        index.once_called |= dict(db.session.execute(select(OfferKind.name, OfferKind.ref)).all())
    return index


def _former_keys() -> Select[str, str, str | None]:
    """The keys of parties that became part of another, with the ref of that one."""
    return select(Party.ref, FormerParty.ref, FormerParty.reference).join(
        FormerParty, FormerParty.party_id == Party.id
    )


def _key_columns(kind: str) -> Sequence[Any]:
    if kind == LINK_KINDS:
        return LinkKind.id, LinkKind.code, LinkKind.code
    if kind == TARGET_GROUPS:
        return TargetGroup.id, TargetGroup.ref, TargetGroup.name
    model = MAPPINGS[kind].model
    if kind in ("gebieden", OFFER_KINDS):
        return model.id, model.ref, model.code
    if kind == "themas":
        return model.id, model.ref, model.name
    key = model.reference if MAPPINGS[kind].format.is_record else null()
    return model.id, model.ref, key
