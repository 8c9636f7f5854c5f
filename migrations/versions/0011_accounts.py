"""A second factor, recovery codes, and sessions that can be told apart; everybody signs in again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("totp_secret", sa.String(64), nullable=True))
    op.add_column("account", sa.Column("totp_since", sa.DateTime(), nullable=True))
    op.add_column("account", sa.Column("totp_step", sa.Integer(), nullable=True))
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_recovery_code_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_recovery_code_user_id", "recovery_code", ["user_id"])
    op.drop_table("sign_in_session")
    _sessions(
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("waits_until", sa.DateTime(), nullable=True),
        sa.Column("device", sa.String(60), nullable=False),
        sa.UniqueConstraint("ref", name=op.f("uq_sign_in_session_ref")),
    )


def downgrade() -> None:
    op.drop_table("sign_in_session")
    _sessions()
    op.drop_table("recovery_code")
    for column in ("totp_step", "totp_since", "totp_secret"):
        op.drop_column("account", column)


def _sessions(*more: sa.Column | sa.UniqueConstraint) -> None:
    """Nothing hangs on a session: made anew, since a required column cannot be added to rows."""
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        *more,
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_sign_in_session_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index("ix_sign_in_session_user_id", "sign_in_session", ["user_id"])
