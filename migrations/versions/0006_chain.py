"""Events become a chain: each is sealed to the one before it, so that a change shows."""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AT_ONCE = 5000
SEALS = {"salt": 32, "digest": 64, "hash": 64}
EVENT = sa.table(
    "event",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime),
    *(sa.column(name, sa.String) for name in ("actor_ref", "tag", "subject_kind", "subject_ref")),
    sa.column("difference", sa.JSON),
    *(sa.column(name, sa.String) for name in SEALS),
)


def upgrade() -> None:
    for name, length in SEALS.items():
        op.add_column(
            "event", sa.Column(name, sa.String(length), nullable=False, server_default="")
        )
    _seal_all()
    with op.batch_alter_table("event") as batch:
        batch.alter_column("difference", existing_type=sa.JSON(), nullable=True)
        for name, length in SEALS.items():
            batch.alter_column(name, existing_type=sa.String(length), server_default=None)


def _seal_all() -> None:
    """In the order of ids, some thousands at a time: there can be very many."""
    connection, newest, before = op.get_bind(), 0, "0" * 64
    seal = sa.update(EVENT).where(EVENT.c.id == sa.bindparam("_id"))
    while True:
        query = sa.select(EVENT).where(EVENT.c.id > newest).order_by(EVENT.c.id).limit(AT_ONCE)
        sealed = []
        for event in connection.execute(query):
            sealed.append(_sealed(event, before))
            before = sealed[-1]["hash"]
        if not sealed:
            return
        connection.execute(seal.values({name: sa.bindparam(name) for name in SEALS}), sealed)
        newest = sealed[-1]["_id"]


def _sealed(event: Any, before: str) -> dict[str, Any]:
    """What `crm.audit.chain` would have made of it."""
    salt = token_hex(16)
    content = json.dumps(event.difference, sort_keys=True, separators=(",", ":"))
    digest = sha256(f"{salt}\n{content}".encode()).hexdigest()
    moment = event.at.replace(tzinfo=UTC).isoformat()
    about = (event.actor_ref or "", event.tag, event.subject_kind, event.subject_ref)
    sealed = sha256("\n".join((before, moment, *about, digest)).encode()).hexdigest()
    return {"_id": event.id, "salt": salt, "digest": digest, "hash": sealed}


def downgrade() -> None:
    op.execute("UPDATE event SET difference = '{}' WHERE difference IS NULL")
    with op.batch_alter_table("event") as batch:
        batch.alter_column("difference", existing_type=sa.JSON(), nullable=False)
        for name in SEALS:
            batch.drop_column(name)
