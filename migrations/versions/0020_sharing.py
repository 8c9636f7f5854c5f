"""Acts of sharing many parties at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sharing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_ref", sa.String(36), nullable=True),
        sa.Column("visibility", sa.String(20), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.Column("taken_back_by", sa.String(36), nullable=True),
        sa.CheckConstraint(
            "visibility IN ('netwerk', 'openbaar')", name=op.f("ck_sharing_visibility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing")),
        sa.UniqueConstraint("ref", name=op.f("uq_sharing_ref")),
    )


def downgrade() -> None:
    op.drop_table("sharing")
