"""A party has one first contact on any day: of two, the one that began last stays it.

Until now lists that were read in could bring two. Who steps back keeps the role, and is still the
first contact on the other days of it: the row is cut where that begins or ends.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ROLE = sa.table(
    "contact_role",
    sa.column("id", sa.Integer),
    sa.column("ref", sa.String),
    sa.column("person_id", sa.Integer),
    sa.column("party_id", sa.Integer),
    sa.column("role", sa.String),
    sa.column("is_first_contact", sa.Boolean),
    sa.column("begins_on", sa.Date),
    sa.column("ends_on", sa.Date),
)
Days = tuple[date, date]


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(ROLE).where(ROLE.c.is_first_contact)).mappings().all()
    taken: dict[int, list[Days]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (_days(row)[0], row["id"]), reverse=True):
        firsts = _without([_days(row)], taken[row["party_id"]])
        if firsts != [_days(row)]:
            _cut(connection, row, firsts)
        taken[row["party_id"]] += firsts


def _cut(connection: sa.Connection, row: sa.RowMapping, firsts: list[Days]) -> None:
    """Let a role be in pieces: the first contact on these days, on the others not."""
    others = _without([_days(row)], firsts)
    pieces = sorted([(days, True) for days in firsts] + [(days, False) for days in others])
    (days, is_first), *fresh = pieces
    values = {"is_first_contact": is_first, **_dated(days)}
    connection.execute(sa.update(ROLE).where(ROLE.c.id == row["id"]).values(values))
    same = {name: row[name] for name in ("person_id", "party_id", "role")}
    for days, is_first in fresh:
        values = {"ref": str(uuid4()), "is_first_contact": is_first, **same, **_dated(days)}
        connection.execute(sa.insert(ROLE).values(values))


def _without(left: list[Days], others: list[Days]) -> list[Days]:
    """The days that none of the others holds, as periods in their order."""
    for begin, end in others:
        beside = [(one, min(until, begin)) for one, until in left]
        beside += [(max(one, end), until) for one, until in left]
        left = sorted((one, until) for one, until in beside if one < until)
    return left


def _days(row: sa.RowMapping) -> Days:
    return row["begins_on"] or date.min, row["ends_on"] or date.max


def _dated(days: Days) -> dict[str, date | None]:
    begin, end = days
    return {
        "begins_on": None if begin == date.min else begin,
        "ends_on": None if end == date.max else end,
    }


def downgrade() -> None:
    """Who stepped back is not known any more."""
