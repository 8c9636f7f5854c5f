"""Lists of parties and of people are read and counted from one index."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LISTED = ("party", "person")


def upgrade() -> None:
    for table in LISTED:
        op.drop_index(f"ix_{table}_sort_key_id", table)
        op.create_index(f"ix_{table}_listed", table, ["archived_at", "sort_key", "id", "level"])


def downgrade() -> None:
    for table in LISTED:
        op.drop_index(f"ix_{table}_listed", table)
        op.create_index(f"ix_{table}_sort_key_id", table, ["sort_key", "id"])
