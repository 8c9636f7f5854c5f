"""From the files of the exchange format to a plan: keys resolved, rules kept, differences found."""

from __future__ import annotations

from collections.abc import Mapping as Values

from crm.accounts.viewer import Viewer
from crm.core.dates import utc_now
from crm.core.db import new_ref
from crm.exchange.drafting import new_draft
from crm.exchange.file_plan import FilePlanner
from crm.exchange.keys import Keys
from crm.exchange.mapping import (
    MAPPINGS,
    TARGET_GROUPS,
)
from crm.exchange.memory import Memory
from crm.exchange.plan import Draft, Plan
from crm.exchange.row_drafts import WORDS, RowRefused
from crm.exchange.rules import Rules
from crm.exchange.sources import EXCHANGE, refuse_missing
from crm.exchange.state import State
from crm.exchange.tables import Table


def plan_exchange(
    tables: Values[str, Table],
    *,
    state: State,
    visibility: str | None,
    viewer: Viewer,
    plan: Plan | None = None,
    memory: Memory | None = None,
    same: Values[str, str] | None = None,
) -> Plan:
    """Compare exchange files with the database; nothing is written.

    `memory` is that of a source of others, whose `plan` is filled; `same` maps references of the
    files to the refs of parties that are meant by them. Raises Unreadable when a file
    lacks a column that it must have.
    """
    for name, table in tables.items():
        refuse_missing(table, MAPPINGS[name].format.required)
    planner = _Planner(tables, state, visibility, viewer)
    planner.result = plan or planner.result
    planner.memory = memory
    if memory is None:
        planner.result.names |= planner.keys.stand_for("partijen", EXCHANGE, same or {})
    for name, mapping in MAPPINGS.items():
        if name in tables:
            FilePlanner(planner, mapping, tables[name]).plan()
    planner.finish()
    return planner.result


class _Planner:
    """What the files share: keys that are known so far, and the plan."""

    def __init__(
        self, tables: Values[str, Table], state: State, visibility: str | None, viewer: Viewer
    ) -> None:
        self.tables = tables
        self.state = state
        self.visibility = visibility
        self.keys = Keys(state, viewer)
        self.result = Plan(EXCHANGE)
        self.rules = Rules(state, self.keys)
        self.now = utc_now()
        self.phases_left_out = 0
        self.memory: Memory | None = None
        self._made: dict[str, list[Draft]] = {}

    def resolve(self, kind: str, key: str, column: str) -> str:
        """The handle that a key stands for; raises RowRefused."""
        handle = self.keys.find(kind, key)
        if handle is not None:
            return handle
        if kind == TARGET_GROUPS or (kind == "themas" and "themas" not in self.tables):
            return self._make(kind, key, column)
        if self.keys.was_refused(kind, key):
            raise RowRefused(
                column, "geweigerd", f"De regel van {WORDS[kind]} ‘{key[:80]}’ is geweigerd."
            )
        reason = f"Wij kennen {WORDS[kind]} ‘{key[:80]}’ niet.{self._advice(kind)}"
        raise RowRefused(column, "onbekend", reason)

    def _advice(self, kind: str) -> str:
        """What to do about a key that nobody knows; the list of another register has no files."""
        if kind not in MAPPINGS or self.memory is not None:
            return ""
        file = MAPPINGS[kind].format.file
        if kind in self.tables:
            return f" Zet een regel hierover in {self.tables[kind].name}."
        return f" Lees eerst {file} in, of lever de hele map aan als één zipbestand."

    def _make(self, kind: str, name: str, column: str) -> str:
        """A theme or target group that nobody kept a list of."""
        if len(name) > 200:
            raise RowRefused(column, "te_lang", "Deze naam is langer dan 200 tekens.")
        if kind == TARGET_GROUPS:
            draft = Draft(TARGET_GROUPS, 0, new_ref(), values={"name": name})
        else:
            draft = new_draft(
                MAPPINGS[kind],
                line=0,
                ref=new_ref(),
                values={"name": name},
                pointers={},
                lists={},
                visibility=None,
            )
        self._made.setdefault(kind, []).append(draft)
        self.keys.plan(kind, name, draft.ref)
        self.state.index(kind).keys[draft.ref] = name
        return draft.ref

    def finish(self) -> None:
        """Take in the themes and target groups that rows which are written asked for."""
        if self.phases_left_out:
            self.result.messages.append(
                f"Bij {self.phases_left_out} partijen staat een fase of ambitie. Hun soort heeft "
                "die niet. Zij is niet overgenomen."
            )
        used = {
            handle
            for drafts in self.result.drafts.values()
            for draft in drafts
            for handles in (*draft.added.values(), draft.pointers.values())
            for handle in handles
        }
        for made in self._made.values():
            for draft in made:
                if draft.ref in used:
                    self.result.add(draft)
