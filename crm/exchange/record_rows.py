"""The rows of one kind of record: made of drafts beforehand, written once nobody else may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select, update

from crm.accounts.viewer import Viewer
from crm.core.bulk import Cells, Ids, Pile
from crm.core.db import db
from crm.core.spool import Spool
from crm.core.text import sort_key
from crm.exchange import attributes
from crm.exchange.attributes import PROFILE, ListOf, Pointer
from crm.exchange.mapping import MAPPINGS, TARGET_GROUPS
from crm.exchange.plan import Draft
from crm.exchange.state import State, chunks
from crm.links.models import LinkKind
from crm.parties.kinds import PROFILED_KINDS
from crm.parties.models import InitiativeProfile, Party
from crm.taxonomy.models import TargetGroup

# Kinds whose ids are needed once they are written: others point at them, or have lists.
POINTED_AT = {
    TARGET_GROUPS,
    *(pointer.to for mapping in MAPPINGS.values() for pointer in mapping.pointers),
    *(one.to for mapping in MAPPINGS.values() for one in mapping.lists),
    *(mapping.name for mapping in MAPPINGS.values() if mapping.lists),
}
_ENDS = ("party_a_id", "party_b_id")


class RecordRows:
    """What is to be written of one kind of record; its own and other records are handles."""

    def __init__(
        self, mapping: attributes.Mapping, state: State, actor: Viewer, now: datetime
    ) -> None:
        self._mapping = mapping
        self._state = state
        self._actor = actor
        self._now = now
        self._others = [one for one in mapping.pointers if one.to != mapping.name]
        self._alike = [one for one in mapping.pointers if one.to == mapping.name]
        self._pointing = {one.attribute: one.to for one in self._others}
        self._new = Pile(_table(mapping.model), self._pointing)
        self._new_refs: list[str] = []
        self._changed: dict[tuple[str, ...], Spool[dict[str, Any]]] = defaultdict(Spool)
        self._pointed: dict[str, Spool[tuple[str, str | None]]] = defaultdict(Spool)
        self._lists = [_ListRows(mapping, one) for one in mapping.lists]
        self._profiles = _ProfileRows() if mapping.model is Party else None

    def put(self, draft: Draft, derived: dict[str, Any]) -> None:
        """Take in a draft; `derived` are the columns for search and order that follow from it."""
        if draft.is_new:
            self._new.put(self._new_row(draft, derived))
            if self._mapping.name in POINTED_AT:
                self._new_refs.append(draft.ref)
        elif row := self._changed_row(draft, derived):
            self._changed[tuple(sorted(row))].append({"_id": draft.id} | row)
        for pointer in self._alike:
            self._point(pointer, draft)
        if self._profiles is not None:
            self._profiles.put(draft)
        for one in self._lists:
            one.put(draft)

    def write(self) -> None:
        """Write everything; ids of new records are added to the state.

        What changes goes first: who ends makes room for who begins.
        """
        ends = _Ends() if self._mapping.name == "verbindingen" else None
        self._change(ends)
        self._new.pour(self._ids, self._in_order(ends))
        _learn_ids(self._state, self._mapping.name, self._mapping.model, self._new_refs)
        self._point_among_themselves()
        if self._profiles is not None:
            self._profiles.write(self._ids)
        for one in self._lists:
            one.write(self._ids)

    def _ids(self, kind: str) -> dict[str, int]:
        return self._state.index(kind).ids

    def _in_order(self, ends: _Ends | None) -> Callable[[Cells], None] | None:
        if ends is None or not self._new:
            return None
        one, other, kind = map(self._new.place, ends.columns)
        return lambda cells: ends.put_in_order(cells, one, other, kind)

    # --- new and changed rows -------------------------------------------------------------

    def _new_row(self, draft: Draft, derived: dict[str, Any]) -> dict[str, Any]:
        row = {name: value for name, value in draft.values.items() if name not in PROFILE}
        row["ref"] = draft.ref
        row |= {one.attribute: draft.pointers.get(one.attribute) for one in self._others}
        row |= {one.attribute: None for one in self._alike}
        if self._mapping.format.is_record:
            row |= {"version": 1, "created_at": self._now, "created_by": self._actor.ref}
            row |= {"changed_at": self._now, "changed_by": self._actor.ref}
        return row | derived

    def _changed_row(self, draft: Draft, derived: dict[str, Any]) -> dict[str, Any]:
        row = {name: value for name, value in draft.values.items() if name not in PROFILE}
        pointers = draft.pointers
        if self._mapping.name == "verbindingen" and pointers:
            pointers = draft.before | pointers  # its ends are put in order together
        row |= {name: pointers[name] for name in self._pointing if name in pointers} | derived
        if self._mapping.format.is_record:
            row |= {"changed_at": self._now, "changed_by": self._actor.ref}
        return row

    def _change(self, ends: _Ends | None) -> None:
        """Change rows, those with the same columns together."""
        table = _table(self._mapping.model)
        for names, rows in self._changed.items():
            values: dict[str, Any] = {name: bindparam(name) for name in names}
            if self._mapping.format.is_record:
                values["version"] = table.c.version + 1
            statement = update(table).where(table.c.id == bindparam("_id")).values(values)
            known = [(name, self._ids(to)) for name, to in self._pointing.items() if name in names]
            for block in rows.blocks():
                for row in block:
                    row |= {name: _id_of(row[name], ids) for name, ids in known}
                    if ends is not None and ends.column in row:
                        ends.put_in_order(row, *ends.columns)
                db.session.connection().execute(statement, block)

    # --- pointers to records of the same kind, when all of them exist -----------------------

    def _point(self, pointer: Pointer, draft: Draft) -> None:
        if pointer.attribute not in draft.pointers:
            return
        other = draft.pointers[pointer.attribute]
        if draft.kind == "partijen" and draft.after["kind"] in PROFILED_KINDS:
            other = None  # an initiative is part of a larger whole, which its profile keeps
        if other is not None or not draft.is_new:
            self._pointed[pointer.attribute].append((draft.ref, other))

    def _point_among_themselves(self) -> None:
        table = _table(self._mapping.model)
        for attribute, pointed in self._pointed.items():
            ids = self._ids(self._mapping.name)
            values: dict[str, Any] = {attribute: bindparam("_to")}
            statement = update(table).where(table.c.id == bindparam("_id")).values(values)
            for block in pointed.blocks():
                rows = [{"_id": ids[one], "_to": _id_of(other, ids)} for one, other in block]
                db.session.connection().execute(statement, rows)


class _Ends:
    """The ends of links without direction stand in the order of their ids."""

    columns = ("party_a_id", "party_b_id", "kind_id")
    column = columns[0]

    def __init__(self) -> None:
        self._directed = dict(db.session.execute(select(LinkKind.id, LinkKind.directed)).all())

    def put_in_order(self, row: Any, one: Any, other: Any, kind: Any) -> None:
        """Of a row, where `one`, `other` and `kind` are the places or names of its columns."""
        if not self._directed[row[kind]] and row[one] > row[other]:
            row[one], row[other] = row[other], row[one]


class _ProfileRows:
    """The profiles of initiatives: each is made anew when anything in it changes."""

    def __init__(self) -> None:
        self._rows = Pile(
            _table(InitiativeProfile), {"party_id": "partijen", "part_of_id": "partijen"}
        )
        self._had_one: list[int] = []

    def put(self, draft: Draft) -> None:
        """Take in a party."""
        touched = draft.is_new or "parent_id" in draft.pointers or "kind" in draft.values
        touched = touched or not draft.values.keys().isdisjoint(PROFILE)
        if not touched or draft.after["kind"] not in PROFILED_KINDS:
            return
        if draft.id is not None:
            self._had_one.append(draft.id)
        row = {name: draft.after[name] for name in PROFILE}
        part_of = (draft.before | draft.pointers).get("parent_id")
        self._rows.put(row | {"party_id": draft.ref, "part_of_id": part_of})

    def write(self, ids: Ids) -> None:
        """Write the profiles."""
        for some in chunks(self._had_one):
            mine = InitiativeProfile.party_id.in_(some)
            db.session.execute(delete(InitiativeProfile).where(mine))
        self._rows.pour(ids)


class _ListRows:
    """The rows between a record and those of one of its lists."""

    def __init__(self, mapping: attributes.Mapping, of: ListOf) -> None:
        self._mapping = mapping
        self._of = of
        self._come = Pile(of.table, {of.own: mapping.name, of.other: of.to})
        self._gone: Spool[tuple[int | None, str]] = Spool()

    def put(self, draft: Draft) -> None:
        """Take in what comes and goes."""
        column = self._of.column
        for handle in sorted(draft.removed.get(column, ())):
            self._gone.append((draft.id, handle))
        for handle in sorted(draft.added.get(column, ())):
            self._come.put({self._of.own: draft.ref, self._of.other: handle})

    def write(self, ids: Ids) -> None:
        """What goes first, then what comes."""
        own, other = self._of.table.c[self._of.own], self._of.table.c[self._of.other]
        statement = delete(self._of.table).where(
            own == bindparam("_own"), other == bindparam("_other")
        )
        known = ids(self._of.to)
        for block in self._gone.blocks():
            rows = [{"_own": number, "_other": known[handle]} for number, handle in block]
            db.session.connection().execute(statement, rows)
        self._come.pour(ids)


class TargetGroupRows:
    """New target groups, which have a name and nothing else."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._new = Pile(_table(TargetGroup))
        self._refs: list[str] = []

    def put(self, draft: Draft) -> None:
        """Take in one target group."""
        name = draft.values["name"]
        self._new.put({"ref": draft.ref, "name": name, "sort_key": sort_key(name)})
        self._refs.append(draft.ref)

    def write(self) -> None:
        """Write them; their ids are added to the state."""
        self._new.pour()
        _learn_ids(self._state, TARGET_GROUPS, TargetGroup, self._refs)


def _learn_ids(state: State, kind: str, model: Any, refs: Sequence[str]) -> None:
    if not refs:
        return
    index = state.index(kind)
    for some in chunks(refs):
        query = select(model.id, model.ref).where(model.ref.in_(some))
        for record_id, ref in db.session.execute(query):
            index.put(record_id, ref, None)


def _table(model: type[Any]) -> Table:
    return cast(Table, model.__table__)


def _id_of(handle: str | None, ids: Mapping[str, int]) -> int | None:
    return None if handle is None else ids[handle]
