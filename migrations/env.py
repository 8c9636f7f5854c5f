"""Alembic's environment: one connection, the models' metadata, both databases."""

from __future__ import annotations

from alembic import context

import crm.models  # noqa: F401  (fills the metadata)
from crm.core.db import Base, Instant, Money, db


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Our own types as the plain types they are in the database."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, Money):
        return "sa.BigInteger()"
    return False


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Search indexes are made by hand: the models do not know them."""
    return not (kind == "table" and name is not None and "_fts" in name)


def run() -> None:
    """Run the migrations on the connection given, or on the app's own database."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    with db.engine.connect() as connection:
        _migrate(connection)
        connection.commit()


def _migrate(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        include_name=include_name,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
