"""`opportunities` and `related`: every party's ranking in one file, for checks and for research."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from crm.accounts.viewer import Viewer
from crm.cli.common import guarded, viewer_as
from crm.core.errors import NotFound
from crm.opportunities.queries import every_ranking, every_related
from crm.opportunities.ranking.engine import Ranked
from crm.opportunities.ranking.evidence import Facts
from crm.opportunities.ranking.explain import points_text
from crm.parties.kinds import PartyKind
from crm.parties.models import Party
from crm.parties.queries import find_party_by_reference

COLUMNS = ("van", "naar", "rang", "score", "redenen")
MOST = 10_000

_of_party = click.option(
    "--party", "party_key", help="Alleen voor deze partij (referentie of ref)."
)
_top = click.option(
    "--top", default=10, show_default=True, type=click.IntRange(1, MOST), help="Hoeveel per partij."
)
_as = click.option("--as", "email", help="Zoals dit account het ziet.")
_out = click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Het bestand (CSV) dat gemaakt wordt.",
)


@click.command("opportunities", help="Rangschik wie elkaar zouden moeten ontmoeten.")
@_of_party
@click.option(
    "--to-kind",
    "to_kind",
    type=click.Choice([kind.value for kind in PartyKind]),
    help="Alleen partijen van deze soort.",
)
@_top
@_as
@_out
@guarded
def opportunities(
    party_key: str | None, to_kind: str | None, top: int, email: str | None, out: Path
) -> None:
    """Write the best connections to make, per party."""
    viewer = viewer_as(email)
    kinds = (to_kind,) if to_kind else ()
    party = _party(party_key, viewer)
    _write(out, every_ranking(viewer=viewer, top=top, to_kinds=kinds, party=party))


@click.command("related", help="Rangschik welke partijen op elkaar lijken.")
@_of_party
@_top
@_as
@_out
@guarded
def related(party_key: str | None, top: int, email: str | None, out: Path) -> None:
    """Write the parties that are alike in what they do, per party."""
    viewer = viewer_as(email)
    _write(out, every_related(viewer=viewer, top=top, party=_party(party_key, viewer)))


def _party(key: str | None, viewer: Viewer) -> Party | None:
    if key is None:
        return None
    party = find_party_by_reference(key, viewer=viewer)
    if party is None:
        raise NotFound(f"Er is geen partij ‘{key}’.")
    return party


def _write(out: Path, rankings: Iterable[tuple[Facts, Sequence[Ranked]]]) -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for own, rows in rankings:
            for place, row in enumerate(rows, 1):
                reasons = ";".join(f"{code}:{points_text(points)}" for code, points in row.points)
                writer.writerow((own.key, row.party.key, place, points_text(row.score), reasons))
    click.echo(f"Geschreven: {out}", err=True)


commands = (opportunities, related)
