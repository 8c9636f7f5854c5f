"""What the steps of planning a register share: the rows, the plan, and the source's memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select

from crm.accounts.viewer import Viewer
from crm.core.db import db, new_ref
from crm.core.text import tidy
from crm.exchange.drafting import OPEN_LISTS, new_draft
from crm.exchange.mapping import MAPPINGS
from crm.exchange.models import SourceName, SourceRecord
from crm.exchange.plan import Draft, Plan, Remembered
from crm.exchange.profiles import RegisterProfile
from crm.exchange.register import Register
from crm.exchange.state import CHUNK, Existing, State
from crm.parties.models import Party

PARTIES, UNITS, SCHEMES, GRANTS = "partijen", "afdelingen", "regelingen", "subsidies"


class Said(NamedTuple):
    """What a source said of a record: the ref of that record, and the values."""

    ref: str
    values: dict[str, Any]


class Work:
    """One register on its way to a plan.

    `themes`, `areas`, `units`, `parties` and `schemes` map what the register calls something to
    the handle of its record; `known_names` are the names that the source used before.
    """

    def __init__(
        self,
        register: Register,
        profile: RegisterProfile,
        *,
        state: State,
        visibility: str | None,
        viewer: Viewer,
    ) -> None:
        self.register = register
        self.profile = profile
        self.state = state
        self.visibility = visibility
        self.viewer = viewer
        self.plan = Plan(profile.name)
        self.themes: dict[str, str] = {}
        self.areas: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self.parties: dict[str, str] = {}
        self.schemes: dict[str, str] = {}
        self.same: dict[str, str] = {}
        self._last: dict[str, dict[str, Said]] = {
            kind: self._said(kind) for kind in (PARTIES, SCHEMES)
        }
        names = select(SourceName.key, Party.ref).join(Party, Party.id == SourceName.party_id)
        rows = db.session.execute(names.where(SourceName.profile == profile.name))
        self.known_names: dict[str, str] = dict(rows.all())

    def last(self, kind: str, key: str) -> dict[str, Any]:
        """What the source said at the last import; empty when it never spoke of it."""
        found = self._last[kind].get(key)
        return found.values if found else {}

    def recall_grants(self, dossiers: Iterable[str]) -> None:
        """Have at hand what the source said of these grants, and of no others."""
        self._last[GRANTS] = self._said(GRANTS, SourceRecord.key.in_(list(dossiers)))

    def last_schemes(self) -> Iterator[tuple[str, str]]:
        """The schemes that the source spoke of, each with its ref."""
        return ((key, said.ref) for key, said in self._last[SCHEMES].items())

    def last_applicants(self) -> Iterator[tuple[str, str]]:
        """Every dossier that the source spoke of, with its applicant (empty when it had none)."""
        applicant = SourceRecord.values["aanvrager"].as_string()
        said = (SourceRecord.profile == self.profile.name, SourceRecord.kind == GRANTS)
        query = select(SourceRecord.key, applicant).where(*said).order_by(SourceRecord.id)
        for dossier, name in db.session.execute(query.execution_options(yield_per=CHUNK)):
            yield dossier, name or ""

    def _said(self, kind: str, *conditions: ColumnElement[bool]) -> dict[str, Said]:
        query = select(SourceRecord.key, SourceRecord.subject_ref, SourceRecord.values)
        mine = (SourceRecord.profile == self.profile.name, SourceRecord.kind == kind)
        rows = db.session.execute(query.where(*mine, *conditions))
        return {key: Said(ref, values) for key, ref, values in rows}

    def remember(self, kind: str, key: str, ref: str, values: dict[str, Any]) -> None:
        """Keep what the source says now, when it is not what it said last."""
        found = self._last[kind].get(key)
        if found is None or found.values != values or found.ref != ref:
            before = found._asdict() if found else None
            self.plan.remembered.append(Remembered(kind, key, ref, values, before))

    def keep(self, subject: str, field: str) -> None:
        """What people changed by hand stays, and is told."""
        self.plan.messages.append(
            f"Bij {subject} is {field} met de hand gewijzigd. Dat is zo gelaten."
        )

    def add_new(
        self,
        kind: str,
        values: dict[str, Any],
        *,
        line: int = 0,
        pointers: dict[str, str | None] | None = None,
        lists: dict[str, list[str]] | None = None,
        count_as: str = "",
    ) -> Draft:
        """Plan a record that is not there yet."""
        draft = new_draft(
            MAPPINGS[kind],
            line=line,
            ref=new_ref(),
            values=values,
            pointers=pointers or {},
            lists=lists or {},
            visibility=self.visibility,
        )
        self.plan.add(draft, count_as=count_as)
        if kind in OPEN_LISTS:
            self.state.index(kind).keys[draft.ref] = draft.values["name"]
        return draft

    def existing(self, kind: str, refs: Iterable[str]) -> dict[str, Existing]:
        """Records with their lists, by handle."""
        mapping = MAPPINGS[kind]
        columns = [one.column for one in mapping.lists]
        return self.state.existing_by_ref(mapping, refs, with_lists=columns)


def handles(first: Any, second: Any, *conditions: Any) -> list[tuple[str, str]]:
    """Two text columns, row by row."""
    query = select(first, second).where(*conditions)
    return [(one, other) for one, other in db.session.execute(query)]


def distinct(names: Iterable[str]) -> list[str]:
    """Names that are not blank, each once, in order."""
    return [name for name in dict.fromkeys(names) if tidy(name)]
