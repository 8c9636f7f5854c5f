"""`demo`: the invented municipality Vlietdam in an empty database."""

from __future__ import annotations

from datetime import datetime

import click
from flask import current_app

from crm.accounts.viewer import Viewer
from crm.cli.common import Stop, guarded, today
from crm.core.db import transaction
from crm.upkeep.demo import ACCOUNTS, NETWORK_NAME, PASSWORD, make_demo
from crm.upkeep.demo.writing import DOMAIN


@click.command("demo", help="Maak de verzonnen gemeente Vlietdam in een lege database.")
@click.option(
    "--on",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="De dag waarop het voorbeeld speelt; anders vandaag.",
)
@guarded
def demo(on: datetime | None) -> None:
    """Refused in productie, and when there are parties already."""
    if current_app.config["MODE"] == "productie":
        raise Stop("In productie maken we geen voorbeeldgemeente en geen voorbeeldaccounts.")
    day = on.date() if on else today()
    with transaction():
        make_demo(on=day, actor=Viewer.operator(day))
    click.echo(f"{NETWORK_NAME} staat klaar. Alles in dit voorbeeld is verzonnen.", err=True)
    for short, name, role in ACCOUNTS:
        click.echo(f"  {short}@{DOMAIN}  {role}  ({name})", err=True)
    click.echo(f"  Wachtwoord: {PASSWORD}", err=True)


commands = (demo,)
