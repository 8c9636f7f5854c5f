"""One list as a file: CSV or a workbook, row by row, so that a long one fits in memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any
from xml.sax.saxutils import escape

from crm.exchange.cells import guard, join_list, write_value

MOST_IN_A_CELL = 32_767
MOST_IN_A_SHEET = 1_000_000
TOGETHER = 1000
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENDS_OF_LINES = {"\r": "&#13;"}
_QUOTED = frozenset(',"\r\n')
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATED = "application/vnd.openxmlformats-package.relationships+xml"
# What a workbook is besides its one sheet.
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{_RELATED}"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="NAME" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}

Row = Sequence[Any]


class TooLong(Exception):
    """More rows than a sheet can hold."""


def cell(value: Any) -> str:
    """A value as the exchange format writes it; several values in one cell, none as formula."""
    if isinstance(value, list | tuple | set | frozenset):
        return guard(join_list(write_value(one) for one in value))
    return guard(write_value(value))


def csv_line(cells: Iterable[str]) -> str:
    """Comma, LF, quotes only where needed."""
    return ",".join(map(_quoted, cells)) + "\n"


def sheet_text(text: str) -> str:
    """What a sheet can keep of a text: no control signs, and not more than fits in a cell."""
    return _UNFIT.sub("", text)[:MOST_IN_A_CELL]


def write_csv(_name: str, columns: Sequence[str], rows: Iterable[Row], to: IO[bytes]) -> None:
    """UTF-8 without mark, the header first."""
    to.write(csv_line(columns).encode())
    for some in _in_pieces(csv_line(map(cell, row)) for row in rows):
        to.write(some.encode())


def write_workbook(name: str, columns: Sequence[str], rows: Iterable[Row], to: IO[bytes]) -> None:
    """One sheet, every cell as text: nothing in it is a formula. Raises TooLong.

    Written here and not by the library that reads workbooks: it would keep a file of its own on
    disk, also when the list fails halfway.
    """
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for path, text in _PARTS.items():
            book.writestr(path, _XML + text.replace("NAME", escape(name)))
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for some in _in_pieces(_sheet_rows(columns, rows)):
                sheet.write(some.encode())
            sheet.write(b"</sheetData></worksheet>")


def _sheet_rows(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield _sheet_row(columns)
    for place, row in enumerate(rows):
        if place >= MOST_IN_A_SHEET:
            raise TooLong
        yield _sheet_row(map(cell, row))


def _sheet_row(cells: Iterable[str]) -> str:
    return f"<row>{''.join(map(_sheet_cell, cells))}</row>"


def _sheet_cell(text: str) -> str:
    if not text:
        return "<c/>"
    kept = escape(sheet_text(text), _ENDS_OF_LINES)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


def _in_pieces(texts: Iterable[str]) -> Iterator[str]:
    remaining = iter(texts)
    while some := list(islice(remaining, TOGETHER)):
        yield "".join(some)


def _quoted(text: str) -> str:
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'
