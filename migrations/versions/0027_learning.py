"""What the network learned from its own past about how much each reason counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_ref", sa.String(36), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.Column("taken_back_by", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning")),
        sa.UniqueConstraint("ref", name=op.f("uq_learning_ref")),
    )
    op.create_table(
        "lesson",
        sa.Column("learning_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("level", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(20), nullable=False),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("used", sa.JSON(), nullable=False),
        sa.Column("quality", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("learning_id", "level", name=op.f("pk_lesson")),
        sa.ForeignKeyConstraint(
            ["learning_id"],
            ["learning.id"],
            name=op.f("fk_lesson_learning_id"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 2", name=op.f("ck_lesson_level")),
    )


def downgrade() -> None:
    op.drop_table("lesson")
    op.drop_table("learning")
