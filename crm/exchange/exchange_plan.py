"""From the files of the exchange format to a plan: keys resolved, rules kept, differences found."""

from __future__ import annotations

from collections.abc import Mapping as Values
from typing import Any

from crm.accounts.viewer import Viewer
from crm.core.dates import utc_now
from crm.core.db import new_ref
from crm.exchange.drafting import changed_draft, new_draft
from crm.exchange.keys import Keys, canonical, is_ref
from crm.exchange.mapping import (
    LINK_KINDS,
    MAPPINGS,
    PROFILE,
    TARGET_GROUPS,
    ListOf,
    Mapping,
    Pointer,
)
from crm.exchange.matching import Matcher
from crm.exchange.parsing import Parsed, Problem, parse_rows, refusal_of, unknown_columns
from crm.exchange.plan import Draft, Plan
from crm.exchange.rules import Rules
from crm.exchange.sources import EXCHANGE, refuse_missing
from crm.exchange.state import Existing, State
from crm.exchange.tables import Table
from crm.exchange.trees import in_circles
from crm.parties.kinds import PROFILED_KINDS, Phase, sector_of

WORDS = {
    "partijen": "partij",
    "personen": "persoon",
    "gebieden": "gebied",
    "themas": "thema",
    "regelingen": "regeling",
    "verbindingen": "verbinding",
    "overeenkomsten": "overeenkomst",
    LINK_KINDS: "soort verbinding",
}


class RowRefused(Exception):
    """A row cannot be written; the problem says why."""

    def __init__(self, column: str, code: str, reason: str) -> None:
        super().__init__(reason)
        self.problem = Problem(column, code, reason)


def plan_exchange(
    tables: Values[str, Table], *, state: State, visibility: str | None, viewer: Viewer
) -> Plan:
    """Compare exchange files with the database; nothing is written.

    Raises Unreadable when a file lacks a column that it must have.
    """
    for name, table in tables.items():
        refuse_missing(table, MAPPINGS[name].format.required)
    planner = _Planner(tables, state, visibility, viewer)
    for name, mapping in MAPPINGS.items():
        if name in tables:
            _FilePlanner(planner, mapping, tables[name]).plan()
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
        raise RowRefused(column, "onbekend", f"Wij kennen {WORDS[kind]} ‘{key[:80]}’ niet.")

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
            for handles in draft.added.values()
            for handle in handles
        }
        for made in self._made.values():
            for draft in made:
                if draft.ref in used:
                    self.result.add(draft)


class _FilePlanner:
    """Plans the rows of one file."""

    def __init__(self, planner: _Planner, mapping: Mapping, table: Table) -> None:
        self.planner = planner
        self.mapping = mapping
        self.table = table
        self.result = planner.result
        self.keys = planner.keys
        self.columns = set(table.header)

    def plan(self) -> None:
        name = self.mapping.name
        self.result.count(name)
        for column in unknown_columns(self.table, self.mapping):
            self.result.messages.append(
                f"De kolom {column} in {self.table.name} kennen wij niet. Zij is niet gelezen."
            )
        rows, refusals = parse_rows(self.table, self.mapping)
        for refusal, key in refusals:
            self.result.refuse(name, refusal)
            if key:
                self.keys.refuse(name, key)
        rows = self._with_keys(rows)
        rows = self._without_circles(rows)
        self._plan_rows(rows)

    # --- keys -----------------------------------------------------------------------------

    def _with_keys(self, rows: list[Parsed]) -> list[Parsed]:
        """Give every row its handle; a key that came before, or is hidden, is refused."""
        kept: list[Parsed] = []
        first_lines: dict[str, int] = {}
        for row in rows:
            key = self.mapping_key(row)
            if not key:
                kept.append(row)
                continue
            if self.keys.is_hidden(self.mapping.name, key):
                self._refuse(row, "al_in_gebruik", "Deze referentie is al in gebruik.")
                continue
            handle = self.keys.own(self.mapping.name, key)
            if handle is None:
                handle = _ref_for(self.mapping, key)
                self.keys.plan(self.mapping.name, key, handle)
            first = first_lines.setdefault(handle, row.line)
            if first != row.line:
                self._refuse(row, "dubbel", f"Deze staat al op regel {first}.")
                continue
            kept.append(row)
        return kept

    def mapping_key(self, row: Parsed) -> str:
        """What a row calls its record by; empty when it has no name of its own."""
        column = self.mapping.format.key[0]
        if self.mapping.has_reference or self.mapping.name in ("gebieden", "themas"):
            return row.text(column)
        return ""

    def _refuse(self, row: Parsed, code: str, reason: str) -> None:
        problem = Problem(self.mapping.format.key[0], code, reason)
        self.result.refuse(self.mapping.name, refusal_of(self.table.name, row.line, [problem]))

    def _without_circles(self, rows: list[Parsed]) -> list[Parsed]:
        """Refuse the rows that would make something part of itself."""
        own = [one for one in self.mapping.pointers if one.to == self.mapping.name]
        for pointer in own:
            if pointer.column not in self.columns:
                continue
            above: dict[str, str] = dict(self.keys.parents(self.mapping, pointer.attribute))
            for row in rows:
                mine = self.keys.own(self.mapping.name, self.mapping_key(row)) or ""
                other = self.keys.own(self.mapping.name, row.text(pointer.column))
                above.pop(mine, None)
                if other:
                    above[mine] = other
            circular = in_circles(above)
            kept = []
            for row in rows:
                mine = self.keys.own(self.mapping.name, self.mapping_key(row)) or ""
                if mine in circular and row.text(pointer.column):
                    reason = "Dit is hiermee een onderdeel van zichzelf."
                    problem = Problem(pointer.column, "kring", reason)
                    self._drop(row, [problem])
                else:
                    kept.append(row)
            rows = kept
        return rows

    def _drop(self, row: Parsed, problems: list[Problem]) -> None:
        """Refuse a row, and remember that what it named is not there."""
        key = self.mapping_key(row)
        if key:
            self.keys.refuse(self.mapping.name, key)
        self.result.refuse(self.mapping.name, refusal_of(self.table.name, row.line, problems))

    # --- rows -----------------------------------------------------------------------------

    def _plan_rows(self, rows: list[Parsed]) -> None:
        """Draft the rows; one that needs a refused row is refused, until none is left."""
        matcher = Matcher(self.mapping, self.planner.state, self.keys)
        matches = matcher.match(rows, self.columns)
        if self.mapping.name == "gebieden":
            for row in rows:
                handle = self.keys.own("gebieden", row.text("code")) or ""
                self.keys.name_area(row.text("naam"), handle)
        drafts: list[tuple[Parsed, Draft]] = []
        for row in rows:
            if row.line in matcher.hidden_lines:
                self._refuse(row, "al_in_gebruik", "Dit is al in gebruik.")
                continue
            try:
                drafts.append((row, self._draft(row, matches)))
            except RowRefused as refused:
                self._drop(row, [refused.problem])
        drafts = self._without_orphans(drafts)
        for _, draft in drafts:
            self.result.add(draft)
            if self.mapping.name == "partijen" and draft.is_new:
                other = self.keys.same_name(draft.values["name"], draft.ref)
                if other is not None:
                    self.result.maybe_double("partijen", draft.values["name"], other)
            if self.mapping.name == "subsidies":
                self.result.private += draft.after["without_party"] == "particulier"
                self.result.empty += draft.after["without_party"] == "leeg"

    def _without_orphans(self, drafts: list[tuple[Parsed, Draft]]) -> list[tuple[Parsed, Draft]]:
        own = [one for one in self.mapping.pointers if one.to == self.mapping.name]
        while own:
            kept = []
            for row, draft in drafts:
                orphan = next(
                    (
                        one
                        for one in own
                        if (handle := draft.pointers.get(one.attribute))
                        and self.keys.is_gone(self.mapping.name, handle)
                    ),
                    None,
                )
                if orphan is None:
                    kept.append((row, draft))
                else:
                    key = row.text(orphan.column)[:80]
                    reason = f"De regel van {WORDS[self.mapping.name]} ‘{key}’ is geweigerd."
                    self._drop(row, [Problem(orphan.column, "geweigerd", reason)])
            if len(kept) == len(drafts):
                break
            drafts = kept
        return drafts

    def _draft(self, row: Parsed, matches: dict[int, Existing]) -> Draft:
        existing = matches.get(row.line)
        values = {
            one.attribute: row.values[one.column]
            for one in self.mapping.all_fields
            if one.column in row.values
        }
        pointers = {
            one.attribute: self._pointer(row, one)
            for one in self.mapping.pointers
            if one.column in row.values
        }
        lists = {
            one.column: self._list(row, one)
            for one in self.mapping.lists
            if one.column in row.values
        }
        if "sector" in values or (existing is None and "kind" in values):
            _fill_sector(self.mapping, values, existing)
        if self.mapping.name == "partijen":
            self._without_profile(values, existing)
        if values.get("happened_at", "") is None:
            del values["happened_at"]
        if existing is None:
            if self.mapping.name == "contactmomenten":
                values.setdefault("happened_at", self.planner.now)
            key = self.mapping_key(row)
            if self.mapping.has_reference:
                values["reference"] = _reference_for(key)
            ref = self.keys.own(self.mapping.name, key) if key else None
            draft = new_draft(
                self.mapping,
                line=row.line,
                ref=ref or new_ref(),
                values=values,
                pointers=pointers,
                lists=lists,
                visibility=self.planner.visibility,
            )
        else:
            if values.get("visibility", "") is None:
                values["visibility"] = self.mapping.default_visibility
            self._keep_ends(pointers, existing)
            draft = changed_draft(
                self.mapping,
                existing,
                line=row.line,
                values=values,
                pointers=pointers,
                added=lists,
                removed={
                    column: existing.lists[column] - handles for column, handles in lists.items()
                },
                state=self.planner.state,
            )
        if problem := self.planner.rules.check(self.mapping, draft):
            raise RowRefused(problem.column, problem.code, problem.reason)
        return draft

    def _without_profile(self, values: dict[str, Any], existing: Existing | None) -> None:
        """Only initiatives have a phase and what goes with it."""
        kind = values.get("kind") or (existing.values["kind"] if existing else "")
        if kind in PROFILED_KINDS:
            return
        given = [values.pop(name, None) for name in PROFILE]
        self.planner.phases_left_out += any(given[1:]) or given[0] not in (None, Phase.IDEA)

    def _keep_ends(self, pointers: dict[str, str | None], existing: Existing) -> None:
        """An undirected link may be written either way round."""
        ends = ("party_a_id", "party_b_id")
        if self.mapping.name != "verbindingen" or self.planner.rules.is_directed(pointers):
            return
        if {pointers.get(end) for end in ends} == {existing.pointers[end] for end in ends}:
            pointers |= {end: existing.pointers[end] for end in ends}

    def _pointer(self, row: Parsed, pointer: Pointer) -> str | None:
        key = row.text(pointer.column)
        return self.planner.resolve(pointer.to, key, pointer.column) if key else None

    def _list(self, row: Parsed, one: ListOf) -> frozenset[str]:
        keys: list[str] = row.values[one.column]
        return frozenset(self.planner.resolve(one.to, key, one.column) for key in keys)


def _ref_for(mapping: Mapping, key: str) -> str:
    """A UUID in `referentie` becomes the record's ref."""
    return canonical(key) if mapping.has_reference and is_ref(key) else new_ref()


def _reference_for(key: str) -> str | None:
    """The file's own key, unless it is what the record's ref already says."""
    return key if key and not (is_ref(key) and canonical(key) == key) else None


def _fill_sector(mapping: Mapping, values: dict[str, Any], existing: Existing | None) -> None:
    """The sector of a party follows from its kind unless the file says otherwise."""
    if mapping.name == "partijen" and not values.get("sector"):
        kind = values.get("kind") or (existing.values["kind"] if existing else "")
        values["sector"] = sector_of(kind)
