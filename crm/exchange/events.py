"""One audit event for each record that an import makes or changes, written in bulk."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table

from crm.accounts.viewer import Viewer
from crm.audit.chaining import chained
from crm.audit.models import Event
from crm.audit.tags import TAGS
from crm.core.bulk import insert_rows
from crm.exchange.attributes import Mapping
from crm.exchange.drafting import filled_in
from crm.exchange.plan import Draft
from crm.exchange.state import BATCH, State

# What the timeline calls these; they have no version of their own, nor raise one of another.
_OPENED = {
    "rollen": ("role.opened", "role.changed"),
    "accounthouders": ("holding.opened", "holding.changed"),
    "bijdragen_aan_doelen": ("goal.contribution_added", "goal.contribution_changed"),
    "portefeuilles": ("portfolio.opened", "portfolio.changed"),
    "wegwijzers": ("signpost.opened", "signpost.changed"),
    "ondertekenaars": ("agreement.signatory_added", "agreement.changed"),
}


class EventLog:
    """Collects events and adds them, many in one statement."""

    def __init__(self, state: State, actor: Viewer, at: datetime) -> None:
        self._state = state
        self._actor = actor
        self._at = at
        self._rows: list[dict[str, Any]] = []

    def add(self, mapping: Mapping, draft: Draft) -> None:
        """Note that a draft was written."""
        tags = (f"{mapping.tag}.created", f"{mapping.tag}.changed")
        opened, changed = _OPENED.get(mapping.name, tags)
        tag = opened if draft.is_new else changed
        told = filled_in(mapping, draft) if draft.is_new else draft.difference
        self._note(tag, str(mapping.model.__tablename__), draft.ref, told)

    def removed(self, mapping: Mapping, ref: str) -> None:
        """Note that a record which an import made is gone, without what stood in it."""
        self._note("import.removed", str(mapping.model.__tablename__), ref, {})

    def _note(self, tag: str, table: str, ref: str, difference: dict[str, Any]) -> None:
        if tag not in TAGS:
            raise KeyError(tag)
        self._rows.append(
            {
                "at": self._at,
                "actor_ref": self._actor.ref,
                "tag": tag,
                "subject_kind": table,
                "subject_ref": ref,
                "difference": difference,
            }
        )
        if len(self._rows) >= BATCH:
            self.write()

    def write(self) -> None:
        """Add all events that were noted."""
        insert_rows(cast(Table, Event.__table__), list(chained(self._rows)))
        self._rows.clear()
