"""Periods that only one record may have a day of: what a file leaves of them, and claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from crm.core.dates import Period
from crm.core.db import db
from crm.exchange.keys import Keys
from crm.exchange.parsing import Problem
from crm.exchange.plan import Draft
from crm.exchange.state import State
from crm.links.models import Link, LinkKind
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, ContactRole

Key = tuple[str, ...]
Taken = tuple[Key, date | None, date | None, str]


@dataclass(frozen=True, slots=True)
class Span:
    """A period that is taken, by which record, and on which line it stands (0: it was there)."""

    period: Period
    ref: str
    line: int


@dataclass(frozen=True, slots=True)
class Claim:
    """In which column a claim stands, and what is said when somebody else has some of it."""

    column: str
    reason: str

    def refused(self, other: Span) -> Problem:
        """The problem of who comes second."""
        where = f" (regel {other.line})" if other.line else ""
        return Problem(self.column, "dubbel", f"{self.reason}{where}.")


CLAIMS = {
    "rollen": Claim("eerste_aanspreekpunt", "In deze periode is er al een eerste aanspreekpunt"),
    "accounthouders": Claim("partij", "In deze periode is er al een vaste contactpersoon"),
    "verbindingen": Claim("partij_a", "Deze verbinding is er al"),
}
HANDED_OVER = ("rollen", "accounthouders")
"""Kinds of which one row makes room for another, whichever comes first in the file."""


class Spans:
    """Who has which period; `key` says of what: a party, or the two ends of a link."""

    def __init__(self, state: State, keys: Keys) -> None:
        self._state = state
        self._keys = keys
        self._taken: dict[str, dict[Key, list[Span]]] = {}
        self._released: dict[str, dict[str, tuple[Key, Span]]] = defaultdict(dict)

    def claim(self, draft: Draft, key: Key) -> Problem | None:
        """Take a period, unless another record has some of it."""
        spans = self._of(draft.kind)[key]
        period = Period(draft.after["begins_on"], draft.after["ends_on"])
        others = [one for one in spans if one.ref != draft.ref]
        for other in others:
            if period.overlaps(other.period):
                if not self._keys.is_seen(draft.kind, other.ref):
                    column = CLAIMS[draft.kind].column
                    return Problem(column, "al_in_gebruik", "Dit is al in gebruik.")
                return CLAIMS[draft.kind].refused(other)
        spans[:] = [*others, Span(period, draft.ref, draft.line)]
        return None

    def release(self, kind: str, refs: Collection[str]) -> None:
        """What a file has a row of leaves its place, until that row claims what it says."""
        if kind not in HANDED_OVER or not refs:
            return
        for key, spans in self._of(kind).items():
            gone = [one for one in spans if one.ref in refs]
            self._released[kind] |= {one.ref: (key, one) for one in gone}
            spans[:] = [one for one in spans if one.ref not in refs]

    def restore(self, kind: str, refs: Iterable[str]) -> dict[str, Problem]:
        """Rows were refused after all: what they are about keeps its place.

        Gives the problems, by ref, of those that took some of it meanwhile; they lose it.
        """
        problems: dict[str, Problem] = {}
        for ref in refs:
            if ref not in self._released[kind]:
                continue
            key, kept = self._released[kind].pop(ref)
            spans = self._of(kind)[key]
            late = [one for one in spans if one.line and one.period.overlaps(kept.period)]
            problems |= {one.ref: CLAIMS[kind].refused(kept) for one in late}
            spans[:] = [kept, *(one for one in spans if one not in late)]
        return problems

    def _of(self, kind: str) -> dict[Key, list[Span]]:
        if kind not in self._taken:
            self._taken[kind] = defaultdict(list)
            for key, begins_on, ends_on, ref in self._readers()[kind]():
                self._taken[kind][key].append(Span(Period(begins_on, ends_on), ref, 0))
        return self._taken[kind]

    def _readers(self) -> dict[str, Callable[[], Iterator[Taken]]]:
        return {
            "rollen": self._first_contacts,
            "accounthouders": self._fixed_contacts,
            "verbindingen": self._links,
        }

    def _links(self) -> Iterator[Taken]:
        refs = self._state.index("partijen").refs
        query = (
            select(Link.party_a_id, Link.party_b_id, LinkKind.code, LinkKind.directed)
            .add_columns(Link.initiative_id, Link.begins_on, Link.ends_on, Link.ref)
            .join(LinkKind, LinkKind.id == Link.kind_id)
            .where(Link.archived_at.is_(None))
        )
        for a, b, code, directed, initiative, begins_on, ends_on, ref in db.session.execute(query):
            ends = [refs[a], refs[b]]
            if not directed:
                ends.sort()
            key = (*ends, code, refs[initiative] if initiative else "")
            yield key, begins_on, ends_on, ref

    def _first_contacts(self) -> Iterator[Taken]:
        yield from self._of_parties(ContactRole, ContactRole.is_first_contact)

    def _fixed_contacts(self) -> Iterator[Taken]:
        yield from self._of_parties(AccountHolding, AccountHolding.role == FIXED_CONTACT)

    def _of_parties(self, model: Any, which: Any) -> Iterator[Taken]:
        refs = self._state.index("partijen").refs
        query: Select[Any] = select(model.party_id, model.begins_on, model.ends_on, model.ref)
        for party, begins_on, ends_on, ref in db.session.execute(query.where(which)):
            yield (refs[party],), begins_on, ends_on, ref
