"""What an import made and changed, kept beside its run so that it can be taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, cast

from sqlalchemy import Date, Table, select

from crm.audit.operations import plain
from crm.core.bulk import Pile
from crm.core.db import Instant, Money, db
from crm.exchange.attributes import PROFILE, Mapping
from crm.exchange.mapping import MAPPINGS
from crm.exchange.models import ImportChange, ImportRun
from crm.exchange.plan import Draft, Plan
from crm.parties.models import InitiativeProfile, Party

NAME = "source_name"
MEMORY = "source_record/"
RUN = "import_run"


@dataclass(slots=True)
class Change:
    """One record that an import changed: the version it got, and what was there before."""

    version: int | None
    before: dict[str, Any]


@dataclass(slots=True)
class Trace:
    """All that one import did: refs with their versions by kind, and the memories it touched."""

    made: dict[str, dict[str, int | None]] = field(default_factory=lambda: defaultdict(dict))
    changed: dict[str, dict[str, Change]] = field(default_factory=lambda: defaultdict(dict))
    names: list[str] = field(default_factory=list)
    memories: list[tuple[str, str, dict[str, Any] | None]] = field(default_factory=list)

    def touched(self, kind: str, ref: str) -> bool:
        """Whether the import made or changed this record."""
        return ref in self.made.get(kind, ()) or ref in self.changed.get(kind, ())


class TraceRows:
    """What a plan makes and changes, as rows beside the run that will do it."""

    def __init__(self, plan: Plan) -> None:
        self._rows = Pile(cast(Table, ImportChange.__table__), {"run_id": RUN})
        for kind, key, version, before in chain(_of_records(plan), _of_memories(plan)):
            row = {"run_id": RUN, "kind": kind, "key": key, "version": version, "before": before}
            self._rows.put(row)

    def write(self, run: ImportRun) -> None:
        """Write them; the run has its id by now."""
        self._rows.pour(lambda _kind: {RUN: run.id})


Line = tuple[str, str, int | None, dict[str, Any] | None]


def _of_records(plan: Plan) -> Iterator[Line]:
    for kind in plan.drafts:
        mapping = MAPPINGS.get(kind)
        is_record = mapping is not None and mapping.format.is_record
        for one in plan.written(kind):
            if one.is_new:
                yield kind, one.ref, 1 if is_record else None, None
            else:
                version = one.version + 1 if one.version is not None else None
                yield kind, one.ref, version, _before(one)


def _of_memories(plan: Plan) -> Iterator[Line]:
    """Memories of records that the import made go with those; the others are kept apart."""
    made = {one.ref for kind in plan.drafts for one in plan.written(kind) if one.is_new}
    for key, ref in plan.names.items():
        if ref not in made:
            yield NAME, key, None, None
    for one in plan.remembered:
        if one.ref not in made or one.before is not None:
            yield MEMORY + one.kind, one.key, None, one.before


def _before(draft: Draft) -> dict[str, Any]:
    return {
        "values": {name: plain(value) for name, value in draft.old.items()},
        "pointers": {name: draft.before[name] for name in draft.pointers},
        "added": {column: sorted(handles) for column, handles in draft.added.items()},
        "removed": {column: sorted(handles) for column, handles in draft.removed.items()},
    }


def read_trace(run: ImportRun) -> Trace:
    """What a run did."""
    trace = Trace()
    columns = (ImportChange.kind, ImportChange.key, ImportChange.version, ImportChange.before)
    query = select(*columns).where(ImportChange.run_id == run.id).order_by(ImportChange.id)
    for kind, key, version, before in db.session.execute(query):
        if kind == NAME:
            trace.names.append(key)
        elif kind.startswith(MEMORY):
            trace.memories.append((kind.removeprefix(MEMORY), key, before))
        elif before is None:
            trace.made[kind][key] = version
        else:
            trace.changed[kind][key] = Change(version, before)
    return trace


def values_of(mapping: Mapping, before: dict[str, Any]) -> dict[str, Any]:
    """The kept values by attribute, as the columns hold them."""
    return {name: _revived(mapping, name, value) for name, value in before["values"].items()}


def _revived(mapping: Mapping, attribute: str, value: Any) -> Any:
    if value is None:
        return None
    table = Party.__table__ if mapping.model is Party else mapping.model.__table__
    kind = (InitiativeProfile.__table__ if attribute in PROFILE else table).c[attribute].type
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, Money) else value
