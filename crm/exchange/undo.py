"""Taking one import back: what it made goes, what it changed becomes what it was."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.operations import record
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.trace import table_of
from crm.exchange.attributes import Mapping
from crm.exchange.drafting import changed_draft
from crm.exchange.mapping import MAPPINGS
from crm.exchange.models import ImportChange, ImportRun, SourceName, SourceRecord
from crm.exchange.obstacles import Obstacle, find_obstacles
from crm.exchange.plan import Draft, Plan
from crm.exchange.removal import Remover, delete_rows
from crm.exchange.state import State, chunks
from crm.exchange.trace import Change, Trace, read_trace, values_of
from crm.exchange.writing import Writing
from crm.links.models import Link
from crm.parties.kinds import PROFILED_KINDS
from crm.parties.models import InitiativeProfile, Party
from crm.parties.queries import visible_parties
from crm.people.first_contacts import parties_with_two
from crm.people.models import AccountHolding, ContactRole

ALREADY = "Deze inleesbeurt is al ongedaan gemaakt."
TWO_FIRST = (
    "Dit kan niet meer. {who} zou op één dag twee eerste aanspreekpunten hebben. "
    "Kies daar eerst een ander eerste aanspreekpunt."
)
BUILT_ON = "Dit kan niet meer in één keer terug. Er is op deze gegevens verder gewerkt."


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking a run back would do: how many records of each kind go, and how many change."""

    removed: dict[str, int]
    restored: dict[str, int]
    obstacles: list[Obstacle]

    @property
    def kinds(self) -> list[str]:
        """The kinds of record it touches."""
        return list(dict.fromkeys((*self.removed, *self.restored)))


def look_at_undoing(run: ImportRun, *, viewer: Viewer) -> Undoing:
    """What taking an import back would do, and what stands in the way."""
    trace = read_trace(run)
    return _undoing(trace, find_obstacles(run, trace, viewer=viewer))


def _undoing(trace: Trace, obstacles: list[Obstacle]) -> Undoing:
    return Undoing(
        {kind: len(refs) for kind, refs in trace.made.items()},
        {kind: len(refs) for kind, refs in trace.changed.items()},
        obstacles,
    )


def undo_import(run: ImportRun, *, actor: Viewer) -> Undoing:
    """Take an import back, all of it; Refused when something was built on it."""
    hold_chain()
    db.session.refresh(run)
    if run.undone_at is not None:
        raise Refused(ALREADY)
    trace = read_trace(run)
    obstacles = find_obstacles(run, trace, viewer=actor)
    if obstacles:
        raise Refused(f"{BUILT_ON} {obstacles[0].sentence}")
    state = State()
    plan = _restoring(run, trace, state)
    writing = Writing(plan, state, actor=actor)
    _make_room(trace)
    writing.write_records()
    _forget_new_profiles(plan)
    writing.follow()
    Remover(trace, writing.log).remove()
    writing.log.write()
    _restore_memories(run, trace)
    _raise_versions(run, trace)
    _refuse_two_first(trace, actor)
    run.undone_at, run.undone_by = utc_now(), actor.ref
    difference = {"bestand": [run.source_name, None]}
    record("import.undone", run, difference=difference, actor=actor)
    db.session.flush()
    db.session.expire_all()
    return _undoing(trace, [])


def _restoring(run: ImportRun, trace: Trace, state: State) -> Plan:
    """A plan that gives every changed record back what it had."""
    plan = Plan(run.profile)
    for kind, mapping in MAPPINGS.items():
        changes = trace.changed.get(kind, {})
        lists = [one.column for one in mapping.lists]
        existing = state.existing_by_ref(mapping, changes, with_lists=lists)
        for ref, change in changes.items():
            draft = _restored(mapping, existing[ref], change, state)
            if draft.changes:
                plan.add(draft)
    return plan


def _restored(mapping: Mapping, existing: Any, change: Change, state: State) -> Draft:
    before = change.before
    draft = changed_draft(
        mapping,
        existing,
        line=0,
        values=values_of(mapping, before),
        pointers=before["pointers"],
        added=before["removed"],
        removed=before["added"],
        state=state,
    )
    if "reference" in before["values"]:
        draft.values["reference"] = before["values"]["reference"]
    return draft


def _make_room(trace: Trace) -> None:
    """What the import made goes in the end; until then it takes no place of what comes back."""
    for kind, table, values in (
        ("accounthouders", table_of(AccountHolding), {"role": "accounthouder"}),
        ("verbindingen", table_of(Link), {"archived_at": utc_now()}),
    ):
        for refs in chunks(trace.made.get(kind, ())):
            db.session.execute(update(table).where(table.c.ref.in_(refs)).values(values))


def _refuse_two_first(trace: Trace, actor: Viewer) -> None:
    """Who is the first contact again may not be it together with who became it since."""
    found: set[int] = set()
    for refs in chunks(trace.changed.get("rollen", ())):
        query = select(ContactRole.party_id).where(ContactRole.ref.in_(refs)).distinct()
        found |= parties_with_two(db.session.scalars(query))
    if found:
        seen = visible_parties(actor).where(Party.id.in_(found)).with_only_columns(Party.name)
        name = db.session.scalar(seen.order_by(Party.name).limit(1))
        raise Refused(TWO_FIRST.format(who=f"‘{name}’" if name else "Een partij"))


def _forget_new_profiles(plan: Plan) -> None:
    """What was no initiative before the import has no profile again."""
    ids = [
        one.id
        for one in plan.written("partijen")
        if one.values.get("phase", "") is None and one.after["kind"] not in PROFILED_KINDS
    ]
    delete_rows(InitiativeProfile.party_id, ids)


def _restore_memories(run: ImportRun, trace: Trace) -> None:
    """The source's memory is what it was before the import."""
    names: Any = SourceName.__table__
    records: Any = SourceRecord.__table__
    mine = records.c.profile == run.profile
    for refs in chunks(ref for made in trace.made.values() for ref in made):
        db.session.execute(delete(records).where(mine, records.c.subject_ref.in_(refs)))
    for keys in chunks(trace.names):
        db.session.execute(
            delete(names).where(names.c.profile == run.profile, names.c.key.in_(keys))
        )
    by_kind: dict[str, dict[str, Any]] = defaultdict(dict)
    for kind, key, before in trace.memories:
        by_kind[kind][key] = before
    for kind, kept in by_kind.items():
        for keys in chunks(kept):
            one_of = (records.c.kind == kind, records.c.key.in_(keys))
            db.session.execute(delete(records).where(mine, *one_of))
    db.session.add_all(
        SourceRecord(
            profile=run.profile,
            kind=kind,
            key=key,
            subject_ref=before["ref"],
            values=before["values"],
        )
        for kind, key, before in trace.memories
        if before is not None
    )


def _raise_versions(run: ImportRun, trace: Trace) -> None:
    """An earlier import can be taken back after this one: its records are what it left.

    They have a higher version by now, once for this import and once for taking it back.
    """
    rows = [
        {"_kind": kind, "_key": ref, "_old": change.version - 1, "_new": change.version + 1}
        for kind, changes in trace.changed.items()
        for ref, change in changes.items()
        if change.version is not None
    ]
    if rows:
        table: Any = ImportChange.__table__
        statement = (
            update(table)
            .where(table.c.run_id < run.id, table.c.kind == bindparam("_kind"))
            .where(table.c.key == bindparam("_key"), table.c.version == bindparam("_old"))
            .values(version=bindparam("_new"))
        )
        db.session.connection().execute(statement, rows)
