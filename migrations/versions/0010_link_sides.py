"""What each side says of a link, and what is done to keep a strained one alive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

HOW = (
    *("zelf", "telefoon", "gesprek", "bezoek", "e-mail", "videogesprek", "bijeenkomst"),
    *("brief", "anders"),
)


def upgrade() -> None:
    op.add_column("link", sa.Column("next_step", sa.String(400), nullable=False, server_default=""))
    op.add_column("link", sa.Column("next_step_on", sa.Date(), nullable=True))
    op.create_table(
        "link_side",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("level_experienced", sa.SmallInteger(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_how", sa.String(20), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "level_experienced BETWEEN 1 AND 5", name=op.f("ck_link_side_level_experienced")
        ),
        sa.CheckConstraint(
            f"confirmed_how IN ({', '.join(map(repr, HOW))})",
            name=op.f("ck_link_side_confirmed_how"),
        ),
        sa.CheckConstraint(
            "(confirmed_on IS NULL) = (confirmed_how IS NULL)", name=op.f("ck_link_side_confirmed")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["link.id"], name=op.f("fk_link_side_link_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_link_side_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_side_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_side")),
        sa.UniqueConstraint("ref", name=op.f("uq_link_side_ref")),
    )
    op.create_index(
        "uq_link_side_link_id_party_id", "link_side", ["link_id", "party_id"], unique=True
    )
    op.create_index("ix_link_side_party_id", "link_side", ["party_id"])
    op.create_index("ix_link_side_person_id", "link_side", ["person_id"])


def downgrade() -> None:
    op.drop_table("link_side")
    op.drop_column("link", "next_step_on")
    op.drop_column("link", "next_step")
