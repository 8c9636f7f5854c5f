"""One row of an exchange file as a draft: what it points at, what it lacks, what it may not say."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from crm.core.dates import dutch_day
from crm.core.db import new_ref
from crm.exchange.attributes import PROFILE, ListOf, Mapping, Pointer
from crm.exchange.drafting import OPEN_LISTS, changed_draft, new_draft
from crm.exchange.keys import Keys, canonical, is_ref
from crm.exchange.mapping import LINK_KINDS, OFFER_KINDS
from crm.exchange.memory import Memory
from crm.exchange.parsing import Parsed, Problem
from crm.exchange.plan import Draft
from crm.exchange.rules import Rules
from crm.exchange.state import Existing, State
from crm.notes.kinds import expiry_after
from crm.parties.kinds import PROFILED_KINDS, Phase, sector_of

WORDS = {
    "partijen": "partij",
    "personen": "persoon",
    "gebieden": "gebied",
    "themas": "thema",
    "doelen": "doel",
    "portefeuilles": "portefeuille",
    "wegwijzers": "wegwijzer",
    "regelingen": "regeling",
    "verbindingen": "verbinding",
    "overeenkomsten": "overeenkomst",
    "kennismakingen": "kennismaking",
    LINK_KINDS: "soort verbinding",
    OFFER_KINDS: "soort aanbod",
}


class RowRefused(Exception):
    """A row cannot be written; the problem says why."""

    def __init__(self, column: str, code: str, reason: str) -> None:
        super().__init__(reason)
        self.problem = Problem(column, code, reason)


class Shared(Protocol):
    """What the files of one import share."""

    state: State
    keys: Keys
    rules: Rules
    visibility: str | None
    now: datetime
    phases_left_out: int
    memory: Memory | None

    def resolve(self, kind: str, key: str, column: str) -> str:
        """The handle that a key stands for; raises RowRefused."""


def row_key(mapping: Mapping, row: Parsed) -> str:
    """What a row calls its record by; empty when it has no name of its own."""
    if mapping.has_reference or mapping.name in ("gebieden", "themas", OFFER_KINDS):
        return row.text(mapping.format.key[0])
    return ""


class RowDrafts:
    """Makes drafts of the rows of one file."""

    def __init__(self, shared: Shared, mapping: Mapping) -> None:
        self.shared = shared
        self.mapping = mapping
        self.keys = shared.keys

    def draft(self, row: Parsed, existing: Existing | None) -> Draft:
        """A new record, or what changes in an existing one; raises RowRefused."""
        whole = row
        if self.shared.memory is not None:
            row = self.shared.memory.news(self.mapping, row, existing)
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
        for attribute in ("happened_at", "expires_on"):
            if values.get(attribute, "") is None:
                del values[attribute]
        if existing is None:
            draft = self._new(whole, values, pointers, lists)
        else:
            draft = self._changed(row, existing, values, pointers, lists)
        if problem := self.shared.rules.check(self.mapping, draft):
            raise RowRefused(problem.column, problem.code, problem.reason)
        if self.shared.memory is not None:
            self.shared.memory.keep(self.mapping, whole, draft.ref)
        return draft

    def _new(
        self,
        row: Parsed,
        values: dict[str, Any],
        pointers: dict[str, str | None],
        lists: dict[str, frozenset[str]],
    ) -> Draft:
        if self.mapping.name == "contactmomenten":
            values.setdefault("happened_at", self.shared.now)
        if self.mapping.name == "notities":
            values.setdefault("expires_on", expiry_after(dutch_day(self.shared.now)))
        key = row_key(self.mapping, row)
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
            visibility=self.shared.visibility,
        )
        if draft.kind in OPEN_LISTS:
            self.shared.state.index(draft.kind).keys[draft.ref] = draft.values["name"]
        return draft

    def _changed(
        self,
        row: Parsed,
        existing: Existing,
        values: dict[str, Any],
        pointers: dict[str, str | None],
        lists: dict[str, frozenset[str]],
    ) -> Draft:
        if values.get("visibility", "") is None:
            values["visibility"] = self.mapping.default_visibility
        self._keep_ends(pointers, existing)
        return changed_draft(
            self.mapping,
            existing,
            line=row.line,
            values=values,
            pointers=pointers,
            added=lists,
            removed=self._gone(existing, lists),
            state=self.shared.state,
        )

    def _gone(
        self, existing: Existing, lists: dict[str, frozenset[str]]
    ) -> dict[str, frozenset[str]]:
        """What our own format leaves out of a list goes; the register of others only adds."""
        if self.shared.memory is not None:
            return {}
        return {column: existing.lists[column] - handles for column, handles in lists.items()}

    def _without_profile(self, values: dict[str, Any], existing: Existing | None) -> None:
        """Only initiatives have a phase and what goes with it."""
        kind = values.get("kind") or (existing.values["kind"] if existing else "")
        if kind in PROFILED_KINDS:
            if existing is not None and existing.values["phase"] is None:
                # what becomes an initiative now has no profile yet
                defaults = {one.attribute: one.default for one in self.mapping.fields}
                values |= {name: defaults[name] for name in PROFILE if values.get(name) is None}
            return
        given = [values.pop(name, None) for name in PROFILE]
        self.shared.phases_left_out += any(given[1:]) or given[0] not in (None, Phase.IDEA)

    def _keep_ends(self, pointers: dict[str, str | None], existing: Existing) -> None:
        """An undirected link may be written either way round."""
        ends = ("party_a_id", "party_b_id")
        if self.mapping.name != "verbindingen" or self.shared.rules.is_directed(pointers):
            return
        if {pointers.get(end) for end in ends} == {existing.pointers[end] for end in ends}:
            pointers |= {end: existing.pointers[end] for end in ends}

    def _pointer(self, row: Parsed, pointer: Pointer) -> str | None:
        key = row.text(pointer.column)
        return self.shared.resolve(pointer.to, key, pointer.column) if key else None

    def _list(self, row: Parsed, one: ListOf) -> frozenset[str]:
        keys: list[str] = row.values[one.column]
        return frozenset(self.shared.resolve(one.to, key, one.column) for key in keys)


def _reference_for(key: str) -> str | None:
    """The file's own key, unless it is what the record's ref already says."""
    return key if key and not (is_ref(key) and canonical(key) == key) else None


def _fill_sector(mapping: Mapping, values: dict[str, Any], existing: Existing | None) -> None:
    """The sector of a party follows from its kind unless the file says otherwise."""
    if mapping.name == "partijen" and not values.get("sector"):
        kind = values.get("kind") or (existing.values["kind"] if existing else "")
        values["sector"] = sector_of(kind)
