"""Which existing record a row without a key of its own is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm.core.db import db
from crm.exchange import attributes as columns
from crm.exchange.keys import Keys
from crm.exchange.mapping import OFFER_KINDS
from crm.exchange.parsing import Parsed
from crm.exchange.state import Existing, State, chunks
from crm.goals.models import PartyGoal
from crm.links.models import ContactMoment, Link, LinkKind
from crm.people.models import AccountHolding, ContactRole
from crm.promises.models import Commitment
from crm.requests.models import Request
from crm.resources.models import Grant, Offer

Key = tuple[Any, ...]


class Matcher:
    """Finds existing records for the rows of one file, by what they say."""

    def __init__(self, mapping: columns.Mapping, state: State, keys: Keys) -> None:
        self._mapping = mapping
        self._state = state
        self._keys = keys
        kinds = select(LinkKind.code).where(LinkKind.directed.is_(False))
        self._undirected = frozenset(db.session.scalars(kinds))
        self.hidden_lines: set[int] = set()

    def match(self, rows: list[Parsed], header: Collection[str]) -> dict[int, Existing]:
        """Existing records by the line of the row; each record is given away once.

        Rows that are about a record which may not be known of end up in `hidden_lines`.
        """
        lists = [one.column for one in self._mapping.lists if one.column in header]
        if self._mapping.name == "contactmomenten":
            lists = ["partij", "persoon"]
        found: dict[int, Existing] = {}
        by_handle = {}
        without_key = []
        for row in rows:
            key = self._own_key(row)
            handle = self._keys.own(self._mapping.name, key) if key else None
            if handle in self._state.index(self._mapping.name).ids:
                by_handle[row.line] = handle
            elif not key:
                without_key.append(row)
        existing = self._state.existing_by_ref(self._mapping, by_handle.values(), with_lists=lists)
        for line, handle in by_handle.items():
            found[line] = existing[handle]
        if without_key:
            found |= self._by_content(without_key, lists)
        return found

    def _own_key(self, row: Parsed) -> str:
        if self._mapping.has_reference or self._mapping.name in ("gebieden", "themas", OFFER_KINDS):
            return row.text(self._mapping.format.key[0])
        return ""

    def _by_content(self, rows: list[Parsed], lists: list[str]) -> dict[int, Existing]:
        """First those that are the same to the last detail, then those that are nearly so."""
        candidates = self._candidates(rows, lists)
        found: dict[int, Existing] = {}
        taken: set[int] = set()
        for exactly in (True, False):
            shelf: dict[Key, list[Existing]] = defaultdict(list)
            for one in candidates:
                if one.id not in taken:
                    shelf[self._key_of(one, exactly=exactly)].append(one)
            for row in rows:
                if row.line in found:
                    continue
                if same := shelf.get(self._key_in(row, exactly=exactly)):
                    found[row.line] = same.pop(0)
                    taken.add(found[row.line].id)
        name = self._mapping.name
        hidden = {line for line, one in found.items() if not self._keys.is_seen(name, one.ref)}
        self.hidden_lines |= hidden
        return {line: one for line, one in found.items() if line not in hidden}

    def _candidates(self, rows: list[Parsed], lists: list[str]) -> list[Existing]:
        """Records that could be meant: those of the same parties, moments or dossiers."""
        name = self._mapping.name
        if name in _OF_PARTY:
            columns, attribute = _OF_PARTY[name]
            ids = self._state.index("partijen").ids
            handles = {self._find("partijen", row.text(c)) for row in rows for c in columns}
            known = [ids[handle] for handle in handles if handle in ids]
            return self._in_chunks(attribute, known, lists)
        if name == "contactmomenten":
            moments = {row.values.get("tijdstip") for row in rows} - {None}
            return self._in_chunks(ContactMoment.happened_at, moments, lists)
        if name == "subsidies":
            return self._in_chunks(Grant.dossier, {row.text("dossier") for row in rows}, lists)
        return self._state.existing(self._mapping, with_lists=lists)

    def _in_chunks(self, column: Any, values: Iterable[Any], lists: list[str]) -> list[Existing]:
        return [
            one
            for some in chunks(values)
            for one in self._state.existing(self._mapping, column.in_(some), with_lists=lists)
        ]

    def _find(self, kind: str, key: str) -> str | None:
        return self._keys.find(kind, key) if key else None

    # --- what a record is recognised by ---------------------------------------------------

    def _key_in(self, row: Parsed, *, exactly: bool) -> Key:
        pointers = {}
        for one in self._mapping.pointers:
            pointers[one.attribute] = self._find(one.to, row.text(one.column))
        values = {}
        for field in self._mapping.all_fields:
            values[field.attribute] = row.values.get(field.column, field.default)
        lists = {
            one.column: frozenset(self._find(one.to, key) for key in row.values.get(one.column, ()))
            for one in self._mapping.lists
        }
        return self._key(pointers, values, lists, exactly=exactly)

    def _key_of(self, one: Existing, *, exactly: bool) -> Key:
        return self._key(one.pointers, one.values, one.lists, exactly=exactly)

    def _key(
        self,
        pointers: dict[str, str | None],
        values: dict[str, Any],
        lists: Mapping[str, frozenset[str | None]],
        *,
        exactly: bool,
    ) -> Key:
        rule = _RECOGNISED_BY[self._mapping.name]
        pointed = [pointers[name] for name in rule.pointers]
        if self._mapping.name == "verbindingen" and pointers["kind_id"] in self._undirected:
            # either way round is the same link
            pointed[:2] = sorted(pointed[:2], key=str)
        names = rule.fields + (rule.changing if exactly else ())
        return (
            *pointed,
            *(values[name] for name in names),
            *(lists.get(name, frozenset()) for name in rule.lists),
        )


@dataclass(frozen=True, slots=True)
class _Recognised:
    """By what a record is recognised; `changing` only when two are alike in the rest."""

    pointers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


_OF_PARTY: dict[str, tuple[tuple[str, ...], Any]] = {
    "verbindingen": (("partij_a", "partij_b"), Link.party_a_id),
    "aanbod_en_gevraagd": (("partij",), Offer.party_id),
    "vragen": (("partij",), Request.party_id),
    "toezeggingen": (("van",), Commitment.by_party_id),
    "bijdragen_aan_doelen": (("partij",), PartyGoal.party_id),
    "rollen": (("partij",), ContactRole.party_id),
    "accounthouders": (("partij",), AccountHolding.party_id),
}
_RECOGNISED_BY = {
    "verbindingen": _Recognised(
        ("party_a_id", "party_b_id", "kind_id", "initiative_id"), ("begins_on",), ("ends_on",)
    ),
    "rollen": _Recognised(
        ("person_id", "party_id"), ("role", "begins_on"), ("ends_on", "is_first_contact")
    ),
    "accounthouders": _Recognised(
        ("party_id", "person_id", "team_id"), ("role", "begins_on"), ("ends_on",)
    ),
    "portefeuilles": _Recognised(("person_id",), ("name", "begins_on"), ("ends_on",)),
    "wegwijzers": _Recognised(("person_id", "theme_id"), ("begins_on",), ("ends_on",)),
    "contactmomenten": _Recognised(
        fields=("happened_at", "subject"), changing=("content",), lists=("partij", "persoon")
    ),
    "aanbod_en_gevraagd": _Recognised(
        ("party_id", "kind_id"), ("direction", "title"), ("description",)
    ),
    "subsidies": _Recognised(fields=("dossier", "register")),
    "overeenkomsten": _Recognised(fields=("number",)),
    "doelen": _Recognised(("parent_id",), ("title",)),
    "bijdragen_aan_doelen": _Recognised(("party_id", "goal_id")),
    "vragen": _Recognised(("party_id",), ("question", "asked_on"), ("description",)),
    "toezeggingen": _Recognised(
        ("by_party_id", "to_party_id"), ("title", "promised_on"), ("description",)
    ),
    "verbindingskanten": _Recognised(("link_id", "party_id")),
    "ondertekenaars": _Recognised(("agreement_id", "party_id")),
    "notities": _Recognised(
        ("party_id", "person_id", "link_id", "agreement_id"), ("kind", "text"), ("expires_on",)
    ),
    "kennismakingen": _Recognised(fields=("message", "why", "status"), changing=("met_on",)),
    "partijen_bij_kennismakingen": _Recognised(("introduction_id", "party_id")),
    "opbrengsten_van_kennismakingen": _Recognised(("introduction_id", "party_id"), ("months",)),
    "weggelegde_kansen": _Recognised(
        ("party_a_id", "party_b_id"), ("kind", "why"), ("until", "text")
    ),
}
