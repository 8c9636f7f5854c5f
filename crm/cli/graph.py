"""`graph`: the network in one file, for programs that analyse networks."""

from __future__ import annotations

from pathlib import Path

import click

from crm.cli.common import WRONG_USE, Stop, guarded, viewer_as
from crm.network.export import FORMATS, as_bytes, network_graph


@click.command("graph", help="Schrijf het netwerk naar .graphml, .gexf of .json.")
@click.option("--as", "email", help="Zoals dit account het ziet.")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Het bestand dat gemaakt wordt; het achtervoegsel zegt de vorm.",
)
@guarded
def graph(email: str | None, out: Path) -> None:
    """Write parties and links; no people."""
    form = out.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise Stop(f"Kies een bestand dat eindigt op .{', .'.join(FORMATS)}.", WRONG_USE)
    network = network_graph(viewer_as(email))
    out.write_bytes(as_bytes(network, form))
    click.echo(
        f"Geschreven: {out} ({len(network)} partijen, {network.number_of_edges()} verbindingen)",
        err=True,
    )


commands = (graph,)
