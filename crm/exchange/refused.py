"""The rows that were refused, as they stood in the file: to be mended and handed over again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from crm.exchange.cells import guard
from crm.exchange.sources import Source
from crm.exchange.tables import Refusal, Row, Table

MOST = 5000
REASON = ("regel", "kolom", "reden")


def refused_rows(source: Source, refusals: Iterable[Refusal]) -> dict[str, Any]:
    """By file: its header (`kop`) and the refused rows (`rijen`), each with line and reason."""
    by_file: dict[str, dict[int, Refusal]] = defaultdict(dict)
    for refusal in list(refusals)[:MOST]:
        by_file[refusal.file].setdefault(refusal.line, refusal)
    tables = [source.register] if source.register is not None else [*source.tables.values()]
    return {
        table.name: {"kop": list(table.header), "rijen": _rows(table, by_file[table.name])}
        for table in tables
        if table.name in by_file
    }


def _rows(table: Table, refusals: Mapping[int, Refusal]) -> list[list[Any]]:
    cells = {
        row.line: list(row.cells)
        for row in table.rows()
        if row.line in refusals and isinstance(row, Row)
    }
    width = len(table.header)
    return [
        [one.line, one.column, one.reason, *cells.get(line, [""] * width)]
        for line, one in sorted(refusals.items())
    ]


def as_files(refused: Mapping[str, Any]) -> dict[str, list[tuple[str, ...]]]:
    """The refused rows as files: what is wrong stands behind the columns of the file itself."""
    return {
        name: [
            (*told["kop"], *REASON),
            *(tuple(guard(str(cell)) for cell in (*row[3:], *row[:3])) for row in told["rijen"]),
        ]
        for name, told in refused.items()
    }
