"""How often a party is spoken to, and the last real contact with each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("party", sa.Column("contact_every", sa.SmallInteger(), nullable=True))
    op.create_table(
        "party_contact",
        sa.Column("party_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("fades_on", sa.Date(), nullable=True),
        sa.Column("quiet_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_contact_party_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_party_contact")),
    )
    op.create_index("ix_party_contact_fades_on", "party_contact", ["fades_on"])


def downgrade() -> None:
    op.drop_table("party_contact")
    op.drop_column("party", "contact_every")
