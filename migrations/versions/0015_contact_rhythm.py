"""How often a party is spoken to, and the last real contact with each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAYS = {
    **dict.fromkeys(("bewonersinitiatief", "maatschappelijk_initiatief", "coalitie"), 90),
    **dict.fromkeys(("gemeente", "afdeling", "team", "overheid", "werkbedrijf"), 0),
    "bewonersorganisatie": 180,
}
"""How often each kind was to be spoken to when this began; every other kind once a year."""
PARTIES = sa.text(
    "SELECT p.id, p.kind, i.phase FROM party p "
    "LEFT JOIN initiative_profile i ON i.party_id = p.id "
    "WHERE p.level < 3 AND p.archived_at IS NULL"
)
LAST_MOMENT = sa.text(
    "SELECT mp.party_id, max(m.happened_at) AS last FROM contact_moment_party mp "
    "JOIN contact_moment m ON m.id = mp.moment_id "
    "WHERE m.level < 3 AND m.archived_at IS NULL AND NOT EXISTS ("
    "SELECT 1 FROM contact_moment_party o JOIN party p ON p.id = o.party_id "
    "WHERE o.moment_id = m.id AND p.level >= 3) GROUP BY mp.party_id"
)
LAST_YES = sa.text(
    "SELECT s.party_id, max(s.confirmed_on) AS last FROM link_side s "
    "JOIN edge e ON e.link_id = s.link_id AND e.src = s.party_id "
    "WHERE s.confirmed_on IS NOT NULL AND e.level < 3 GROUP BY s.party_id"
)


def upgrade() -> None:
    op.add_column("party", sa.Column("contact_every", sa.SmallInteger(), nullable=True))
    op.create_table(
        "party_contact",
        sa.Column("party_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("fades_on", sa.Date(), nullable=True),
        sa.Column("quiet_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_contact_party_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_party_contact")),
    )
    op.create_index("ix_party_contact_fades_on", "party_contact", ["fades_on"])
    rows = list(_rows())
    if rows:
        days = (sa.column(name, sa.Date()) for name in ("last_on", "fades_on", "quiet_on"))
        op.bulk_insert(sa.table("party_contact", sa.column("party_id", sa.Integer()), *days), rows)


def _rows() -> Iterator[dict[str, object]]:
    """The last contact with each party, as it follows from what was written down before."""
    bind = op.get_bind()
    spoken = dict(bind.execute(LAST_MOMENT.columns(party_id=sa.Integer, last=sa.DateTime)).all())
    said = dict(bind.execute(LAST_YES.columns(party_id=sa.Integer, last=sa.Date)).all())
    for party_id, kind, phase in bind.execute(PARTIES):
        days = [said[party_id]] if party_id in said else []
        if party_id in spoken:
            days.append(spoken[party_id].replace(tzinfo=UTC).astimezone(AMSTERDAM).date())
        if days:
            every = 0 if phase == "gestopt" else DAYS.get(kind, 365)
            yield _row(party_id, max(days), every)


def _row(party_id: int, last_on: date, every: int) -> dict[str, object]:
    fades_on = last_on + timedelta(days=every) if every else None
    quiet_on = last_on + timedelta(days=every + every // 2) if every else None
    return {
        "party_id": party_id,
        "last_on": last_on,
        "fades_on": fades_on,
        "quiet_on": quiet_on,
    }


def downgrade() -> None:
    op.drop_table("party_contact")
    op.drop_column("party", "contact_every")
