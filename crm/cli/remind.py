"""`remind`: mail what is due, once."""

from __future__ import annotations

from datetime import datetime

import click
from flask import current_app

from crm.cli.common import WITH_REFUSALS, WRONG_USE, Stop, guarded, operator, today
from crm.reminders.jobs import told
from crm.reminders.mailing import send_due
from crm.reminders.waiting import list_due


@click.command("remind", help="Mail wie vandaag aan de beurt is, één keer.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Een andere dag.")
@click.option("--dry-run", is_flag=True, help="Zeg alleen wat er zou gebeuren.")
@guarded
def remind(day: datetime | None, dry_run: bool) -> None:
    """Say on stdout how many people, about how many parties; with --dry-run also who."""
    on = day.date() if day is not None else today()
    if on > today() and not dry_run:
        raise Stop("Deze dag moet nog komen. Gebruik --dry-run om te kijken.", WRONG_USE)
    if dry_run:
        for due in list_due(on=on):
            click.echo(f"{due.person.name}: {', '.join(one.party.name for one in due.points)}")
    sent = send_due(on=on, dry_run=dry_run, actor=operator())
    is_sent = not dry_run and current_app.config["MAIL"] is not None
    if not dry_run and not is_sent:
        click.echo("Er is geen mailserver: er is niets verstuurd.", err=True)
    click.echo(f"{'Gemaild' if is_sent else 'Aan de beurt'}: {told(sent)}")
    if sent.refused:
        raise Stop("Niet iedereen kon een mail krijgen.", WITH_REFUSALS)


commands = (remind,)
