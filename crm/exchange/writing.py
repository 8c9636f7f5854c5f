"""Writing a plan in bulk, inside the caller's transaction. Nothing here decides anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from crm.accounts.viewer import Viewer
from crm.core.bulk import insert_rows
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.text import sort_key
from crm.exchange.attributes import PROFILE, Mapping
from crm.exchange.events import EventLog
from crm.exchange.following import follow
from crm.exchange.mapping import MAPPINGS, TARGET_GROUPS
from crm.exchange.models import SourceName, SourceRecord
from crm.exchange.plan import Draft, Plan
from crm.exchange.state import State, batches, chunks
from crm.links.models import LinkKind
from crm.parties.kinds import PROFILED_KINDS
from crm.parties.models import InitiativeProfile, Party
from crm.parties.models import searchable as party_searchable
from crm.people.models import Person
from crm.people.models import searchable as person_searchable
from crm.taxonomy.models import TargetGroup

SORTED_BY = {
    "gebieden": "name",
    "themas": "name",
    "regelingen": "name",
    "overeenkomsten": "title",
    "doelen": "title",
}
# Kinds whose ids are needed once they are written: others point at them, or have lists.
POINTED_AT = {
    TARGET_GROUPS,
    *(pointer.to for mapping in MAPPINGS.values() for pointer in mapping.pointers),
    *(one.to for mapping in MAPPINGS.values() for one in mapping.lists),
    *(mapping.name for mapping in MAPPINGS.values() if mapping.lists),
}
_PARTY_TEXT = ("name", "description", "place", "phone", "withheld")
_PERSON_TEXT = (
    *("initials", "first_name", "name_prefix", "last_name"),
    *("function", "expertise", "tasks", "phone"),
)


def prepare(plan: Plan) -> None:
    """Work out what needs no lock: the columns for search and order."""
    for kind, drafts in plan.drafts.items():
        for draft in drafts:
            draft.derived = _derived(kind, draft)


def _derived(kind: str, draft: Draft) -> dict[str, Any]:
    if kind == "partijen" and not draft.values.keys().isdisjoint(_PARTY_TEXT):
        own = {name: value for name, value in draft.after.items() if name not in PROFILE}
        return party_searchable(Party(**own))
    if kind == "personen" and not draft.values.keys().isdisjoint(_PERSON_TEXT):
        return person_searchable(Person(**draft.after))
    name = SORTED_BY.get(kind)
    return {"sort_key": sort_key(draft.values[name])} if name in draft.values else {}


def write_plan(plan: Plan, state: State, *, actor: Viewer) -> None:
    """Write every draft, its event, what is derived from it, and what the source said."""
    writer = Writer(state, actor)
    writer.write_target_groups(plan.drafts.get(TARGET_GROUPS, []))
    for kind, mapping in MAPPINGS.items():
        drafts = plan.drafts.get(kind, [])
        writer.write(mapping, [one for one in drafts if one.is_new or one.changes])
    writer.log.write()
    follow(plan, state)
    _remember(plan, state)


class Writer:
    """Writes the drafts kind by kind; the ids of new records are added to the state."""

    def __init__(self, state: State, actor: Viewer) -> None:
        self.state = state
        self.actor = actor
        self.now = utc_now()
        self.log = EventLog(state, actor, self.now)
        self.directed = dict(db.session.execute(select(LinkKind.id, LinkKind.directed)).all())

    def write_target_groups(self, drafts: Sequence[Draft]) -> None:
        """Target groups have a name and nothing else."""
        names = {one.ref: one.values["name"] for one in drafts}
        rows = [{"ref": r, "name": name, "sort_key": sort_key(name)} for r, name in names.items()]
        _insert(TargetGroup, rows)
        self._learn_ids(TARGET_GROUPS, TargetGroup, drafts)

    def write(self, mapping: Mapping, drafts: Sequence[Draft]) -> None:
        """Write the drafts of one kind: rows, lists between tables, events."""
        new = [one for one in drafts if one.is_new]
        for some in batches(new):
            _insert(mapping.model, [self._new_row(mapping, one) for one in some])
        self._learn_ids(mapping.name, mapping.model, new)
        self._update(mapping, [one for one in drafts if not one.is_new])
        self._point_among_themselves(mapping, drafts)
        if mapping.model is Party:
            self._write_profiles(drafts)
        self._write_lists(mapping, drafts)
        for draft in drafts:
            self.log.add(mapping, draft)

    def _id(self, kind: str, handle: str | None) -> int | None:
        return self.state.index(kind).ids[handle] if handle is not None else None

    def _learn_ids(self, kind: str, model: Any, new: Sequence[Draft]) -> None:
        if kind not in POINTED_AT:
            return
        index = self.state.index(kind)
        for refs in chunks(one.ref for one in new):
            for record_id, ref in db.session.execute(
                select(model.id, model.ref).where(model.ref.in_(refs))
            ):
                index.put(record_id, ref, None)

    def _new_row(self, mapping: Mapping, draft: Draft) -> dict[str, Any]:
        row = {name: value for name, value in draft.values.items() if name not in PROFILE}
        row["ref"] = draft.ref
        for pointer in mapping.pointers:
            among_themselves = pointer.to == mapping.name
            handle = None if among_themselves else draft.pointers.get(pointer.attribute)
            row[pointer.attribute] = self._id(pointer.to, handle)
        if mapping.format.is_record:
            row |= {"version": 1, "created_at": self.now, "created_by": self.actor.ref}
            row |= {"changed_at": self.now, "changed_by": self.actor.ref}
        if mapping.name == "verbindingen":
            row |= self._in_order(row)
        return row | draft.derived

    def _in_order(self, row: dict[str, Any]) -> dict[str, Any]:
        """The ends of a link without direction stand in the order of their ids."""
        ends = [row["party_a_id"], row["party_b_id"]]
        if not self.directed[row["kind_id"]]:
            ends.sort()
        return {"party_a_id": ends[0], "party_b_id": ends[1]}

    def _update(self, mapping: Mapping, drafts: Sequence[Draft]) -> None:
        """Change rows, those with the same columns together."""
        table = mapping.model.__table__
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for draft in drafts:
            row = {name: value for name, value in draft.values.items() if name not in PROFILE}
            row |= self._changed_pointers(mapping, draft)
            if mapping.name == "verbindingen" and draft.pointers:
                row |= self._in_order(row)
            row |= draft.derived
            if mapping.format.is_record:
                row |= {"changed_at": self.now, "changed_by": self.actor.ref}
            if row:
                alike[tuple(sorted(row))].append({"_id": draft.id} | row)
        for names, rows in alike.items():
            values: dict[str, Any] = {name: bindparam(name) for name in names}
            if mapping.format.is_record:
                values["version"] = table.c.version + 1
            statement = update(table).where(table.c.id == bindparam("_id")).values(values)
            db.session.connection().execute(statement, rows)

    def _changed_pointers(self, mapping: Mapping, draft: Draft) -> dict[str, Any]:
        own = [one for one in mapping.pointers if one.to != mapping.name]
        if mapping.name == "verbindingen" and draft.pointers:
            handles = draft.before | draft.pointers  # its ends are put in order together
            return {one.attribute: self._id(one.to, handles[one.attribute]) for one in own}
        return {
            one.attribute: self._id(one.to, draft.pointers[one.attribute])
            for one in own
            if one.attribute in draft.pointers
        }

    def _point_among_themselves(self, mapping: Mapping, drafts: Sequence[Draft]) -> None:
        """Pointers to records of the same kind, when all of them exist."""
        table = mapping.model.__table__
        for pointer in mapping.pointers:
            if pointer.to != mapping.name:
                continue
            rows = [
                {
                    "_id": self._id(mapping.name, one.ref),
                    "_to": self._id(mapping.name, self._parent_of(one, pointer.attribute)),
                }
                for one in drafts
                if pointer.attribute in one.pointers
                and not (one.is_new and one.pointers[pointer.attribute] is None)
            ]
            if rows:
                statement = update(table).where(table.c.id == bindparam("_id"))
                values: dict[str, Any] = {pointer.attribute: bindparam("_to")}
                db.session.connection().execute(statement.values(values), rows)

    def _parent_of(self, draft: Draft, attribute: str) -> str | None:
        """An initiative is part of a larger whole, which its profile keeps."""
        if draft.kind == "partijen" and draft.after["kind"] in PROFILED_KINDS:
            return None
        return draft.pointers[attribute]

    def _write_profiles(self, drafts: Sequence[Draft]) -> None:
        rows = []
        for one in drafts:
            touched = one.is_new or "parent_id" in one.pointers or "kind" in one.values
            if one.after["kind"] in PROFILED_KINDS and (
                touched or not one.values.keys().isdisjoint(PROFILE)
            ):
                row = {name: one.after[name] for name in PROFILE}
                part_of = (one.before | one.pointers).get("parent_id")
                row["party_id"] = self._id("partijen", one.ref)
                row["part_of_id"] = self._id("partijen", part_of)
                rows.append(row)
        for ids in chunks(row["party_id"] for row in rows):
            db.session.execute(delete(InitiativeProfile).where(InitiativeProfile.party_id.in_(ids)))
        _insert(InitiativeProfile, rows)

    def _write_lists(self, mapping: Mapping, drafts: Sequence[Draft]) -> None:
        for one in mapping.lists:
            table, own, other = one.table, one.own, one.other
            gone = [
                {"_own": draft.id, "_other": self._id(one.to, handle)}
                for draft in drafts
                for handle in sorted(draft.removed.get(one.column, ()))
            ]
            if gone:
                statement = delete(table).where(
                    table.c[own] == bindparam("_own"), table.c[other] == bindparam("_other")
                )
                db.session.connection().execute(statement, gone)
            rows = [
                {own: self._id(mapping.name, draft.ref), other: self._id(one.to, handle)}
                for draft in drafts
                for handle in sorted(draft.added.get(one.column, ()))
            ]
            insert_rows(table, rows)


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    insert_rows(model.__table__, rows)


def _remember(plan: Plan, state: State) -> None:
    """Keep which names a source uses and what it said of each record."""
    parties = state.index("partijen").ids
    names = [
        {"profile": plan.profile, "key": key, "party_id": parties[ref]}
        for key, ref in plan.names.items()
    ]
    _insert(SourceName, names)
    for some in chunks(plan.remembered):
        _forget(plan.profile, ((one.kind, one.key) for one in some))
        _insert(
            SourceRecord,
            [
                {
                    "profile": plan.profile,
                    "kind": one.kind,
                    "key": one.key,
                    "subject_ref": one.ref,
                    "values": one.values,
                }
                for one in some
            ],
        )


def _forget(profile: str, kinds_and_keys: Iterable[tuple[str, str]]) -> None:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, key in kinds_and_keys:
        by_kind[kind].append(key)
    for kind, keys in by_kind.items():
        db.session.execute(
            delete(SourceRecord).where(
                SourceRecord.profile == profile,
                SourceRecord.kind == kind,
                SourceRecord.key.in_(keys),
            )
        )
