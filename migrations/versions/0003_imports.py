"""What imports leave behind: runs, the names of sources, and what they said last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _by_code_point(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_ref", sa.String(36), nullable=True),
        sa.Column("profile", sa.String(60), nullable=False),
        sa.Column("source_name", sa.String(400), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("ref", name=op.f("uq_import_run_ref")),
    )
    op.create_index("ix_import_run_at", "import_run", ["at"])
    op.create_table(
        "source_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(60), nullable=False),
        sa.Column("key", _by_code_point(400), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_source_name_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_name")),
        sa.UniqueConstraint("profile", "key", name=op.f("uq_source_name_profile_key")),
    )
    op.create_index("ix_source_name_party_id", "source_name", ["party_id"])
    op.create_table(
        "source_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", _by_code_point(400), nullable=False),
        sa.Column("subject_ref", sa.String(36), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_record")),
        sa.UniqueConstraint(
            "profile", "kind", "key", name=op.f("uq_source_record_profile_kind_key")
        ),
    )
    op.create_index("ix_source_record_subject_ref", "source_record", ["subject_ref"])


def downgrade() -> None:
    op.drop_table("source_record")
    op.drop_table("source_name")
    op.drop_table("import_run")
