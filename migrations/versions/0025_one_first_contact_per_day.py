"""A party has one first contact on any day: of two, the one that began last stays it.

Until now lists that were read in could bring two. Who steps back keeps the role.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ROLE = sa.table(
    "contact_role",
    sa.column("id", sa.Integer),
    sa.column("party_id", sa.Integer),
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
        days = _days(row)
        if any(days[0] < end and begin < days[1] for begin, end in taken[row["party_id"]]):
            back = sa.update(ROLE).where(ROLE.c.id == row["id"]).values(is_first_contact=False)
            connection.execute(back)
        else:
            taken[row["party_id"]].append(days)


def _days(row: sa.RowMapping) -> Days:
    return row["begins_on"] or date.min, row["ends_on"] or date.max


def downgrade() -> None:
    """Who stepped back is not known any more."""
