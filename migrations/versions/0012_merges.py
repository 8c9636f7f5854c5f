"""Parties that became part of another, and what was done to make them so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    op.create_table(
        "former_party",
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("reference", key, nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_former_party_party_id"),
        sa.PrimaryKeyConstraint("ref", name="pk_former_party"),
        sa.UniqueConstraint("reference", name="uq_former_party_reference"),
    )
    op.create_index("ix_former_party_party_id", "former_party", ["party_id"])
    op.create_table(
        "party_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_ref", sa.String(36), nullable=True),
        sa.Column("kept_ref", sa.String(36), nullable=False),
        sa.Column("kept_name", sa.String(200), nullable=False),
        sa.Column("dropped_ref", sa.String(36), nullable=False),
        sa.Column("dropped_name", sa.String(200), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("kept_version", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_party_merge"),
        sa.UniqueConstraint("ref", name="uq_party_merge_ref"),
    )
    op.create_index("ix_party_merge_kept_ref", "party_merge", ["kept_ref"])
    op.create_index("ix_party_merge_dropped_ref", "party_merge", ["dropped_ref"])


def downgrade() -> None:
    op.drop_table("party_merge")
    op.drop_table("former_party")
