"""Reading workbooks (XLSX): visible sheets that hold something, cell by cell as text."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Container, Iterator
from datetime import date, datetime, time
from importlib import import_module
from typing import IO, Any, BinaryIO

from crm.exchange.headers import HEADER_WITHIN, choose_header, guess_header
from crm.exchange.tables import BadRow, Row, Table, Unreadable

LARGEST_UNPACKED = 300_000_000
LARGEST_STRINGS = 60_000_000
_STRINGS = "xl/sharedStrings.xml"
_MACROS = "xl/vbaProject.bin"
NO_OUTCOME = (
    "Hier staat een formule zonder uitkomst. Open het bestand in Excel en sla het opnieuw op."
)
_PIECE = 1 << 20
_FORMULA = re.compile(rb"<f[\s>/]")
_EMPTY_FORMULA = re.compile(
    rb'<c [^>]*?r="[A-Z]+(\d+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)


class Workbook:
    """An open workbook: sheets that are visible and not empty. Close it after use.

    `notes` tell what of it is not read: hidden sheets, macros and formulas.
    """

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.name = name
        self._file = file
        self._parts = _parts_of(name, file)
        self.notes: list[str] = []
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
        found = []
        for sheet in self._book.worksheets:
            if sheet.sheet_state != "visible":
                self._note(f"Het blad ‘{sheet.title}’ is verborgen. Het is niet gelezen.")
            elif next(self._rows(sheet.title), None) is not None:
                found.append(sheet.title)
        if _MACROS in self._parts:
            self._note("In dit bestand zitten macro’s. Die voeren wij niet uit.")
        return found

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def table(
        self, title: str, known: Container[str], *, name: str = "", loose: bool = False
    ) -> Table:
        """One sheet as a table. Raises Unreadable when it has no known header.

        `loose` takes any header, the best guess when no column is known.
        """
        name = name or self.name
        first = [row for _, row in zip(range(HEADER_WITHIN), self._rows(title), strict=False)]
        choose = guess_header if loose else choose_header
        header_line, header = choose(name, first, known)

        def rows() -> Iterator[Row | BadRow]:
            uncounted = self._uncounted(title)
            for row in self._rows(title):
                if row.line <= header_line:
                    continue
                if row.line in uncounted:
                    yield BadRow(row.line, "formule", NO_OUTCOME)
                else:
                    # a sheet leaves empty cells at the end of a row out
                    missing = len(header) - len(row.cells)
                    yield Row(row.line, row.cells + ("",) * missing) if missing > 0 else row

        return Table(name, header, header_line, rows, sheet=title)

    def _uncounted(self, title: str) -> set[int]:
        """Lines with a formula whose outcome the file does not hold: it would read as empty."""
        part = str(self._book[title]._worksheet_path).lstrip("/")
        with zipfile.ZipFile(self._file) as archive, archive.open(part) as sheet:
            found, formulas = formula_lines(sheet)
        self._file.seek(0)
        if formulas:
            self._note(f"Op het blad ‘{title}’ staan formules. Wij lezen hun uitkomst.")
        return found

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


def formula_lines(sheet: IO[bytes]) -> tuple[set[int], bool]:
    """The lines with a formula that has no outcome, and whether there are formulas at all."""
    found: set[int] = set()
    has_formulas = False
    rest = b""
    while piece := sheet.read(_PIECE):
        piece = rest + piece
        if _FORMULA.search(piece):
            has_formulas = True
            found.update(int(line) for line in _EMPTY_FORMULA.findall(piece))
        # a cell that is cut in two is looked at with the next piece
        rest = piece[max(piece.rfind(b"</c>"), len(piece) - _PIECE) :]
    return found, has_formulas


def _parts_of(name: str, file: BinaryIO) -> set[str]:
    """The names of the parts of a workbook; a bomb is refused."""
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _broken(name) from error
    finally:
        file.seek(0)
    if sum(sizes.values()) > LARGEST_UNPACKED or sizes.get(_STRINGS, 0) > LARGEST_STRINGS:
        raise Unreadable("te_groot", "Dit werkblad is te groot om te lezen.", file=name)
    return set(sizes)


def _broken(name: str) -> Unreadable:
    return Unreadable(
        "beschadigd", "Dit Excelbestand is beschadigd. Sla het opnieuw op.", file=name
    )
