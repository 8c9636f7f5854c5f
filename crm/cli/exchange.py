"""`import` and `export`: files in and out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from crm.cli.common import WRONG_USE, Stop, guarded, operator, viewer_as
from crm.core.db import transaction
from crm.core.errors import Refused
from crm.exchange.export import export_to
from crm.exchange.operations import VISIBLE_TO, Wish, import_path, preview
from crm.exchange.queries import get_run
from crm.exchange.sources import EXCHANGE
from crm.exchange.stored import all_profiles
from crm.exchange.tables import Unreadable
from crm.exchange.undo import BUILT_ON, look_at_undoing, undo_import

DONE_WITH_REFUSALS = 3
SHOWN_REFUSALS = 50


@click.command("import", help="Lees een map, zip, werkmap of register in.")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--profile", help="Wat het is: uitwisseling, of de naam van een indeling.")
@click.option("--zichtbaarheid", type=click.Choice(VISIBLE_TO), help="Wie nieuwe gegevens ziet.")
@click.option("--openbare-bron", is_flag=True, help="De bron is openbaar.")
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren; verander niets.")
@click.option("--json", "as_json", is_flag=True, help="Eén JSON-document op stdout.")
@guarded
def import_command(
    path: Path,
    profile: str | None,
    zichtbaarheid: str | None,
    openbare_bron: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read a file or folder in: all good rows, or nothing; refused rows are listed."""
    known = [EXCHANGE, *all_profiles()]
    if profile is not None and profile not in known:
        raise Stop(f"Onbekende indeling. Kies uit: {', '.join(known)}.", WRONG_USE)
    run = preview if dry_run else import_path
    wish = Wish(profile, visibility=zichtbaarheid, from_public_source=openbare_bron)
    try:
        done = run(path, wish, viewer=operator())
    except Unreadable as error:
        if as_json:
            _show_json(_nothing(profile, error, dry_run))
        raise
    if as_json:
        _show_json(done.report)
    else:
        _show_text(done.report)
    if done.has_refusals:
        sys.exit(DONE_WITH_REFUSALS)


@click.command("export", help="Schrijf alles naar een map, of naar een .zip of .xlsx.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--as", "email", help="Alleen wat dit account mag zien.")
@guarded
def export_command(path: Path, email: str | None) -> None:
    """Write the exchange files; without an account everything."""
    viewer = viewer_as(email)
    if path.exists() and path.suffix in ("", ".d") and not path.is_dir():
        raise Stop(f"{path} is geen map.", WRONG_USE)
    for name, rows in export_to(path, viewer=viewer).items():
        click.echo(f"{name}: {rows}", err=True)


def _nothing(profile: str | None, error: Unreadable, dry_run: bool) -> dict[str, Any]:
    """The document of an import that was refused as a whole."""
    refusal = {
        "bestand": error.file,
        "regel": 0,
        "kolom": "",
        "code": error.code,
        "reden": error.sentence,
    }
    return {
        "run": None,
        "profiel": profile,
        "proef": dry_run,
        "records": {},
        "zonder_partij": {"particulier": 0, "leeg": 0},
        "weigeringen": [refusal],
        "meldingen": [],
    }


def _show_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _show_text(report: dict[str, Any]) -> None:
    if report["proef"]:
        click.echo("Proef: er is niets veranderd.")
    for kind, counts in report["records"].items():
        click.echo(
            f"{kind}: {counts['nieuw']} nieuw, {counts['gewijzigd']} gewijzigd, "
            f"{counts['gelijk']} gelijk, {counts['mogelijk_dubbel']} mogelijk dubbel, "
            f"{counts['geweigerd']} geweigerd"
        )
    without = report["zonder_partij"]
    if any(without.values()):
        click.echo(
            f"Zonder partij: {without['particulier']} van particulieren, "
            f"{without['leeg']} zonder aanvrager."
        )
    for message in report["meldingen"]:
        click.echo(message, err=True)
    refusals = report["weigeringen"]
    for one in refusals[:SHOWN_REFUSALS]:
        where = f"{one['bestand']}, regel {one['regel']}"
        column = f", {one['kolom']}" if one["kolom"] else ""
        click.echo(f"Geweigerd: {where}{column}: {one['reden']}", err=True)
    if len(refusals) > SHOWN_REFUSALS:
        click.echo(f"En nog {len(refusals) - SHOWN_REFUSALS} geweigerde regels.", err=True)


@click.command("import-undo", help="Maak één inleesbeurt ongedaan.")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Eén JSON-document op stdout.")
@guarded
def undo_command(run: str, as_json: bool) -> None:
    """Take one import back; says what stands in the way when something was built on it."""
    with transaction():
        found = get_run(run, viewer=operator())
        in_the_way = look_at_undoing(found, viewer=operator()).obstacles
        if in_the_way and found.undone_at is None:
            for one in in_the_way[:SHOWN_REFUSALS]:
                click.echo(one.sentence, err=True)
            if len(in_the_way) > SHOWN_REFUSALS:
                click.echo(f"En nog {len(in_the_way) - SHOWN_REFUSALS} andere.", err=True)
            raise Refused(BUILT_ON)
        done = undo_import(found, actor=operator())
    if as_json:
        _show_json({"run": run, "weggehaald": done.removed, "teruggezet": done.restored})
        return
    for kind in done.kinds:
        click.echo(
            f"{kind}: {done.removed.get(kind, 0)} weggehaald, "
            f"{done.restored.get(kind, 0)} teruggezet"
        )


commands = (import_command, undo_command, export_command)
