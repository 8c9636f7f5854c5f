"""Export: everything a viewer may see, as files of the exchange format."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.errors import Refused
from crm.exchange import attributes as columns
from crm.exchange.attributes import PROFILE
from crm.exchange.cells import guard, join_list, write_value
from crm.exchange.lists import csv_line, sheet_text
from crm.exchange.mapping import MAPPINGS
from crm.exchange.seen import seen_refs
from crm.exchange.state import Existing, State
from crm.links.models import LinkKind
from crm.parties.kinds import PROFILED_KINDS, Phase

# What a party that asked for secrecy does not have shown in any list, picture or export.
WITHHELD = (
    *("email", "telefoon", "postcode", "huisnummer", "straat", "plaats"),
    *("website", "sociale_media"),
)
_PROFILE_COLUMNS = [one.column for one in MAPPINGS["partijen"].fields if one.attribute in PROFILE]
_FIXED = datetime(1980, 1, 1, tzinfo=UTC)

Rows = list[tuple[str, ...]]


def export_to(path: Path, *, viewer: Viewer) -> dict[str, int]:
    """Write a folder, or a .zip or .xlsx by the suffix; returns how many rows each file has.

    Only what the viewer may see; the operator sees everything. Same records, same bytes.
    """
    files = export_tables(viewer=viewer)
    if path.suffix.lower() == ".zip":
        path.write_bytes(as_zip(files))
    elif path.suffix.lower() == ".xlsx":
        path.write_bytes(as_workbook(files))
    else:
        if path.exists() and not path.is_dir():
            raise Refused(f"{path} is geen map.")
        path.mkdir(parents=True, exist_ok=True)
        for name, rows in files.items():
            (path / f"{name}.csv").write_bytes(as_csv(rows))
    return {f"{name}.csv": len(rows) - 1 for name, rows in files.items()}


def export_tables(*, viewer: Viewer) -> dict[str, Rows]:
    """The rows of every file by its name, the header first."""
    exporter = _Exporter(viewer)
    return {name: exporter.rows(mapping) for name, mapping in MAPPINGS.items()}


def as_csv(rows: Rows) -> bytes:
    """UTF-8 without mark, comma, LF, quotes only where needed."""
    return "".join(map(csv_line, rows)).encode()


def as_zip(files: Mapping[str, Rows]) -> bytes:
    """The files in one zip; same files, same bytes."""
    return _zipped({f"{name}.csv": as_csv(rows) for name, rows in files.items()})


def as_workbook(files: Mapping[str, Rows]) -> bytes:
    """One sheet per file, every cell as text, never a formula; same files, same bytes."""
    openpyxl = import_module("openpyxl")  # loads slowly: only where a workbook is made
    book = openpyxl.Workbook(write_only=True)
    for name, rows in files.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([sheet_text(cell) for cell in row])
    buffer = BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as saved:
        parts = {name: saved.read(name) for name in saved.namelist()}
    # The library writes when it saved, in the properties and at every part.
    book.properties.created = book.properties.modified = _FIXED
    xml = import_module("openpyxl.xml.functions")
    parts["docProps/core.xml"] = xml.tostring(book.properties.to_tree())
    return _zipped(parts)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, _FIXED.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            archive.writestr(part, content)
    return buffer.getvalue()


class _Exporter:
    """Turns records into rows; what the viewer may not see leaves no trace."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._state = State()
        self._seen: dict[str, frozenset[str] | None] = {}
        kinds = select(LinkKind.code).where(LinkKind.directed.is_(False))
        self._undirected = frozenset(db.session.scalars(kinds))

    def rows(self, mapping: columns.Mapping) -> Rows:
        """The header and the rows of one file, in the order of their key by code point."""
        names = [column.name for column in mapping.format.columns]
        lists = [one.column for one in mapping.lists]
        found = []
        for one in self._state.existing(mapping, with_lists=lists):
            if self._is_seen(mapping.name, one.ref) and self._holds_together(mapping, one):
                cells = self._cells(mapping, one)
                found.append(tuple(cells.get(name, "") for name in names))
        places = [names.index(name) for name in mapping.format.key]
        found.sort(key=lambda row: ([row[place] for place in places], row))
        return [tuple(names), *found]

    def _is_seen(self, kind: str, ref: str) -> bool:
        if kind not in self._seen:
            self._seen[kind] = seen_refs(kind, self._viewer)
        seen = self._seen[kind]
        return seen is None or ref in seen

    def _holds_together(self, mapping: columns.Mapping, one: Existing) -> bool:
        """Whether everything the row cannot do without is seen too."""
        for pointer in mapping.pointers:
            handle = one.pointers[pointer.attribute]
            is_needed = mapping.format.by_name[pointer.column].required or (
                mapping.name == "accounthouders"
            )
            if handle and is_needed and not self._is_seen(pointer.to, handle):
                return False
        return True

    def _cells(self, mapping: columns.Mapping, one: Existing) -> dict[str, str]:
        cells = {field.column: one.values[field.attribute] for field in mapping.all_fields}
        if mapping.name == "partijen":
            self._settle_party(cells)
        texts = {name: write_value(value) for name, value in cells.items()}
        for pointer in mapping.pointers:
            handle = one.pointers[pointer.attribute]
            if handle and self._is_seen(pointer.to, handle):
                texts[pointer.column] = self._key(pointer.to, handle)
        for many in mapping.lists:
            texts[many.column] = join_list(
                self._key(many.to, handle)
                for handle in one.lists[many.column]
                if self._is_seen(many.to, handle)
            )
        if mapping.has_reference:
            texts["referentie"] = self._key(mapping.name, one.ref)
        if one.pointers.get("kind_id") in self._undirected:
            ends = sorted((texts["partij_a"], texts["partij_b"]))
            texts["partij_a"], texts["partij_b"] = ends
        return {name: guard(text) for name, text in texts.items()}

    def _settle_party(self, cells: dict[str, Any]) -> None:
        """Only initiatives have a phase; a party that asked for it keeps its address secret."""
        if cells["soort"] not in PROFILED_KINDS:
            cells |= dict.fromkeys(_PROFILE_COLUMNS)
        elif cells["fase"] is None:
            cells["fase"] = Phase.IDEA.value
        if cells["geheimhouding"] and not self._viewer.is_operator:
            cells |= dict.fromkeys(WITHHELD)

    def _key(self, kind: str, handle: str) -> str:
        """What files call a record: its own key, else its ref."""
        return self._state.index(kind).keys[handle]
