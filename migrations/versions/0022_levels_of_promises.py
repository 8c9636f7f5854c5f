"""Find at once whether there is any promise or question that a reader may see."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("commitment", "request"):
        op.create_index(f"ix_{table}_level", table, ["level"])


def downgrade() -> None:
    for table in ("commitment", "request"):
        op.drop_index(f"ix_{table}_level", table)
