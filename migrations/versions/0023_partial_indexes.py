"""Indexes of what is listed hold that alone, so that nothing else is read through them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

LISTED = ("party", "person")
NOT_ARCHIVED = "archived_at IS NULL"
OPEN = "follow_up_on IS NOT NULL AND follow_up_done_on IS NULL"


def upgrade() -> None:
    for table in LISTED:
        op.drop_index(f"ix_{table}_listed", table)
        columns = ["sort_key", "id", "level"]
        op.create_index(f"ix_{table}_listed", table, columns, **_only(NOT_ARCHIVED))
    op.drop_index("ix_contact_moment_follow_up_on", "contact_moment")
    op.create_index("ix_contact_moment_open", "contact_moment", ["follow_up_on"], **_only(OPEN))


def downgrade() -> None:
    op.drop_index("ix_contact_moment_open", "contact_moment")
    op.create_index("ix_contact_moment_follow_up_on", "contact_moment", ["follow_up_on"])
    for table in LISTED:
        op.drop_index(f"ix_{table}_listed", table)
        op.create_index(f"ix_{table}_listed", table, ["archived_at", "sort_key", "id", "level"])


def _only(condition: str) -> dict[str, Any]:
    return {f"{database}_where": sa.text(condition) for database in ("sqlite", "postgresql")}
