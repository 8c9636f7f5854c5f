"""`init` and `check`: the database at the newest schema, and whether all is well."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from crm.cli.common import REFUSED, guarded
from crm.core.db import transaction
from crm.core.schema import migrate
from crm.links.operations import seed_link_kinds
from crm.parties.lookalikes_index import complete_signs
from crm.upkeep.check import run_checks


@click.command("init", help="Breng de database bij de tijd.")
def init() -> None:
    """Migrate up and make sure the start set of link kinds is there."""
    migrate()
    with transaction():
        seed_link_kinds()
        complete_signs()
    click.echo("De database is bij de tijd.", err=True)


@click.command("check", help="Controleer of alles klopt wat altijd moet kloppen.")
@click.option("--json", "as_json", is_flag=True, help="Eén JSON-document op stdout.")
@guarded
def check(as_json: bool) -> None:
    """Run every control; exit 1 when one found something."""
    controls = run_checks()
    good = all(control.goed for control in controls)
    if as_json:
        document = {"goed": good, "controles": [asdict(control) for control in controls]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for control in controls:
            mark = "goed " if control.goed else "FOUT "
            found = "" if control.goed else ": " + ", ".join(control.gevonden[:10])
            click.echo(f"{mark} {control.naam}{found}")
    if not good:
        sys.exit(REFUSED)


commands = (init, check)
