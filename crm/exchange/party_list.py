"""A list of parties as the files of our own format: parties, their people, and the roles. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from uuid import NAMESPACE_URL, uuid5

from crm.core.db import new_ref
from crm.core.text import fold, tidy
from crm.exchange.cells import guard
from crm.exchange.foreign import converter
from crm.exchange.profiles import ListProfile
from crm.exchange.register import name_key
from crm.exchange.tables import BadRow, Row, Table
from crm.exchange.wanted import BY_NAME, PARTIES
from crm.parties.guessing import guessed_kind, kind_from_word
from crm.people.names import name_parts

PLAIN = (
    *("omschrijving", "themas", "gebied", "doelgroepen", "website", "email", "telefoon", "kvk"),
    *("rechtsvorm", "straat", "huisnummer", "postcode", "plaats", "begonnen_op"),
)
PERSON = ("referentie", "voorletters", "voornaam", "voorvoegsel", "achternaam", "email", "telefoon")
ROLE = ("persoon", "partij", "rol", "eerste_aanspreekpunt")
_ADDRESS = re.compile(r"(\D.*?)[\s,]+(\d+\s?[\w/-]{0,12})$")
_POSTCODE = re.compile(r"(\d{4})\s*([A-Za-z]{2})")


@dataclass(frozen=True)
class Known:
    """What the database knows: parties by key, areas by folded name or code, first contacts."""

    parties: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    first_contacts: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)


@dataclass
class PartyList:
    """One list on its way: `refs` maps the key of a row to the ref of its party."""

    table: Table
    profile: ListProfile
    known: Known
    refs: dict[str, str] = field(default_factory=dict)
    unknown_areas: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {
            name: self.table.header.index(key)
            for name, key in self.profile.columns.items()
            if key in self.table.header
        }
        wanted = BY_NAME[PARTIES]
        self._turn: dict[str, Callable[[str], str]] = {
            name: converter(wanted[name].kind, amounts="", days=self.profile.days)
            for name in self._places
        }
        present = set(self._places)
        if "adres" in present:
            present |= {"straat", "huisnummer"}
        self._columns = [name for name in PLAIN if name in present]

    def tables(self) -> dict[str, Table]:
        """The files that the list stands for."""
        header = ("referentie", "naam", "soort", "bron", *self._columns)
        found = {"partijen": self._made(header, self._parties)}
        if "contact" in self._places:
            found["personen"] = self._made(PERSON, self._people)
            found["rollen"] = self._made(ROLE, self._roles)
        return found

    def _made(self, header: tuple[str, ...], rows: Callable[[], Iterator[Row | BadRow]]) -> Table:
        return Table(self.table.name, header, self.table.header_line, rows)

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        for row in self.table.rows():
            if isinstance(row, Row) and any(cell.strip() for cell in row.cells):
                yield row.line, self._said(row)

    def _said(self, row: Row) -> dict[str, str]:
        return {name: self._turn[name](row.cells[place]) for name, place in self._places.items()}

    def ref_of(self, said: Mapping[str, str]) -> str:
        """The ref of a row's party: the one it had, or a new one that stays while we plan."""
        key = self.key_of(said)
        known = self.known.parties.get(key)
        return known or self.refs.setdefault(key, new_ref())

    def key_of(self, said: Mapping[str, str]) -> str:
        """What the register knows a party by: its number, else its name."""
        return said.get("sleutel") or name_key(said["naam"])

    # --- parties ----------------------------------------------------------------------------

    def _parties(self) -> Iterator[Row | BadRow]:
        """A party that has a second contact person is on two rows: it is told once."""
        told: set[str] = set()
        for row in self.table.rows():
            if isinstance(row, BadRow):
                yield row
            elif any(cell.strip() for cell in row.cells):
                said = self._said(row)
                key = self.key_of(said)
                if key in told and said.get("contact"):
                    continue
                told.add(key)
                yield Row(row.line, tuple(map(guard, self._party(said))))

    def _party(self, said: dict[str, str]) -> list[str]:
        said = said | _address(said)
        said["gebied"] = self._areas(said.get("gebied", ""))
        cells = [self.ref_of(said) if said["naam"] else new_ref(), said["naam"], self._kind(said)]
        return [*cells, self.profile.source, *(_settled(name, said) for name in self._columns)]

    def _kind(self, said: Mapping[str, str]) -> str:
        told = kind_from_word(said.get("soort", ""))
        return told or self.profile.kind or guessed_kind(said["naam"])

    def _areas(self, cell: str) -> str:
        """Areas by their name or code; one that is not known is left out, and told."""
        codes = []
        for name in filter(None, cell.split(";")):
            code = self.known.areas.get(fold(name))
            if code is None:
                self.unknown_areas[name] = self.unknown_areas.get(name, 0) + 1
            else:
                codes.append(code)
        return ";".join(codes)

    # --- their people -----------------------------------------------------------------------

    def _contacts(self) -> Iterator[tuple[int, dict[str, str], str]]:
        """Line, what is said, and the ref of the person: the same person at every import."""
        told: set[str] = set()
        for line, said in self._rows():
            if said["naam"] and (name := name_key(said["contact"])):
                key = f"{self.profile.name}|{self.key_of(said)}|{name}"
                ref = str(uuid5(NAMESPACE_URL, key))
                if ref not in told:
                    told.add(ref)
                    yield line, said, ref

    def _people(self) -> Iterator[Row | BadRow]:
        for line, said, ref in self._contacts():
            parts = asdict(name_parts(tidy(said["contact"])))
            cells = [ref, parts["initials"], parts["first_name"], parts["name_prefix"]]
            cells += [parts["last_name"], *(said.get(f"contact_{one}", "") for one in PERSON[-2:])]
            yield Row(line, tuple(map(guard, cells)))

    def _roles(self) -> Iterator[Row | BadRow]:
        led: set[str] = set()
        for line, said, ref in self._contacts():
            party = self.ref_of(said)
            leads = self.known.first_contacts.get(party, {})
            is_first = leads.get(ref, not any(leads.values()) and party not in led)
            led.add(party)
            yield Row(line, (ref, party, "contactpersoon", "ja" if is_first else "nee"))


def _address(said: Mapping[str, str]) -> dict[str, str]:
    """`Kerkstraat 12 b` as a street and a number, when they stand in one cell."""
    whole = said.get("adres", "")
    if not whole:
        return {}
    found = _ADDRESS.fullmatch(whole)
    street, number = found.groups() if found else (whole, "")
    return {"straat": said.get("straat") or street, "huisnummer": said.get("huisnummer") or number}


def _settled(name: str, said: Mapping[str, str]) -> str:
    cell = said.get(name, "")
    if name == "postcode" and (found := _POSTCODE.fullmatch(cell)):
        return f"{found.group(1)} {found.group(2).upper()}"
    if name == "kvk":
        return re.sub(r"[\s.]", "", cell)
    if name == "website" and cell and "://" not in cell:
        return f"https://{cell}"
    return cell
