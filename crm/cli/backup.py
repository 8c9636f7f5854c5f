"""`backup` and `restore`: everything in one file, and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from crm.cli.common import Stop, guarded
from crm.core.dates import date_text, dutch_day, utc_now
from crm.core.errors import DomainError
from crm.upkeep.backup.nightly import backup_folder, size_text
from crm.upkeep.backup.operations import make_backup, restore_backup


@click.command("backup", help="Schrijf een reservekopie; het systeem mag doorwerken.")
@click.argument("path", metavar="BESTAND", type=click.Path(dir_okay=False, path_type=Path))
@guarded
def backup(path: Path) -> None:
    """Write a back-up; a file with that name is replaced when the new one is whole."""
    make_backup(path, folder=current_app.config["INSTANCE"])
    click.echo(f"De kopie staat in {path} ({size_text(path.stat().st_size)}).", err=True)


@click.command("restore", help="Zet een reservekopie terug; alles wat er nu staat gaat weg.")
@click.argument("path", metavar="BESTAND", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--vervang", is_flag=True, help="Ook over de gegevens van een ander systeem heen.")
@with_appcontext
def restore(path: Path, vervang: bool) -> None:
    """Put a back-up back; what was here is kept in a file first."""
    instance = current_app.config["INSTANCE"]
    keep = backup_folder(instance) / f"voor-terugzetten-{utc_now():%Y-%m-%dT%H%M%S}.zip"
    try:
        done = restore_backup(path, folder=instance, keep=keep, replace=vervang)
    except DomainError as error:
        raise Stop(str(error)) from error
    made_on = date_text(dutch_day(datetime.fromisoformat(done.description.made_at)))
    click.echo(f"De kopie van {made_on} is teruggezet.", err=True)
    if done.kept is not None:
        click.echo(f"Wat er stond, is bewaard in {done.kept}.", err=True)


commands = (backup, restore)
