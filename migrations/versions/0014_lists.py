"""Lists that a beheerder keeps: what is retired, and what it was called before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LISTS = ("theme", "area", "target_group", "link_kind")


def upgrade() -> None:
    for table in LISTS:
        op.add_column(table, sa.Column("retired_at", sa.DateTime(), nullable=True))
    by_code_point = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    op.create_table(
        "former_name",
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("name", by_code_point, nullable=False),
        sa.Column("subject_ref", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "name", name=op.f("pk_former_name")),
    )
    op.create_index("ix_former_name_subject_ref", "former_name", ["subject_ref"])


def downgrade() -> None:
    op.drop_table("former_name")
    for table in LISTS:
        op.drop_column(table, "retired_at")
