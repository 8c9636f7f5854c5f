"""Importing: plan without the write lock, then write the plan in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.operations import record
from crm.core.db import VISIBILITIES, db, new_ref, transaction
from crm.core.errors import Refused
from crm.exchange.exchange_plan import plan_exchange
from crm.exchange.list_plan import plan_list
from crm.exchange.models import ImportRun
from crm.exchange.pairs import keep_pairs
from crm.exchange.plan import Plan
from crm.exchange.profiles import ListProfile, Profile
from crm.exchange.refused import refused_rows
from crm.exchange.register import Register, read_register
from crm.exchange.register_plan import plan_register
from crm.exchange.seen import seen_parties
from crm.exchange.sources import Source, open_source
from crm.exchange.state import State, newest_event
from crm.exchange.stored import stored_profiles
from crm.exchange.tables import Row, Table
from crm.exchange.writing import ImportWriting

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
    refused: dict[str, Any] = field(default_factory=dict)
    found: str = ""

    @property
    def has_refusals(self) -> bool:
        """Whether some rows were refused."""
        return bool(self.plan.refusals)


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a file read, by the name of a profile.

    `from_public_source` says that the source is public, so that the import may be. `same` maps
    what a source calls a party to the ref of one that is there, when somebody said so; `apart` to
    the ref of one of which somebody said that it is another.
    """

    profile: str | None = None
    visibility: str | None = None
    from_public_source: bool = False
    name: str = ""
    same: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)


Progress = Callable[[int, int, str], None]


def untold(_done: int, _total: int, _unit: str) -> None:
    """Nobody looks how far it is."""


class Import:
    """One source that can be planned several times, when the database changes meanwhile."""

    def __init__(
        self, source: Source, wish: Wish, *, viewer: Viewer, progress: Progress = untold
    ) -> None:
        self.source = source
        self.visibility = wish.visibility
        self.viewer = viewer
        self.same = seen_parties(wish.same, viewer)
        self.apart = seen_parties(wish.apart, viewer)
        self.progress = progress
        self._register: Register | None = None
        refuse_private_source(source, wish.visibility, wish.from_public_source)

    def plan(self) -> tuple[Plan, State]:
        """Compare the source with the database as it is now."""
        state, mark = State(), newest_event()
        if self.source.register is not None and self.source.profile is not None:
            plan = self._plan_register(self.source.register, self.source.profile, state)
        else:
            plan = plan_exchange(
                self.source.tables,
                state=state,
                visibility=self.visibility,
                viewer=self.viewer,
                same=self.same,
            )
        plan.messages[:0] = [
            *self.source.notes,
            *(
                f"Het bestand {name} kennen wij niet. Het is niet gelezen."
                for name in self.source.unknown
            ),
        ]
        plan.mark = mark
        return plan, state

    def _plan_register(self, table: Table, profile: Profile, state: State) -> Plan:
        """Read the register of others once; comparing may have to be done again."""
        if isinstance(profile, ListProfile):
            return plan_list(
                table,
                profile,
                state=state,
                visibility=self.visibility,
                viewer=self.viewer,
                same=self.same,
            )
        if self._register is None:
            self._register = read_register(table, profile)
        return plan_register(
            self._register,
            profile,
            state=state,
            visibility=self.visibility,
            viewer=self.viewer,
            same=self.same,
        )

    def write(self, *, sha256: str) -> Done:
        """Write the plan, once nothing changed since it was made."""
        for attempt in range(ATTEMPTS):
            db.session.rollback()
            plan, state = self.plan()
            if not plan.changes and not plan.remembered and not plan.names:
                return Done(plan.report(run=None, is_trial=False), plan)
            writing = ImportWriting(plan, state, actor=self.viewer)
            db.session.rollback()
            with transaction() as work:
                hold_chain()
                if newest_event() != plan.mark:
                    if attempt < ATTEMPTS - 1:
                        work.abandon()
                        continue
                    # others keep changing things: look once more while they wait
                    plan, state = self.plan()
                    writing = ImportWriting(plan, state, actor=self.viewer)
                return self._write(plan, writing, sha256)
        raise AssertionError("the last attempt always writes")

    def _write(self, plan: Plan, writing: ImportWriting, sha256: str) -> Done:
        self.progress(writing.size, 0, "gegevens worden opgeslagen")
        writing.write()
        keep_pairs(plan, self.apart, actor=self.viewer)
        run = ImportRun(
            ref=new_ref(),
            actor_ref=self.viewer.ref,
            profile=plan.profile,
            source_name=self.source.name[:400],
            sha256=sha256,
        )
        report = plan.report(run=run.ref, is_trial=False)
        run.report = report
        run.refused = refused_rows(self.source, plan.refusals)
        db.session.add(run)
        db.session.flush()
        writing.keep_trace(run)
        record(
            "import.done", run, difference={"bestand": [None, run.source_name]}, actor=self.viewer
        )
        return Done(report, plan)


def preview(
    path: Path, wish: Wish | None = None, *, viewer: Viewer, progress: Progress = untold
) -> Done:
    """What importing this would do; nothing is written. Raises Unreadable."""
    wish = wish or Wish()
    with _opened(path, wish) as source:
        source.follow(partial(_tell_rows, progress))
        plan, _ = Import(source, wish, viewer=viewer, progress=progress).plan()
        report = plan.report(run=None, is_trial=True)
        refused = refused_rows(source, plan.refusals)
        return Done(report, plan, _samples(source), refused, source.found)


def look_at(path: Path, wish: Wish) -> str:
    """Refuse what cannot be planned at all, before anybody waits; the name of the profile."""
    with _opened(path, wish) as source:
        refuse_private_source(source, wish.visibility, wish.from_public_source)
        return source.profile_name


def import_path(
    path: Path, wish: Wish | None = None, *, viewer: Viewer, progress: Progress = untold
) -> Done:
    """Import a folder or file, and commit it: all of it, or nothing. Raises Unreadable.

    It takes the write lock only for writing, so it opens its own transactions.
    """
    wish = wish or Wish()
    with _opened(path, wish) as source:
        source.follow(partial(_tell_rows, progress))
        work = Import(source, wish, viewer=viewer, progress=progress)
        return work.write(sha256=fingerprint(path))


def _tell_rows(progress: Progress, done: int) -> None:
    progress(done, 0, "rijen gelezen")


def refuse_private_source(source: Source, visibility: str | None, is_public: bool) -> None:
    """Only what is public already may be shown to everybody by an import."""
    of_profile = source.profile is not None and source.profile.is_public
    if visibility == "openbaar" and not (is_public or of_profile):
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


def _opened(path: Path, wish: Wish) -> AbstractContextManager[Source]:
    return open_source(
        path,
        profile=wish.profile,
        name=wish.name,
        stored=stored_profiles(),
    )


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
