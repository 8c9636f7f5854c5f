"""What was handed over: a folder, a zip, a workbook or one file; which tables are in it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Container, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from crm.exchange.formats import ALIASES, COLUMN_KEYS, FORMATS
from crm.exchange.headers import count_known
from crm.exchange.profiles import AMSTERDAM, CBS_AREAS, PROFILES, Profile
from crm.exchange.reading import LARGEST_FILE, Opener, read_text_table
from crm.exchange.sheets import LARGEST_UNPACKED, Workbook
from crm.exchange.tables import Table, Unreadable, followed

EXCHANGE = "uitwisseling"
EXPLANATION = "uitleg"
"""The sheet of our own template that explains the others."""
UNKNOWN_COLUMNS = "De kolommen in dit bestand zijn niet bekend."
SETTLED_BY_HAND = ("onbekende_kolommen", "kolom_ontbreekt", "dubbele_kolom")
"""Why a file is not read yet, when somebody can say which column is what."""
MOST_PARTS = 1000
OTHER_SHEET = "Dit soort werkblad lezen wij niet. Sla het op als .xlsx."
OLD_EXCEL = (
    "Dit is een oud Excelbestand, of er zit een wachtwoord op. "
    "Sla het zonder wachtwoord op als .xlsx."
)
UNKNOWN_FILES = "Hier zitten geen bestanden in die wij kennen."
_TEXT = (".csv", ".txt", ".tsv")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(slots=True)
class Source:
    """Tables by file name of the exchange format, or one table of a register."""

    name: str
    tables: dict[str, Table] = field(default_factory=dict)
    register: Table | None = None
    profile: Profile | None = None
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def found(self) -> str:
        """How the file was read: `Windows-1252, puntkomma’s, kop op regel 3`."""
        tables = [self.register] if self.register is not None else [*self.tables.values()]
        return tables[0].told if tables else ""

    def follow(self, tell: Callable[[int], None]) -> None:
        """Have the rows that are read counted aloud."""
        if self.register is not None:
            self.register = followed(self.register, tell)
        self.tables = {key: followed(table, tell) for key, table in self.tables.items()}

    @property
    def profile_name(self) -> str:
        """`uitwisseling`, or the name of the register's profile."""
        return self.profile.name if self.profile else EXCHANGE


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read: by the profile that is wanted, else by one that fits."""

    wanted: Profile | None = None
    exchange: bool = False
    candidates: tuple[Profile, ...] = (AMSTERDAM, CBS_AREAS)

    def is_exchange(self, looks_so: bool) -> bool:
        """Whether files are read as our own format."""
        return self.exchange or (self.wanted is None and looks_so)

    def known(self) -> frozenset[str]:
        """The column keys by which a header is known."""
        profiles = (self.wanted,) if self.wanted is not None else self.candidates
        return frozenset(key for profile in profiles for key in profile.columns.values())


@contextmanager
def open_source(
    path: Path,
    *,
    profile: str | None = None,
    name: str = "",
    stored: Collection[Profile] = (),
) -> Iterator[Source]:
    """Find out what a path holds. Raises Unreadable.

    `profile` forces a register's profile or `uitwisseling`; `stored` are the profiles that people
    made. `name` is shown instead of the path's own name (an upload is kept under another one).
    """
    by_name = PROFILES | {one.name: one for one in stored}
    wanted = by_name[profile] if profile and profile != EXCHANGE else None
    reading = Reading(wanted, profile == EXCHANGE, (AMSTERDAM, CBS_AREAS, *stored))
    source = Source(name or path.name)
    with ExitStack() as stack:
        if path.is_dir():
            _add_folder(source, path)
        else:
            refuse_large(source.name, path.stat().st_size)
            _add_file(source, path, reading, stack)
        if source.register is None and not source.tables:
            raise Unreadable("onbekende_bestanden", UNKNOWN_FILES, file=source.name)
        yield source


def _add_folder(source: Source, folder: Path) -> None:
    openers: dict[str, Opener] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            refuse_large(path.name, path.stat().st_size)
            openers[path.name] = partial(_open_path, path)
    _add_exchange_files(source, openers)


def _add_exchange_files(source: Source, openers: dict[str, Opener]) -> None:
    for name, opener in openers.items():
        if (key := exchange_name(name)) is None:
            source.unknown.append(name)
            continue
        if key in source.tables:
            raise Unreadable(
                "dubbel_bestand",
                f"{source.tables[key].name} en {name} zijn hetzelfde. Lever er een aan.",
                file=name,
            )
        source.tables[key] = read_text_table(name, opener, COLUMN_KEYS)


def exchange_name(name: str) -> str | None:
    """The key of the exchange format (`partijen`) that a file or sheet name stands for."""
    key = name.lower().removesuffix(".csv")
    key = ALIASES.get(key, key)
    return key if key in FORMATS else None


def _add_file(source: Source, path: Path, reading: Reading, stack: ExitStack) -> None:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_OLD_EXCEL):
        raise Unreadable("oud_excel", OLD_EXCEL, file=source.name)
    if not start.startswith(_ZIP):
        _add_text(source, source.name, partial(_open_path, path), reading)
    elif _is_workbook(source.name, path):
        workbook = Workbook(source.name, path.open("rb"))
        stack.callback(workbook.close)
        _add_workbook(source, workbook, reading)
    else:
        archive = stack.enter_context(zipfile.ZipFile(path))
        _add_zip(source, archive, reading)


def _is_workbook(name: str, path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.bin" in names or "content.xml" in names:
                raise Unreadable("ander_werkblad", OTHER_SHEET, file=name)
            return "[Content_Types].xml" in names
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("beschadigd", "Dit bestand is beschadigd.", file=name) from error


def _add_zip(source: Source, archive: zipfile.ZipFile, reading: Reading) -> None:
    """A zip holds files of our own format, or one register."""
    openers = zip_parts(source.name, archive)
    tables = [name for name in openers if name.lower().endswith(_TEXT)]
    if len(tables) == 1 and not reading.is_exchange(exchange_name(tables[0]) is not None):
        source.unknown += [name for name in openers if name != tables[0]]
        _add_text(source, tables[0], openers[tables[0]], reading)
    else:
        _add_exchange_files(source, openers)


def zip_parts(name: str, archive: zipfile.ZipFile) -> dict[str, Opener]:
    """The files of a zip by their names; a bomb or a locked one is refused."""
    openers: dict[str, Opener] = {}
    parts = sorted(archive.infolist(), key=lambda part: part.filename)
    total = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or total > LARGEST_UNPACKED:
        raise Unreadable("te_groot", "Uitgepakt is dit zipbestand te groot.", file=name)
    for part in parts:
        short = Path(part.filename).name
        if part.is_dir() or short.startswith("."):
            continue
        if part.flag_bits & 1:
            raise Unreadable(
                "wachtwoord", "Op dit zipbestand zit een wachtwoord. Haal dat eraf.", file=name
            )
        if short in openers:
            raise Unreadable("dubbel_bestand", f"{short} zit er twee keer in.", file=name)
        refuse_large(short, part.file_size)
        openers[short] = partial(_open_part, archive, part)
    return openers


def _add_text(source: Source, name: str, opener: Opener, reading: Reading) -> None:
    key = exchange_name(name)
    if reading.is_exchange(key is not None):
        _add_exchange_files(source, {name: opener})
        return
    table = read_text_table(name, opener, reading.known(), loose=reading.wanted is not None)
    source.profile = _profile_for(table, reading)
    source.register = table


def _add_workbook(source: Source, workbook: Workbook, reading: Reading) -> None:
    titles = workbook.sheets()
    source.notes += workbook.notes
    if not titles:
        raise Unreadable("leeg", "Dit werkblad is leeg.", file=source.name)
    exchange = {title: key for title in titles if (key := exchange_name(title))}
    if reading.is_exchange(bool(exchange)):
        for title, key in exchange.items():
            table = workbook.table(title, COLUMN_KEYS, name=title)
            if next(table.read(), None) is not None:
                source.tables[key] = table
        unknown = [title for title in titles if title not in exchange]
        source.unknown += [title for title in unknown if title != EXPLANATION]
        return
    table = _best_sheet(source, workbook, titles, reading)
    source.profile = _profile_for(table, reading)
    source.register = table


def _best_sheet(source: Source, workbook: Workbook, titles: list[str], reading: Reading) -> Table:
    known = reading.known()
    tables = []
    refused: Unreadable | None = None
    for title in titles:
        try:
            tables.append(workbook.table(title, known, loose=reading.wanted is not None))
        except Unreadable as error:
            refused = refused or error
    if not tables:
        raise refused or Unreadable("leeg", "Dit werkblad is leeg.", file=source.name)
    return max(tables, key=lambda table: count_known(table.header, known))


def _profile_for(table: Table, reading: Reading) -> Profile:
    """The profile that is asked for, or the first whose columns are all there."""
    if reading.wanted is not None:
        refuse_missing(table, reading.wanted.required)
        return reading.wanted
    for profile in reading.candidates:
        told = profile.required if profile is AMSTERDAM else profile.columns.values()
        if set(told) <= set(table.header):
            return profile
    others = [one for one in reading.candidates if one is not CBS_AREAS]
    nearest = max(others, key=lambda one: len(set(one.required) & set(table.header)))
    if set(nearest.required) & set(table.header):
        refuse_missing(table, nearest.required)
    raise Unreadable("onbekende_kolommen", UNKNOWN_COLUMNS, file=table.name)


def refuse_missing(table: Table, required: Collection[str]) -> None:
    """Raise Unreadable, naming the columns, when required ones are absent."""
    missing = [key for key in required if key not in table.header]
    if missing:
        raise Unreadable(
            "kolom_ontbreekt", f"Deze kolommen ontbreken: {', '.join(missing)}.", file=table.name
        )


def refuse_large(name: str, size: int) -> None:
    """Refuse a file that is larger than we read."""
    if size > LARGEST_FILE:
        raise Unreadable(
            "te_groot", f"Dit bestand is groter dan {LARGEST_FILE // 1_000_000} MB.", file=name
        )


@contextmanager
def open_table(path: Path, known: Container[str], *, name: str = "") -> Iterator[Table]:
    """One file of which nothing is known, as a table with the likeliest header.

    `known` are the names by which a header is recognised. Of a workbook it is the sheet that
    shows most of them; of a zip the only table in it. Raises Unreadable.
    """
    name = name or path.name
    with ExitStack() as stack:
        if not _is_packed(path):
            yield read_text_table(name, partial(_open_path, path), known, loose=True)
        elif _is_workbook(name, path):
            workbook = Workbook(name, path.open("rb"))
            stack.callback(workbook.close)
            tables = [workbook.table(title, known, loose=True) for title in workbook.sheets()]
            if not tables:
                raise Unreadable("leeg", "Dit werkblad is leeg.", file=name)
            yield max(tables, key=lambda table: count_known(table.header, known))
        else:
            archive = stack.enter_context(zipfile.ZipFile(path))
            openers = zip_parts(name, archive)
            tables_in = [one for one in openers if one.lower().endswith(_TEXT)]
            if len(tables_in) != 1:
                raise Unreadable("onbekende_bestanden", UNKNOWN_FILES, file=name)
            yield read_text_table(tables_in[0], openers[tables_in[0]], known, loose=True)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ZIP


def _open_path(path: Path) -> BinaryIO:
    return path.open("rb")


def _open_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(part))
