"""Portfolios and signposts, and what is known of the consent to a public name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PERIOD = "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on"


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("public_name_how", sa.String(400), nullable=False, server_default="")
    )
    op.add_column("person", sa.Column("public_name_until", sa.Date(), nullable=True))
    op.create_table(
        "portfolio",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(PERIOD, name=op.f("ck_portfolio_period")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_portfolio_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio")),
        sa.UniqueConstraint("ref", name=op.f("uq_portfolio_ref")),
    )
    op.create_index("ix_portfolio_person_id", "portfolio", ["person_id"])
    op.create_table(
        "portfolio_theme",
        sa.Column("portfolio_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["portfolio_id"],
            ["portfolio.id"],
            name=op.f("fk_portfolio_theme_portfolio_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_portfolio_theme_theme_id")
        ),
        sa.PrimaryKeyConstraint("portfolio_id", "theme_id", name=op.f("pk_portfolio_theme")),
    )
    op.create_index(
        "ix_portfolio_theme_theme_id_portfolio_id", "portfolio_theme", ["theme_id", "portfolio_id"]
    )
    op.create_table(
        "signpost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(PERIOD, name=op.f("ck_signpost_period")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signpost_person_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_signpost_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signpost")),
        sa.UniqueConstraint("ref", name=op.f("uq_signpost_ref")),
    )
    op.create_index("ix_signpost_person_id", "signpost", ["person_id"])
    op.create_index("ix_signpost_theme_id", "signpost", ["theme_id"])


def downgrade() -> None:
    op.drop_table("signpost")
    op.drop_table("portfolio_theme")
    op.drop_table("portfolio")
    op.drop_column("person", "public_name_until")
    op.drop_column("person", "public_name_how")
