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
from crm.exchange.plan import Draft
from crm.exchange.state import State

# Roles, holdings and signatures are told on the record they belong to.
_TOLD_ON = {
    "rollen": ("party", "party_id", "role.opened", "role.changed"),
    "accounthouders": ("party", "party_id", "holding.opened", "holding.changed"),
    "ondertekenaars": (
        *("agreement", "agreement_id", "agreement.signatory_added", "agreement.changed"),
    ),
}


class EventLog:
    """Collects events and adds them in one statement."""

    def __init__(self, state: State, actor: Viewer, at: datetime) -> None:
        self._state = state
        self._actor = actor
        self._at = at
        self._rows: list[dict[str, Any]] = []

    def add(self, mapping: Mapping, draft: Draft) -> None:
        """Note that a draft was written."""
        ref, table = draft.ref, str(mapping.model.__tablename__)
        tag = f"{mapping.tag}.{'created' if draft.is_new else 'changed'}"
        if mapping.name in _TOLD_ON:
            table, attribute, opened, changed = _TOLD_ON[mapping.name]
            ref = (draft.before | draft.pointers)[attribute] or ref
            tag = opened if draft.is_new else changed
        self._note(tag, table, ref, draft.difference)

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

    def write(self) -> None:
        """Add all events."""
        insert_rows(cast(Table, Event.__table__), list(chained(self._rows)))
