"""Reading workbooks (XLSX): visible sheets that hold something, cell by cell as text."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from importlib import import_module
from typing import Any, BinaryIO

from crm.exchange.reading import HEADER_WITHIN, choose_header
from crm.exchange.tables import BadRow, Row, Table, Unreadable

LARGEST_UNPACKED = 300_000_000
LARGEST_STRINGS = 60_000_000
_STRINGS = "xl/sharedStrings.xml"


class Workbook:
    """An open workbook: sheets that are visible and not empty. Close it after use."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.name = name
        self._file = file
        _refuse_bombs(name, file)
        openpyxl = import_module("openpyxl")  # loads slowly: only where a workbook is read
        try:
            with warnings.catch_warnings():
                # what openpyxl leaves out (styles, checks on input) is not data
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
            raise _broken(name) from error

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()
        self._file.close()

    def sheets(self) -> list[str]:
        """The titles of the visible sheets that hold something, in order."""
        return [
            sheet.title
            for sheet in self._book.worksheets
            if sheet.sheet_state == "visible" and next(self._rows(sheet.title), None) is not None
        ]

    def table(self, title: str, known: Collection[str], *, name: str = "") -> Table:
        """One sheet as a table. Raises Unreadable when it has no known header."""
        name = name or self.name
        first = [row for _, row in zip(range(HEADER_WITHIN), self._rows(title), strict=False)]
        header_line, header = choose_header(name, first, known)

        def rows() -> Iterator[Row | BadRow]:
            for row in self._rows(title):
                if row.line > header_line:
                    # a sheet leaves empty cells at the end of a row out
                    missing = len(header) - len(row.cells)
                    yield Row(row.line, row.cells + ("",) * missing) if missing > 0 else row

        return Table(name, header, header_line, rows)

    def _rows(self, title: str) -> Iterator[Row]:
        sheet = self._book[title]
        sheet.reset_dimensions()  # the size a sheet gives of itself is often wrong
        try:
            for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                cells = tuple(cell_text(value) for value in values)
                if any(cells):
                    yield Row(line, cells)
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
            raise _broken(self.name) from error


def cell_text(value: Any) -> str:
    """A native cell as the text that a CSV file would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        # 0.1 + 0.2 in a sheet is kept as 0.30000000000000004
        value = round(value, 6)
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _refuse_bombs(name: str, file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _broken(name) from error
    finally:
        file.seek(0)
    if sum(sizes.values()) > LARGEST_UNPACKED or sizes.get(_STRINGS, 0) > LARGEST_STRINGS:
        raise Unreadable("te_groot", "Dit werkblad is te groot om te lezen.", file=name)


def _broken(name: str) -> Unreadable:
    return Unreadable(
        "beschadigd", "Dit Excelbestand is beschadigd. Sla het opnieuw op.", file=name
    )
