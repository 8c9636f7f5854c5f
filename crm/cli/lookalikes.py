"""`lookalikes`: for a file of names, which parties they may be."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import click

from crm.cli.common import guarded, operator
from crm.core.text import tidy
from crm.exchange.headers import column_key
from crm.exchange.reading import DELIMITERS, Opener, find_encoding, read_text_table
from crm.exchange.tables import Row
from crm.parties.lookalikes import Described
from crm.parties.lookalikes_queries import find_lookalikes

COLUMNS = ("naam", "referentie", "kandidaat", "rang", "score", "zeker")
NAME = "naam"


@click.command("lookalikes", help="Zoek bij elke naam in een bestand welke partij het kan zijn.")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Het bestand (CSV) dat gemaakt wordt.",
)
@guarded
def lookalikes(path: Path, out: Path) -> None:
    """Write at most five parties per name, the best first."""
    names = list(_names(path))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name in names:
            writer.writerows(_rows(name))
    click.echo(f"Geschreven: {out}", err=True)


def _rows(name: str) -> Iterator[tuple[str, ...]]:
    """Also those that look little like it: whoever reads the file chooses."""
    found = find_lookalikes(Described(name), viewer=operator(), least=0.0)
    for place, one in enumerate(found, 1):
        sure = "ja" if one.likeness.is_sure else "nee"
        yield name, one.key, one.name, str(place), f"{one.likeness.score:.6f}", sure


def _names(path: Path) -> Iterator[str]:
    """The column `naam`, else the first; a file of one column needs no quotes around a comma."""

    def opener() -> BinaryIO:
        return path.open("rb")

    table = read_text_table(path.name, opener, {NAME} | _first_cells(path.name, opener))
    at = table.header.index(NAME) if NAME in table.header else 0
    for row in table.read():
        if isinstance(row, Row) and len(row.cells) > at:
            cells = row.cells if len(table.header) == 1 else row.cells[at : at + 1]
            if name := tidy(",".join(cells)):
                yield name


def _first_cells(name: str, opener: Opener) -> set[str]:
    """What the first line may be called, whatever stands between its cells."""
    encoding = find_encoding(name, opener)
    with closing(TextIOWrapper(opener(), encoding=encoding)) as text:
        line = text.readline().strip("\r\n")
    cells = (
        cell for delimiter in DELIMITERS for cell in next(csv.reader([line], delimiter=delimiter))
    )
    return {column_key(cell) for cell in cells if column_key(cell)}


commands = (lookalikes,)
