"""Importing: plan without the write lock, then write the plan in one transaction."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.operations import record
from crm.core.db import VISIBILITIES, db, new_ref, transaction
from crm.core.errors import Refused
from crm.exchange.exchange_plan import plan_exchange
from crm.exchange.models import ImportRun
from crm.exchange.plan import Plan
from crm.exchange.register import Register, read_register
from crm.exchange.register_plan import plan_register
from crm.exchange.sources import Source, open_source
from crm.exchange.state import State, newest_event
from crm.exchange.tables import Row
from crm.exchange.trace import keep_trace
from crm.exchange.writing import prepare, write_plan

ATTEMPTS = 3
SAMPLE_ROWS, SAMPLE_TABLES = 5, 3
VISIBLE_TO = VISIBILITIES


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a table, to see whether it was read well."""

    name: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did, or would do: its report, and the plan behind it."""

    report: dict[str, Any]
    plan: Plan
    samples: list[Sample] = field(default_factory=list)

    @property
    def has_refusals(self) -> bool:
        """Whether some rows were refused."""
        return bool(self.plan.refusals)


class Import:
    """One source that can be planned several times, when the database changes meanwhile."""

    def __init__(self, source: Source, *, visibility: str | None, viewer: Viewer) -> None:
        self.source = source
        self.visibility = visibility
        self.viewer = viewer
        self._register: Register | None = None
        refuse_private_source(source, visibility)

    def plan(self) -> tuple[Plan, State]:
        """Compare the source with the database as it is now."""
        state, mark = State(), newest_event()
        if self.source.register is not None and self.source.profile is not None:
            if self._register is None:
                self._register = read_register(self.source.register, self.source.profile)
            plan = plan_register(
                self._register,
                self.source.profile,
                state=state,
                visibility=self.visibility,
                viewer=self.viewer,
            )
        else:
            plan = plan_exchange(
                self.source.tables, state=state, visibility=self.visibility, viewer=self.viewer
            )
        plan.messages[:0] = [
            f"Het bestand {name} kennen wij niet. Het is niet gelezen."
            for name in self.source.unknown
        ]
        plan.mark = mark
        return plan, state

    def write(self, *, sha256: str) -> Done:
        """Write the plan, once nothing changed since it was made."""
        for attempt in range(ATTEMPTS):
            db.session.rollback()
            plan, state = self.plan()
            if not plan.changes and not plan.remembered and not plan.names:
                return Done(plan.report(run=None, is_trial=False), plan)
            prepare(plan)
            db.session.rollback()
            with transaction() as work:
                hold_chain()
                if newest_event() != plan.mark:
                    if attempt < ATTEMPTS - 1:
                        work.abandon()
                        continue
                    # others keep changing things: look once more while they wait
                    plan, state = self.plan()
                    prepare(plan)
                return self._write(plan, state, sha256)
        raise AssertionError("the last attempt always writes")

    def _write(self, plan: Plan, state: State, sha256: str) -> Done:
        write_plan(plan, state, actor=self.viewer)
        run = ImportRun(
            ref=new_ref(),
            actor_ref=self.viewer.ref,
            profile=plan.profile,
            source_name=self.source.name[:400],
            sha256=sha256,
        )
        report = plan.report(run=run.ref, is_trial=False)
        run.report = report
        db.session.add(run)
        db.session.flush()
        keep_trace(run, plan)
        record(
            "import.done", run, difference={"bestand": [None, run.source_name]}, actor=self.viewer
        )
        return Done(report, plan)


def preview(
    path: Path,
    *,
    profile: str | None = None,
    visibility: str | None = None,
    name: str = "",
    viewer: Viewer,
) -> Done:
    """What importing this would do; nothing is written. Raises Unreadable."""
    with _opened(path, profile, name) as source:
        plan, _ = Import(source, visibility=visibility, viewer=viewer).plan()
        return Done(plan.report(run=None, is_trial=True), plan, _samples(source))


def look_at(path: Path, *, visibility: str | None, name: str = "") -> None:
    """Refuse what cannot be planned at all, before anybody waits for a preview."""
    with _opened(path, None, name) as source:
        refuse_private_source(source, visibility)


def import_path(
    path: Path,
    *,
    profile: str | None = None,
    visibility: str | None = None,
    name: str = "",
    viewer: Viewer,
) -> Done:
    """Import a folder or file, and commit it: all of it, or nothing. Raises Unreadable.

    It takes the write lock only for writing, so it opens its own transactions.
    """
    with _opened(path, profile, name) as source:
        work = Import(source, visibility=visibility, viewer=viewer)
        return work.write(sha256=fingerprint(path))


def refuse_private_source(source: Source, visibility: str | None) -> None:
    """Only what is public already may be shown to everybody by an import."""
    if visibility == "openbaar" and not (source.profile and source.profile.is_public):
        raise Refused("Iedereen mag dit alleen zien als de bron openbaar is.", field="visibility")


def _samples(source: Source) -> list[Sample]:
    tables = [source.register] if source.register is not None else source.tables.values()
    return [
        Sample(
            table.name,
            table.header,
            [row.cells for row in islice(table.rows(), SAMPLE_ROWS) if isinstance(row, Row)],
        )
        for table in islice(tables, SAMPLE_TABLES)
    ]


def _opened(path: Path, profile: str | None, name: str) -> AbstractContextManager[Source]:
    return open_source(path, profile=profile, name=name)


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, or of the files of a folder in order of name."""
    digest = hashlib.sha256()
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in files:
        if file.is_file():
            with file.open("rb") as opened:
                while piece := opened.read(1 << 20):
                    digest.update(piece)
    return digest.hexdigest()
