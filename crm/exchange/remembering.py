"""Keeping what a source said: the names it uses, and what it said of each record."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, cast

from sqlalchemy import Table, delete

from crm.core.bulk import Ids, Pile
from crm.core.db import db
from crm.exchange.models import SourceName, SourceRecord
from crm.exchange.plan import Plan
from crm.exchange.state import chunks


class SourceRows:
    """What a plan adds to the memory of its source; parties are handles."""

    def __init__(self, plan: Plan) -> None:
        self._profile = plan.profile
        self._names = Pile(cast(Table, SourceName.__table__), {"party_id": "partijen"})
        self._records = Pile(cast(Table, SourceRecord.__table__))
        self._said_otherwise: dict[str, list[str]] = defaultdict(list)
        for key, ref in plan.names.items():
            self._names.put({"profile": plan.profile, "key": key, "party_id": ref})
        for one in plan.remembered:
            if one.before is not None:
                self._said_otherwise[one.kind].append(one.key)
            row: dict[str, Any] = {"profile": plan.profile, "kind": one.kind, "key": one.key}
            self._records.put(row | {"subject_ref": one.ref, "values": one.values})

    def write(self, ids: Ids) -> None:
        """Write the names and what was said, which takes the place of what was said before."""
        self._names.pour(ids)
        for kind, keys in self._said_otherwise.items():
            of_kind = (SourceRecord.profile == self._profile, SourceRecord.kind == kind)
            for some in chunks(keys):
                db.session.execute(delete(SourceRecord).where(*of_kind, SourceRecord.key.in_(some)))
        self._records.pour()
