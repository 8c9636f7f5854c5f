"""What the steps of planning a register share: the rows, the plan, and the source's memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import db, new_ref
from crm.core.text import tidy
from crm.exchange.drafting import new_draft
from crm.exchange.mapping import MAPPINGS
from crm.exchange.models import SourceName, SourceRecord
from crm.exchange.plan import Draft, Plan, Remembered
from crm.exchange.profiles import RegisterProfile
from crm.exchange.register import Register
from crm.exchange.state import Existing, State
from crm.parties.models import Party

PARTIES, UNITS, SCHEMES, GRANTS = "partijen", "afdelingen", "regelingen", "subsidies"


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
        self._last = {(one.kind, one.key): one for one in _said_by(profile)}
        names = select(SourceName.key, Party.ref).join(Party, Party.id == SourceName.party_id)
        rows = db.session.execute(names.where(SourceName.profile == profile.name))
        self.known_names: dict[str, str] = dict(rows.all())

    def last(self, kind: str, key: str) -> dict[str, Any]:
        """What the source said at the last import; empty when it never spoke of it."""
        found = self._last.get((kind, key))
        return found.values if found else {}

    def everything_last(self) -> Iterator[tuple[tuple[str, str], SourceRecord]]:
        """All that the source said, by kind and key."""
        return iter(self._last.items())

    def remember(self, kind: str, key: str, ref: str, values: dict[str, Any]) -> None:
        """Keep what the source says now, when it is not what it said last."""
        found = self._last.get((kind, key))
        if found is None or found.values != values or found.subject_ref != ref:
            before = {"ref": found.subject_ref, "values": found.values} if found else None
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
        return draft

    def existing(self, kind: str, refs: Iterable[str]) -> dict[str, Existing]:
        """Records with their lists, by handle."""
        mapping = MAPPINGS[kind]
        columns = [one.column for one in mapping.lists]
        return self.state.existing_by_ref(mapping, refs, with_lists=columns)


def _said_by(profile: RegisterProfile) -> Iterable[SourceRecord]:
    return db.session.scalars(select(SourceRecord).where(SourceRecord.profile == profile.name))


def handles(first: Any, second: Any, *conditions: Any) -> list[tuple[str, str]]:
    """Two text columns, row by row."""
    query = select(first, second).where(*conditions)
    return [(one, other) for one, other in db.session.execute(query)]


def distinct(names: Iterable[str]) -> list[str]:
    """Names that are not blank, each once, in order."""
    return [name for name in dict.fromkeys(names) if tidy(name)]
