"""One audit event for each record that an import makes or changes, written in bulk."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table

from crm.accounts.viewer import Viewer
from crm.audit.chain import digest_of, new_salt
from crm.audit.chaining import Sealing
from crm.audit.models import Event
from crm.audit.tags import TAGS
from crm.core.bulk import Cells, Pile
from crm.exchange.attributes import Mapping
from crm.exchange.drafting import filled_in
from crm.exchange.plan import Draft

# What the timeline calls these; they have no version of their own, nor raise one of another.
_OPENED = {
    "rollen": ("role.opened", "role.changed"),
    "accounthouders": ("holding.opened", "holding.changed"),
    "bijdragen_aan_doelen": ("goal.contribution_added", "goal.contribution_changed"),
    "portefeuilles": ("portfolio.opened", "portfolio.changed"),
    "wegwijzers": ("signpost.opened", "signpost.changed"),
    "ondertekenaars": ("agreement.signatory_added", "agreement.changed"),
}
_SEALED = ("tag", "subject_kind", "subject_ref", "digest")


class EventLog:
    """Collects events; they are sealed to those before them when they are written."""

    def __init__(self, actor: Viewer, at: datetime) -> None:
        self._actor = actor
        self._at = at
        self._pile = Pile(cast(Table, Event.__table__))

    def add(self, mapping: Mapping, draft: Draft) -> None:
        """Note that a draft is written."""
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
        salt = new_salt()
        self._pile.put(
            {
                "at": self._at,
                "actor_ref": self._actor.ref,
                "tag": tag,
                "subject_kind": table,
                "subject_ref": ref,
                "difference": difference,
                "salt": salt,
                "digest": digest_of(difference, salt),
                "hash": None,
            }
        )

    def write(self) -> None:
        """Add all events that were noted. Only for who holds the chain."""
        if not self._pile:
            return
        sealing = Sealing()
        hash_, *places = (self._pile.place(name) for name in ("hash", *_SEALED))

        def seal(cells: Cells) -> None:
            about = zip(_SEALED, (cells[place] for place in places), strict=True)
            cells[hash_] = sealing.seal(at=self._at, actor_ref=self._actor.ref, **dict(about))

        self._pile.pour(finish=seal)
        self._pile = Pile(cast(Table, Event.__table__))
