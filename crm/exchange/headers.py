"""Finding the header of a table among its first rows, by known names or by its shape. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Container, Sequence

from crm.exchange.tables import Row, Unreadable

HEADER_WITHIN = 20
SURE = 2
"""So many known names make a header."""


def column_key(name: str) -> str:
    """A column name made comparable: blanks around it and case do not matter."""
    return unicodedata.normalize("NFC", name).strip().strip("\ufeff").casefold()


def count_known(cells: Collection[str], known: Container[str]) -> int:
    """How many cells are names of known columns."""
    return sum(column_key(cell) in known for cell in cells)


def choose_header(
    name: str, rows: Sequence[Row], known: Container[str]
) -> tuple[int, tuple[str, ...]]:
    """The line and the column keys of the header among the first rows. Raises Unreadable."""
    if not rows:
        raise Unreadable("geen_kop", "Dit bestand heeft geen kop met kolomnamen.", file=name)
    best = max(rows, key=lambda row: count_known(row.cells, known))
    if not count_known(best.cells, known):
        raise Unreadable(
            "onbekende_kolommen", "De kolommen in dit bestand zijn niet bekend.", file=name
        )
    header = _keys(best)
    doubles = sorted({key for key in header if key and header.count(key) > 1})
    if doubles:
        raise Unreadable(
            "dubbele_kolom", f"De kolom {doubles[0]} staat er twee keer in.", file=name
        )
    return best.line, header


def guess_header(
    name: str, rows: Sequence[Row], known: Container[str]
) -> tuple[int, tuple[str, ...]]:
    """The header of a table that may be anything: blank and double names get a number."""
    if not rows:
        raise Unreadable("geen_kop", "Dit bestand heeft geen kop met kolomnamen.", file=name)
    best = max(rows, key=lambda row: count_known(row.cells, known))
    if count_known(best.cells, known) < SURE:
        best = _by_shape(rows)
    return best.line, _numbered(_keys(best))


def _keys(row: Row) -> tuple[str, ...]:
    header = [column_key(cell) for cell in row.cells]
    while header and not header[-1]:
        header.pop()
    return tuple(header)


def _by_shape(rows: Sequence[Row]) -> Row:
    """The first row of more than a title, that holds words only."""
    widths = Counter(len([cell for cell in row.cells if cell.strip()]) for row in rows)
    usual = max(widths, key=lambda width: (widths[width], width))
    for row in rows:
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        in_words = all(any(sign.isalpha() for sign in cell) for cell in filled)
        if len(filled) >= min(usual, 2) and in_words:
            return row
    return rows[0]


def _numbered(keys: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    found = []
    for place, key in enumerate(keys, start=1):
        name = key or f"kolom {place}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)
