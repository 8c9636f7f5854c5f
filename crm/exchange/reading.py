"""Reading text files: encoding, delimiter and header are found; rows keep their line."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Container, Iterator
from contextlib import closing
from typing import BinaryIO

from crm.exchange.headers import HEADER_WITHIN, choose_header, count_known, guess_header
from crm.exchange.tables import BadRow, Row, Table, Unreadable

LARGEST_FILE = 100_000_000
LONGEST_LINE = 100_000
DELIMITERS = (",", ";", "\t", "|")
_PIECE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\x1a")

Opener = Callable[[], BinaryIO]


def read_text_table(
    name: str, opener: Opener, known: Container[str], *, loose: bool = False
) -> Table:
    """Open a delimited text file.

    `known` holds the column keys that a header may have; the delimiter and the line of the
    header are those that show most of them. `loose` takes any table with a header, the best
    guess when no column is known. Raises Unreadable.
    """
    encoding = find_encoding(name, opener)
    with closing(_open(opener, encoding)) as text:
        first_lines = [text.readline(LONGEST_LINE) for _ in range(HEADER_WITHIN)]
    delimiter = _find_delimiter(first_lines, known)
    choose = guess_header if loose else choose_header
    header_line, header = choose(name, _first_rows(first_lines, delimiter), known)

    def rows() -> Iterator[Row | BadRow]:
        with closing(_open(opener, encoding)) as text:
            for row in _rows(name, text, delimiter):
                if row.line > header_line:
                    yield row

    return Table(name, header, header_line, rows, encoding=encoding, delimiter=delimiter)


def find_encoding(name: str, opener: Opener) -> str:
    """`utf-8-sig`, `utf-16` (also without mark) or `cp1252`; raises Unreadable for the rest."""
    with closing(opener()) as file:
        start = file.read(_PIECE)
    if not start.strip():
        raise Unreadable("leeg", "Dit bestand is leeg.", file=name)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return _checked(name, opener, encoding)
    if encoding_without_mark := _utf16_without_mark(start):
        return _checked(name, opener, encoding_without_mark)
    if _decodes(opener, "utf-8"):
        return "utf-8"
    return _checked(name, opener, "cp1252")


def _checked(name: str, opener: Opener, encoding: str) -> str:
    if not _decodes(opener, encoding):
        raise Unreadable(
            "geen_tekst",
            "Dit is geen tekstbestand. Lever een CSV-bestand of een Excelbestand aan.",
            file=name,
        )
    return encoding


def _utf16_without_mark(start: bytes) -> str | None:
    """Western text in two bytes has a zero in every other place."""
    zeros = start.count(0)
    if len(start) < 4 or zeros < len(start) // 3:
        return None
    if start[1::2].count(0) == zeros:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) == zeros else None


def _decodes(opener: Opener, encoding: str) -> bool:
    """Whether the whole file is text in the encoding.

    Nearly every file is text in Windows-1252 or UTF-16 if one looks at its bytes only: there any
    control sign gives a binary file away. In UTF-8, which we write ourselves, only the zero does.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    foreign = frozenset("\0") if encoding.startswith("utf-8") else _CONTROLS
    with closing(opener()) as file:
        while True:
            piece = file.read(_PIECE)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError:
                return False
            if not foreign.isdisjoint(text):
                return False
            if not piece:
                return True


def _open(opener: Opener, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(opener(), encoding=encoding, newline="")


def _find_delimiter(lines: list[str], known: Container[str]) -> str:
    """The delimiter that shows most known columns, else the one that splits most lines alike."""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[-1]

    def worth(delimiter: str) -> tuple[int, int, int]:
        parsed = [row.cells for row in _first_rows(lines, delimiter)]
        shown = max((count_known(cells, known) for cells in parsed), default=0)
        widths = Counter(len(cells) for cells in parsed if len(cells) > 1)
        width, times = max(widths.items(), key=lambda one: one[::-1], default=(0, 0))
        return shown, times, width

    return max(DELIMITERS, key=worth)


def _first_rows(lines: list[str], delimiter: str) -> list[Row]:
    """What stands on the first lines, as far as it can be taken apart."""
    reader = csv.reader(iter(lines), delimiter=delimiter)
    rows: list[Row] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error:
            continue
        if any(cell.strip() for cell in cells):
            rows.append(Row(line, tuple(cells)))


def _rows(name: str, text: io.TextIOWrapper, delimiter: str) -> Iterator[Row | BadRow]:
    """Rows with the physical line where each starts; empty lines are passed over."""
    too_long: set[int] = set()
    reader = csv.reader(_short_lines(text, too_long), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise Unreadable(
                    "aanhalingsteken",
                    f"Het aanhalingsteken op regel {line} wordt nergens gesloten.",
                    file=name,
                ) from error
            yield BadRow(line, *_why(error))
            continue
        if not too_long.isdisjoint(range(line, reader.line_num + 1)):
            yield BadRow(line, "te_lang", "Deze regel is te lang.")
        elif cells and cells != ["\x1a"]:
            yield Row(line, tuple(cells))


def _why(error: csv.Error) -> tuple[str, str]:
    if "field limit" in str(error):
        return "te_lang", "Deze regel is te lang."
    return "aanhalingsteken", "De aanhalingstekens op deze regel kloppen niet."


def _short_lines(text: io.TextIOWrapper, too_long: set[int]) -> Iterator[str]:
    """The lines; one that is too long to keep in memory is emptied and its number noted."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            too_long.add(number)
            while (rest := text.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                pass
            # not an empty line: csv would pass over it without a word
            line = "-\n"
        yield line
