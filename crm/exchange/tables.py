"""Rows of a table, and why a file or a row is refused: what reading hands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from crm.core.errors import Refused
from crm.core.text import figure_text

MOST_ROWS = 250_000
TOLD_EVERY = 1000
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
DELIMITERS = {",": "komma’s", ";": "puntkomma’s", "\t": "tabs", "|": "rechte strepen"}
TOO_MANY = f"Dit bestand heeft meer dan {figure_text(MOST_ROWS)} rijen. Verdeel het over bestanden."


class Unreadable(Refused):
    """A whole file cannot be read; nothing may change. `code` is for programs."""

    def __init__(self, code: str, sentence: str, *, file: str = "") -> None:
        super().__init__(f"{file}: {sentence}" if file else sentence)
        self.code = code
        self.file = file
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the physical line where it starts (the first line of a file is 1), its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken apart into cells."""

    line: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not written: where, and why."""

    file: str
    line: int
    column: str
    code: str
    reason: str

    def as_json(self) -> dict[str, str | int]:
        """As CONTRACT's JSON shows it."""
        return {
            "bestand": self.file,
            "regel": self.line,
            "kolom": self.column,
            "code": self.code,
            "reden": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Table:
    """One file or sheet with a header; `rows()` reads it anew each time it is called.

    `encoding`, `delimiter` and `sheet` say what was found; they are empty where they do not fit.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    read: Callable[[], Iterator[Row | BadRow]]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    @property
    def told(self) -> str:
        """How it was read, for people: sheet or encoding and delimiter, and the header's line."""
        words = [f"blad ‘{self.sheet}’"] if self.sheet else []
        words += [ENCODINGS.get(self.encoding, self.encoding)] if self.encoding else []
        words += [DELIMITERS.get(self.delimiter, "")] if self.delimiter else []
        return ", ".join([*words, f"kolomnamen op regel {self.header_line}"])

    def rows(self) -> Iterator[Row | BadRow]:
        """The rows below the header; rows of another width than the header are bad."""
        width = len(self.header)
        for count, row in enumerate(self.read(), start=1):
            if count > MOST_ROWS:
                raise Unreadable("te_veel_rijen", TOO_MANY, file=self.name)
            if isinstance(row, Row) and len(row.cells) != width:
                yield _wrong_width(row, width)
            else:
                yield row


def _wrong_width(row: Row, width: int) -> Row | BadRow:
    if len(row.cells) > width:
        if not any(cell.strip() for cell in row.cells[width:]):
            return Row(row.line, row.cells[:width])
        return BadRow(
            row.line,
            "te_veel_cellen",
            f"Deze regel heeft {len(row.cells)} cellen. De kop heeft er {width}.",
        )
    return BadRow(
        row.line,
        "te_weinig_cellen",
        f"Deze regel heeft {len(row.cells)} cellen. De kop heeft er {width}.",
    )


def followed(table: Table, tell: Callable[[int], None]) -> Table:
    """The same table, that says now and then how many rows were read."""

    def read() -> Iterator[Row | BadRow]:
        for count, row in enumerate(table.read(), start=1):
            if count % TOLD_EVERY == 0:
                tell(count)
            yield row

    return replace(table, read=read)
