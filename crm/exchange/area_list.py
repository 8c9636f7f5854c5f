"""A list of areas as the file of our own format: kinds by code, one municipality or all. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from crm.core.text import fold, tidy
from crm.exchange.profiles import ListProfile
from crm.exchange.tables import BadRow, Row, Table
from crm.taxonomy.models import AREA_KINDS

KIND_BY_CODE = {"PV": "provincie", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}
_OF_MUNICIPALITY = 6


@dataclass
class AreaList:
    """One list of areas on its way.

    `codes` are those that were in it, by their kind; `nameless` those that have no name.
    """

    table: Table
    profile: ListProfile
    codes: dict[str, str] = field(default_factory=dict)
    nameless: set[str] = field(default_factory=set)

    def tables(self) -> dict[str, Table]:
        """The file that the list stands for."""
        names = ["code", "naam", "soort"]
        if "bovenliggend" in self._places():
            names.append("bovenliggend")
        return {
            "gebieden": Table(self.table.name, tuple(names), self.table.header_line, self._rows)
        }

    def _places(self) -> dict[str, int]:
        header = self.table.header
        return {n: header.index(key) for n, key in self.profile.columns.items() if key in header}

    def _rows(self) -> Iterator[Row | BadRow]:
        places = self._places()
        for row in self.table.rows():
            if isinstance(row, BadRow):
                yield row
                continue
            said = {name: tidy(row.cells[place]) for name, place in places.items()}
            if any(said.values()) and self._is_wanted(said):
                kind = self._kind(said)
                self.codes[said["code"]] = kind
                if not said["naam"] and said["code"]:
                    # CBS gives the houses outside the villages a code and no name
                    self.nameless.add(said["code"])
                cells = [said["code"], said["naam"] or said["code"], kind]
                if "bovenliggend" in said:
                    cells.append(self._above(said))
                yield Row(row.line, tuple(cells))

    def _kind(self, said: dict[str, str]) -> str:
        told = fold(said.get("soort", ""))
        if told in AREA_KINDS:
            return told
        return self.profile.kind or KIND_BY_CODE.get(said["code"][:2].upper(), told)

    def _above(self, said: dict[str, str]) -> str:
        """What lies above it, unless that is not wanted itself."""
        is_top = said["code"] == self.profile.only
        return "" if is_top else said["bovenliggend"]

    def _is_wanted(self, said: dict[str, str]) -> bool:
        only = self.profile.only
        if not only:
            return True
        of = said.get("gemeente") or said["code"]
        return only in (of, said["code"]) or _digits(of) == _digits(only)


def _digits(code: str) -> str:
    """The number of the municipality in a code of CBS: `WK001402` lies in `GM0014`."""
    return code[2:_OF_MUNICIPALITY] if code[:2].upper() in KIND_BY_CODE else code
