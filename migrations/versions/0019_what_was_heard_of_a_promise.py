"""What who was promised something says of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In words, because SQLite adds no check to a table, and copies none with a computed column.
    op.execute(
        "ALTER TABLE commitment ADD COLUMN heard VARCHAR(10) DEFAULT '' NOT NULL "
        "CONSTRAINT ck_commitment_heard CHECK (heard IN ('', 'ja', 'nog_niet'))"
    )
    text = sa.Column("heard_text", sa.String(500), nullable=False, server_default="")
    op.add_column("commitment", text)
    op.add_column("commitment", sa.Column("heard_on", sa.Date(), nullable=True))


def downgrade() -> None:
    for column in ("heard_on", "heard_text", "heard"):
        op.drop_column("commitment", column)
