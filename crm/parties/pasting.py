"""Names pasted from a spreadsheet: which column is what, and what each line says. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from crm.core.text import fold, phone_digits, tidy
from crm.parties.guessing import guessed_kind, guessed_theme, kind_from_word
from crm.parties.lookalikes_names import same_name_key

MOST_ROWS = 200
FIELDS: dict[str, int] = {
    "name": 200,
    "kind": 40,
    "place": 100,
    "contact": 200,
    "phone": 40,
    "email": 254,
    "theme": 200,
}
"""What a line can say, and how long it may be."""
LABELS = {
    "name": "naam",
    "kind": "soort",
    "place": "plaats",
    "contact": "aanspreekpunt",
    "phone": "telefoon",
    "email": "e-mail",
    "theme": "thema",
}
_HEADERS: dict[str, str] = {
    "name": "naam name partij organisatie initiatief partijnaam titel",
    "kind": "soort type categorie kind",
    "place": "plaats woonplaats buurt wijk kern dorp gebied locatie stad",
    "contact": "aanspreekpunt contactpersoon contact persoon trekker",
    "phone": "telefoon telefoonnummer tel mobiel nummer",
    "email": "email mail emailadres mailadres",
    "theme": "thema onderwerp",
}
_FIELD_BY_HEADER = {word: field for field, words in _HEADERS.items() for word in words.split()}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"[+(]?[\d\s()./+-]{8,}")
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One line as it was understood; `double` says why it may be there already, else empty."""

    name: str
    kind: str = ""
    place: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    theme: str = ""
    double: str = ""


@dataclass(frozen=True, slots=True)
class Pasted:
    """The rows, the fields that were found in them, and how many lines were too many."""

    rows: tuple[PastedRow, ...]
    fields: tuple[str, ...]
    too_many: int = 0


def understand(
    text: str, *, areas: Collection[str] = (), known: Mapping[str, str] | None = None
) -> Pasted:
    """What was pasted: at most MOST_ROWS lines with a name.

    `areas` are names of places; `known` gives the name of an existing party by `same_name_key`.
    """
    table = [row for row in _cells(text) if any(row)]
    if not table:
        return Pasted((), ())
    header = _header(table[0])
    body = table[1:] if header else table
    columns = header or _columns(body, {fold(area) for area in areas})
    rows = _marked((_row(row, columns) for row in body), known or {})
    return Pasted(tuple(rows[:MOST_ROWS]), tuple(columns), max(0, len(rows) - MOST_ROWS))


def _cells(text: str) -> list[list[str]]:
    """Split in lines and cells; a quote that never closes is an ordinary sign."""
    sample = text[:20_000]
    lines = [line for line in sample.splitlines() if line.strip()]
    separator = "\t" if "\t" in sample else ";"
    if separator == ";" and ";" not in sample and _is_split_by_commas(lines):
        separator = ","
    quoting: Literal[0, 3] = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    return [[tidy(cell) for cell in row] for row in reader]


def _is_split_by_commas(lines: Sequence[str]) -> bool:
    """A header says so; else most lines have three cells, or one that is a number or address.

    `Zorg, Welzijn` is a name with a comma in it.
    """
    if not lines:
        return False
    split = [[tidy(cell) for cell in line.split(",")] for line in lines]
    cells = sum(1 for row in split if len(row) > 2 or any(_tells(cell) for cell in row[1:]))
    return bool(_header(split[0])) or cells > _MOSTLY * len(split)


def _tells(cell: str) -> bool:
    return is_phone(cell) or _EMAIL.fullmatch(cell) is not None


def _header(cells: Sequence[str]) -> dict[str, int]:
    """Field by column when the line is a header: it names the party, and most of it is known."""
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        field = _FIELD_BY_HEADER.get(fold(cell).replace(" ", ""))
        if field and field not in found:
            found[field] = column
    filled = sum(1 for cell in cells if cell.strip())
    return found if "name" in found and 2 * len(found) > filled else {}


def _columns(rows: Sequence[Sequence[str]], areas: set[str]) -> dict[str, int]:
    """Which column is what, by what stands in it; the first other text is the name."""
    left = list(range(max(len(row) for row in rows)))
    found: dict[str, int] = {}
    tests: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("email", _EMAIL.fullmatch),
        ("phone", is_phone),
        ("place", lambda cell: fold(cell) in areas),
        ("kind", _is_kind),
    )
    for field, test in tests:
        best = _best(rows, left, test)
        if best is not None and len(left) > 1:
            found[field] = best
            left.remove(best)
    found["name"] = left.pop(0)
    person = _best(rows, left, _is_person_like)
    if person is not None:
        found["contact"] = person
        left.remove(person)
    for field in ("place", "contact"):
        if field not in found and left:
            found[field] = left.pop(0)
    return found


def _best(
    rows: Sequence[Sequence[str]], columns: Iterable[int], test: Callable[[str], object]
) -> int | None:
    """The column of which most cells pass, when more than half of its filled cells do."""
    shares = {}
    for column in columns:
        cells = [row[column] for row in rows if column < len(row) and row[column]]
        if cells:
            shares[column] = sum(1 for cell in cells if test(cell)) / len(cells)
    best = max(shares, key=lambda column: (shares[column], -column), default=None)
    return best if best is not None and shares[best] > _MOSTLY else None


def is_phone(cell: str) -> bool:
    """Whether a text is a phone number."""
    return bool(_PHONE.fullmatch(cell)) and 9 <= len(phone_digits(cell)) <= 13


def _is_kind(cell: str) -> bool:
    """Short words only: `Buurttuin De Vliet` is a name, `bewonersinitiatief` a kind."""
    return len(cell.split()) <= 3 and bool(kind_from_word(cell)) and cell == cell.lower()


def _is_person_like(cell: str) -> bool:
    return len(cell.split()) >= 2 and not any(sign.isdigit() for sign in cell)


def _row(cells: Sequence[str], columns: Mapping[str, int]) -> PastedRow:
    said = {
        field: cells[column][: FIELDS[field]] if column < len(cells) else ""
        for field, column in columns.items()
    }
    name = said.get("name", "")
    said["kind"] = kind_from_word(said.get("kind", "")) or guessed_kind(name)
    said["theme"] = said.get("theme", "") or guessed_theme(name)
    return PastedRow(**said)


def _marked(rows: Iterable[PastedRow], known: Mapping[str, str]) -> list[PastedRow]:
    """The rows with a name, each marked when it was seen before, here or in the network."""
    seen: dict[str, str] = {}
    marked = []
    for row in rows:
        if not row.name:
            continue
        key = same_name_key(row.name)
        double = ""
        if key in known:
            double = f"Staat er al: {known[key]}."
        elif key in seen:
            double = f"Staat twee keer in uw lijst: {seen[key]}."
        seen.setdefault(key, row.name)
        values = {field: getattr(row, field) for field in FIELDS}
        marked.append(PastedRow(**values, double=double))
    return marked
