"""What a source said of its records last: only what it says otherwise now is news."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm.audit.operations import plain
from crm.core.db import db
from crm.exchange.attributes import Mapping
from crm.exchange.models import SourceRecord
from crm.exchange.parsing import Parsed
from crm.exchange.plan import Plan, Remembered
from crm.exchange.state import Existing
from crm.exchange.wanted import AREAS

EMPTY: tuple[Any, ...] = (None, "", [])
# What a list says of these wins over what was there before the first time we read it.
LEADING = (AREAS,)


class Memory:
    """The memory of one profile while its plan is made; `keys` maps a ref to the source's key."""

    def __init__(self, profile: str, plan: Plan, keys: dict[str, str]) -> None:
        self._plan = plan
        self._keys = keys
        query = select(SourceRecord).where(SourceRecord.profile == profile)
        self.last = {(one.kind, one.key): one for one in db.session.scalars(query)}

    def news(self, mapping: Mapping, row: Parsed, existing: Existing | None) -> Parsed:
        """The row without what the source said before: what people changed by hand stays.

        What was there before the source ever spoke of it is only filled in where it was empty.
        """
        if existing is None or mapping.name not in ("partijen", "personen", *LEADING):
            return row
        last = self.last.get((mapping.name, self._key(mapping, row, existing.ref)))
        attributes = {one.column: one.attribute for one in mapping.all_fields}
        kept = {}
        for column, value in row.values.items():
            now = existing.values.get(attributes.get(column, ""), "")
            if last is None:
                is_news = mapping.name in LEADING or now in EMPTY
            else:
                is_news = last.values.get(column) != plain(value)
                if not is_news and column in attributes and now != value:
                    self._tell(existing, column)
            if is_news:
                kept[column] = value
        return Parsed(row.line, kept)

    def keep(self, mapping: Mapping, row: Parsed, ref: str) -> None:
        """Remember what the source says of a record."""
        if mapping.name not in ("partijen", "personen", *LEADING):
            return
        key = self._key(mapping, row, ref)
        last = self.last.get((mapping.name, key))
        said = {name: plain(value) for name, value in row.values.items() if name != "referentie"}
        if last is None or last.values != said or last.subject_ref != ref:
            before = {"ref": last.subject_ref, "values": last.values} if last else None
            self._plan.remembered.append(Remembered(mapping.name, key, ref, said, before))

    def _key(self, mapping: Mapping, row: Parsed, ref: str) -> str:
        return row.text("code") if mapping.name == AREAS else self._keys.get(ref, ref)

    def _tell(self, existing: Existing, column: str) -> None:
        name = existing.values.get("name") or existing.values.get("last_name", "")
        self._plan.messages.append(
            f"Bij {name} is {column.replace('_', ' ')} met de hand gewijzigd. Dat is zo gelaten."
        )
