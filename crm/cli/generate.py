"""`generate`: a large invented network, to see how the product behaves at that size."""

from __future__ import annotations

import click

from crm.cli.common import guarded, operator
from crm.core.db import transaction
from crm.upkeep.generate import generate_network
from crm.upkeep.generate.operations import LARGEST


@click.command("generate", help="Maak een groot verzonnen netwerk, om de snelheid te meten.")
@click.option("--parties", required=True, type=click.IntRange(2, LARGEST), help="Hoeveel partijen.")
@click.option("--seed", default=1, show_default=True, help="Een ander getal, een ander netwerk.")
@guarded
def generate(parties: int, seed: int) -> None:
    """Add a network of so many parties in one transaction."""
    with transaction():
        made = generate_network(parties, seed=seed, actor=operator())
    for name, count in made.items():
        click.echo(f"{name}: {count}", err=True)


commands = (generate,)
