"""What was handed over: a folder, a zip, a workbook or one file; which tables are in it."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from crm.exchange.formats import ALIASES, COLUMN_KEYS, FORMATS
from crm.exchange.profiles import PROFILES, RegisterProfile
from crm.exchange.reading import LARGEST_FILE, Opener, count_known, read_text_table
from crm.exchange.sheets import Workbook
from crm.exchange.tables import Table, Unreadable

EXCHANGE = "uitwisseling"
REGISTER_KEYS = frozenset(key for profile in PROFILES.values() for key in profile.columns.values())
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(slots=True)
class Source:
    """Tables by file name of the exchange format, or one table of a register."""

    name: str
    tables: dict[str, Table] = field(default_factory=dict)
    register: Table | None = None
    profile: RegisterProfile | None = None
    unknown: list[str] = field(default_factory=list)

    @property
    def profile_name(self) -> str:
        """`uitwisseling`, or the name of the register's profile."""
        return self.profile.name if self.profile else EXCHANGE


@contextmanager
def open_source(path: Path, *, profile: str | None = None, name: str = "") -> Iterator[Source]:
    """Find out what a path holds. Raises Unreadable.

    `profile` forces a register's profile or `uitwisseling`; `name` is shown instead of the
    path's own name (an upload is kept under another one).
    """
    source = Source(name or path.name)
    with ExitStack() as stack:
        if path.is_dir():
            _add_folder(source, path)
        else:
            _refuse_large(source.name, path.stat().st_size)
            _add_file(source, path, profile, stack)
        if source.register is None and not source.tables:
            raise Unreadable(
                "onbekende_bestanden",
                "Hier zitten geen bestanden in die wij kennen.",
                file=source.name,
            )
        yield source


def _add_folder(source: Source, folder: Path) -> None:
    openers: dict[str, Opener] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            _refuse_large(path.name, path.stat().st_size)
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


def _add_file(source: Source, path: Path, profile: str | None, stack: ExitStack) -> None:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_OLD_EXCEL):
        raise Unreadable(
            "oud_excel", "Dit is een oud Excelbestand. Sla het op als .xlsx.", file=source.name
        )
    if not start.startswith(_ZIP):
        _add_text(source, partial(_open_path, path), profile)
    elif _is_workbook(source.name, path):
        workbook = Workbook(source.name, path.open("rb"))
        stack.callback(workbook.close)
        _add_workbook(source, workbook, profile)
    else:
        archive = stack.enter_context(zipfile.ZipFile(path))
        _add_zip(source, archive)


def _is_workbook(name: str, path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("beschadigd", "Dit bestand is beschadigd.", file=name) from error


def _add_zip(source: Source, archive: zipfile.ZipFile) -> None:
    openers: dict[str, Opener] = {}
    for part in sorted(archive.infolist(), key=lambda part: part.filename):
        name = Path(part.filename).name
        if part.is_dir() or name.startswith("."):
            continue
        if name in openers:
            raise Unreadable("dubbel_bestand", f"{name} zit er twee keer in.", file=source.name)
        _refuse_large(name, part.file_size)
        openers[name] = partial(_open_part, archive, part)
    _add_exchange_files(source, openers)


def _add_text(source: Source, opener: Opener, profile: str | None) -> None:
    key = exchange_name(source.name)
    if (profile is None and key is not None) or profile == EXCHANGE:
        _add_exchange_files(source, {source.name: opener})
        return
    table = read_text_table(source.name, opener, REGISTER_KEYS)
    source.profile = _profile_for(table, profile)
    source.register = table


def _add_workbook(source: Source, workbook: Workbook, profile: str | None) -> None:
    titles = workbook.sheets()
    if not titles:
        raise Unreadable("leeg", "Dit werkblad is leeg.", file=source.name)
    exchange = {title: key for title in titles if (key := exchange_name(title))}
    if profile == EXCHANGE or (profile is None and exchange):
        for title, key in exchange.items():
            source.tables[key] = workbook.table(title, COLUMN_KEYS, name=title)
        source.unknown += [title for title in titles if title not in exchange]
        return
    table = _best_sheet(source, workbook, titles)
    source.profile = _profile_for(table, profile)
    source.register = table


def _best_sheet(source: Source, workbook: Workbook, titles: list[str]) -> Table:
    tables = []
    refused: Unreadable | None = None
    for title in titles:
        try:
            tables.append(workbook.table(title, REGISTER_KEYS))
        except Unreadable as error:
            refused = refused or error
    if not tables:
        raise refused or Unreadable("leeg", "Dit werkblad is leeg.", file=source.name)
    return max(tables, key=lambda table: count_known(table.header, REGISTER_KEYS))


def _profile_for(table: Table, wanted: str | None) -> RegisterProfile:
    """The profile that is asked for, or the first whose columns are all there."""
    if wanted is not None:
        profile = PROFILES[wanted]
        refuse_missing(table, profile.required)
        return profile
    for profile in PROFILES.values():
        if set(profile.required) <= set(table.header):
            return profile
    nearest = max(PROFILES.values(), key=lambda one: len(set(one.required) & set(table.header)))
    refuse_missing(table, nearest.required)
    raise AssertionError("a profile that lacks no column was passed over")


def refuse_missing(table: Table, required: Collection[str]) -> None:
    """Raise Unreadable, naming the columns, when required ones are absent."""
    missing = [key for key in required if key not in table.header]
    if missing:
        raise Unreadable(
            "kolom_ontbreekt", f"Deze kolommen ontbreken: {', '.join(missing)}.", file=table.name
        )


def _refuse_large(name: str, size: int) -> None:
    if size > LARGEST_FILE:
        raise Unreadable(
            "te_groot", f"Dit bestand is groter dan {LARGEST_FILE // 1_000_000} MB.", file=name
        )


def _open_path(path: Path) -> BinaryIO:
    return path.open("rb")


def _open_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(part))
