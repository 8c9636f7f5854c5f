"""The rows of one exchange file: their keys, circles among them, and what each becomes."""

from __future__ import annotations

from typing import Protocol

from crm.core.db import new_ref
from crm.exchange.attributes import Mapping
from crm.exchange.keys import canonical, is_ref
from crm.exchange.matching import Matcher
from crm.exchange.parsing import Parsed, Problem, parse_rows, refusal_of, unknown_columns
from crm.exchange.plan import Draft, Plan
from crm.exchange.row_drafts import WORDS, RowDrafts, RowRefused, Shared, row_key
from crm.exchange.tables import Table
from crm.exchange.trees import in_circles


class Whole(Shared, Protocol):
    """What the files of one import share, and the plan they add to."""

    result: Plan


class FilePlanner:
    """Plans the rows of one file."""

    def __init__(self, planner: Whole, mapping: Mapping, table: Table) -> None:
        self.planner = planner
        self.mapping = mapping
        self.table = table
        self.result = planner.result
        self.keys = planner.keys
        self.columns = set(table.header)
        self.drafts = RowDrafts(planner, mapping)

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
            key = row_key(self.mapping, row)
            if not key:
                kept.append(row)
                continue
            if self.keys.is_hidden(self.mapping.name, key):
                self._refuse(row, "al_in_gebruik", "Deze referentie is al in gebruik.")
                continue
            if self.keys.was_merged(self.mapping.name, key):
                self._pass_over(key)
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

    def _pass_over(self, key: str) -> None:
        """What a file says of a party that was merged is no longer about a party of its own."""
        self.result.count(self.mapping.name).same += 1
        self.result.messages.append(
            f"‘{key[:80]}’ is samengevoegd met een andere partij. Die regel verandert niets."
        )

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
                mine = self.keys.own(self.mapping.name, row_key(self.mapping, row)) or ""
                other = self.keys.own(self.mapping.name, row.text(pointer.column))
                above.pop(mine, None)
                if other:
                    above[mine] = other
            circular = in_circles(above)
            kept = []
            for row in rows:
                mine = self.keys.own(self.mapping.name, row_key(self.mapping, row)) or ""
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
        key = row_key(self.mapping, row)
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
        there = {one.ref for one in matches.values()}
        self.planner.rules.spans.release(self.mapping.name, there)
        for row in rows:
            if row.line in matcher.hidden_lines:
                self._refuse(row, "al_in_gebruik", "Dit is al in gebruik.")
                continue
            try:
                drafts.append((row, self.drafts.draft(row, matches.get(row.line))))
            except RowRefused as refused:
                self._drop(row, [refused.problem])
        drafts = self._without_orphans(drafts)
        drafts = self._where_room_is(drafts, there)
        for _, draft in drafts:
            self.result.add(draft)
            if self.mapping.name == "partijen" and draft.is_new:
                self.result.keys.setdefault(draft.ref, draft.values["reference"] or draft.ref)
                other = self.keys.same_name(draft.values["name"], draft.ref)
                if other is not None:
                    self.result.maybe_double("partijen", draft.values["name"], other)
            if self.mapping.name == "subsidies":
                self.result.private += draft.after["without_party"] == "particulier"
                self.result.empty += draft.after["without_party"] == "leeg"

    def _where_room_is(
        self, drafts: list[tuple[Parsed, Draft]], there: set[str]
    ) -> list[tuple[Parsed, Draft]]:
        """A refused row leaves its record as it was: who came in its place is refused too."""
        gone = there - {draft.ref for _, draft in drafts}
        while gone:
            problems = self.planner.rules.spans.restore(self.mapping.name, gone)
            for row, draft in drafts:
                if draft.ref in problems:
                    self._drop(row, [problems[draft.ref]])
            drafts = [one for one in drafts if one[1].ref not in problems]
            gone = set(problems)
        return drafts

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


def _ref_for(mapping: Mapping, key: str) -> str:
    """A UUID in `referentie` becomes the record's ref."""
    return canonical(key) if mapping.has_reference and is_ref(key) else new_ref()
