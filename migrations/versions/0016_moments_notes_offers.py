"""Where a contact was, notes of the town hall, and who answered offers and needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

LEVEL = (
    "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 "
    "WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END"
)
SUBJECTS = ("party", "person", "link", "agreement")
ABOUT = " + ".join(f"CASE WHEN {one}_id IS NULL THEN 0 ELSE 1 END" for one in SUBJECTS)


def upgrade() -> None:
    op.add_column(
        "contact_moment", sa.Column("place", sa.String(200), nullable=False, server_default="")
    )
    key = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    op.create_table(
        "note",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        *(sa.Column(f"{one}_id", sa.Integer(), nullable=True) for one in SUBJECTS),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("reference", key, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=True),
        sa.Column("visibility", sa.String(20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("level", sa.SmallInteger(), sa.Computed(LEVEL, persisted=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_note_visibility"),
        ),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_note_sensitive"),
        ),
        sa.CheckConstraint(
            "kind IN ('observatie', 'verslag', 'duiding', 'politiek')", name=op.f("ck_note_kind")
        ),
        sa.CheckConstraint(f"{ABOUT} = 1", name=op.f("ck_note_about_one")),
        *(
            sa.ForeignKeyConstraint([f"{one}_id"], [f"{one}.id"], name=op.f(f"fk_note_{one}_id"))
            for one in SUBJECTS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("ref", name=op.f("uq_note_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_note_reference")),
    )
    for one in SUBJECTS:
        op.create_index(f"ix_note_{one}_id", "note", [f"{one}_id"])
    op.create_index("ix_note_expires_on", "note", ["expires_on"])
    for table in ("offer_answer", "offer_fulfilment"):
        op.create_table(
            table,
            sa.Column("offer_id", sa.Integer(), nullable=False),
            sa.Column("party_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                ["offer_id"], ["offer.id"], name=op.f(f"fk_{table}_offer_id"), ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f(f"fk_{table}_party_id")),
            sa.PrimaryKeyConstraint("offer_id", "party_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_party_id", table, ["party_id"])


def downgrade() -> None:
    op.drop_table("offer_fulfilment")
    op.drop_table("offer_answer")
    op.drop_table("note")
    op.drop_column("contact_moment", "place")
