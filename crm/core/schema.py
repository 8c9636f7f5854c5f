"""The schema: bring it up to date, and say whether it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from crm.core.db import db

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def alembic_config() -> Config:
    """Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(to: str = "head") -> None:
    """Run the migrations up (or down) to a revision on the app's database."""
    config = alembic_config()
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        if to == "base":
            command.downgrade(config, "base")
        else:
            command.upgrade(config, to)
        connection.commit()


def newest_revision() -> str | None:
    """The newest revision that the code knows."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def is_up_to_date() -> bool:
    """Whether the database has the newest schema."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest_revision()
