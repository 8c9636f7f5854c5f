"""The events of many changes at once: made beforehand, sealed when they are written."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table

from crm.audit.chain import digest_of, new_salt
from crm.audit.chaining import Sealing
from crm.audit.models import Event
from crm.audit.operations import Actor
from crm.audit.tags import TAGS
from crm.core.bulk import Cells, Pile

_SEALED = ("tag", "subject_kind", "subject_ref", "digest")


class ManyEvents:
    """Events of one actor at one moment; they are sealed to those before them when written."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        self._actor_ref = actor.ref
        self._at = at
        self._pile = self._empty()

    def put(self, tag: str, kind: str, ref: str, difference: dict[str, Any]) -> None:
        """Note one event about a record: its table, its ref; an unknown tag is an error of ours."""
        if tag not in TAGS:
            raise KeyError(tag)
        salt = new_salt()
        self._pile.put(
            {
                "at": self._at,
                "actor_ref": self._actor_ref,
                "tag": tag,
                "subject_kind": kind,
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
            cells[hash_] = sealing.seal(at=self._at, actor_ref=self._actor_ref, **dict(about))

        self._pile.pour(finish=seal)
        self._pile = self._empty()

    @staticmethod
    def _empty() -> Pile:
        return Pile(cast(Table, Event.__table__))
