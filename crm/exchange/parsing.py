"""Rows of an exchange file as values by column: what can be judged without the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm.exchange.attributes import Field, Mapping
from crm.exchange.cells import (
    BadCell,
    read_amount,
    read_day,
    read_instant,
    read_whole,
    read_yes_no,
    split_list,
    unguard,
)
from crm.exchange.formats import Kind
from crm.exchange.tables import BadRow, Refusal, Row, Table

READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.LIST: split_list,
    Kind.DAY: read_day,
    Kind.INSTANT: read_instant,
    Kind.AMOUNT: read_amount,
    Kind.WHOLE: read_whole,
    Kind.YES_NO: read_yes_no,
}
RANGES = {
    "contact_every": (0, 3650),
    "level_agreed": (1, 5),
    "level_experienced": (1, 5),
    "strength": (1, 5),
    "year": (1900, 2200),
}


@dataclass(slots=True)
class Parsed:
    """One row: the columns that are there, with their values; empty text is ``""``."""

    line: int
    values: dict[str, Any]

    def text(self, column: str) -> str:
        """A text column without blanks around it; empty when it is not there."""
        return str(self.values.get(column) or "").strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row."""

    column: str
    code: str
    reason: str


def refusal_of(file: str, line: int, problems: list[Problem]) -> Refusal:
    """One refusal for one row: the first problem in front, the others told after it."""
    first, *others = problems
    reason = " ".join(
        [first.reason, *(f"Ook bij {other.column}: {other.reason}" for other in others)]
    )
    return Refusal(file, line, first.column, first.code, reason)


def unknown_columns(table: Table, mapping: Mapping) -> list[str]:
    """Columns that this file does not have in the format."""
    return [name for name in table.header if name and name not in mapping.format.by_name]


def parse_rows(table: Table, mapping: Mapping) -> tuple[list[Parsed], list[tuple[Refusal, str]]]:
    """All rows of a file; those that cannot be read are refused, with the key they have."""
    rows, refusals = [], []
    first = mapping.format.key[0]
    place = table.header.index(first) if first in table.header else None
    fields = {field.column: field for field in mapping.all_fields}
    for row in table.rows():
        if isinstance(row, BadRow):
            refusals.append((Refusal(table.name, row.line, "", row.code, row.reason), ""))
        elif any(cell.strip() for cell in row.cells):
            parsed, problems = _parse(row, table, mapping, fields)
            if problems:
                key = unguard(row.cells[place]).strip() if place is not None else ""
                refusals.append((refusal_of(table.name, row.line, problems), key))
            else:
                rows.append(parsed)
    return rows, refusals


def _parse(
    row: Row, table: Table, mapping: Mapping, fields: dict[str, Field]
) -> tuple[Parsed, list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for name, cell in zip(table.header, row.cells, strict=True):
        column = mapping.format.by_name.get(name)
        if column is None:
            continue
        try:
            text = unguard(cell)
            if column.required and not text.strip():
                raise BadCell("leeg", "Dit mag niet leeg zijn.")
            value = READERS[column.kind](text) if column.kind in READERS else text
            if name in fields:
                value = _checked(value, fields[name], mapping)
            values[name] = value
        except BadCell as error:
            problems.append(Problem(name, error.code, error.reason))
    return Parsed(row.line, values), problems


def _checked(value: Any, field: Field, mapping: Mapping) -> Any:
    """The value of a field, its default when the cell is empty; raises BadCell."""
    is_key = field.column in mapping.format.key or field.column == "nummer"
    if isinstance(value, str) and (field.choices or is_key):
        value = value.strip()
    if value is None or value == "":
        return field.default
    if field.choices and value not in field.choices:
        words = ", ".join(str(choice) for choice in field.choices)
        raise BadCell("onbekende_waarde", f"‘{value[:60]}’ kan hier niet. Kies uit: {words}.")
    longest = mapping.longest(field)
    if isinstance(value, str) and longest is not None and len(value) > longest:
        raise BadCell("te_lang", f"Deze tekst is langer dan {longest} tekens.")
    lowest, highest = RANGES.get(field.attribute, (None, None))
    if lowest is not None and highest is not None and not lowest <= value <= highest:
        raise BadCell("getal", f"Dit getal moet van {lowest} tot en met {highest} zijn.")
    return value
