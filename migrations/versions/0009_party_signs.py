"""The signs by which look-alikes of a party are found; `flask crm init` fills them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "party_sign",
        sa.Column("sign", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("party_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_sign_party_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sign", "level", "party_id", name=op.f("pk_party_sign")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_party_sign_party_id", "party_sign", ["party_id"])


def downgrade() -> None:
    op.drop_table("party_sign")
