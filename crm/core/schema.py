"""The schema: bring it up to date, and say whether it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from crm.core.db import db

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def alembic_config() -> Config:
    """Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(to: str = "head") -> None:
    """Run the migrations up (or down) to a revision on the app's database."""
    with db.engine.connect() as connection:
        migrate_on(connection, to)
        connection.commit()


def migrate_on(connection: Connection, to: str = "head") -> None:
    """The same on one connection, inside its transaction."""
    config = alembic_config()
    config.attributes["connection"] = connection
    if to == "base":
        command.downgrade(config, "base")
    else:
        command.upgrade(config, to)


def known_revisions() -> set[str]:
    """Every revision that the code can bring up to date."""
    return {script.revision for script in _scripts().walk_revisions()}


def newest_revision() -> str | None:
    """The newest revision that the code knows."""
    return _scripts().get_current_head()


def revision_now() -> str | None:
    """The revision of the database; None when it has no tables of ours."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_up_to_date() -> bool:
    """Whether the database has the newest schema."""
    return revision_now() == newest_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())
