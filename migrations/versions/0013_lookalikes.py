"""Pairs of parties that may be one, and the parties still to be compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _party(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], ["party.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "lookalike_due",
        sa.Column("party_id", sa.Integer(), autoincrement=False, nullable=False),
        _party("party_id", "lookalike_due"),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_lookalike_due")),
    )
    op.create_table(
        "lookalike_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("party_a_id", sa.Integer(), nullable=False),
        sa.Column("party_b_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(100), nullable=False),
        sa.Column("told_apart_at", sa.DateTime(), nullable=True),
        sa.Column("told_apart_by", sa.String(36), nullable=True),
        _party("party_a_id", "lookalike_pair"),
        _party("party_b_id", "lookalike_pair"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookalike_pair")),
        sa.UniqueConstraint("ref", name=op.f("uq_lookalike_pair_ref")),
        sa.UniqueConstraint(
            "party_a_id", "party_b_id", name=op.f("uq_lookalike_pair_party_a_id_party_b_id")
        ),
    )
    op.create_index("ix_lookalike_pair_party_b_id", "lookalike_pair", ["party_b_id"])
    op.create_index(
        "ix_lookalike_pair_listed", "lookalike_pair", ["told_apart_at", "is_sure", "score"]
    )
    op.execute("INSERT INTO lookalike_due (party_id) SELECT DISTINCT party_id FROM party_sign")


def downgrade() -> None:
    op.drop_table("lookalike_pair")
    op.drop_table("lookalike_due")
