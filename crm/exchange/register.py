"""A register of subsidies, row by row: names recognised, amounts and dates read. Pure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast

from crm.core.text import tidy
from crm.exchange.cells import BadCell, read_amount, read_day
from crm.exchange.foreign import plain_day, read_foreign_amount
from crm.exchange.profiles import RegisterProfile
from crm.exchange.tables import BadRow, Refusal, Row, Table

T = TypeVar("T")
SHORT = 60
LONGEST = {**dict.fromkeys(("applicant", "scheme", "theme", "unit"), 200), "project": 500}
_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)


def name_key(name: str) -> str:
    """A name as a register recognises it: blanks, composed characters and case do not count."""
    return tidy(name).casefold()


def scheme_key(name: str) -> str:
    """A scheme's name as a register recognises it: commas get lost on the way, case does not."""
    return tidy(tidy(name).replace(",", " "))


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One dossier as the register gives it. `applicant` is empty when it is nobody's name."""

    line: int
    dossier: str
    applicant: str
    is_anonymous: bool
    scheme: str
    theme: str
    unit: str
    project: str
    periodicity: str
    asked: Decimal | None
    awarded: Decimal | None
    settled: Decimal | None
    year: int | None
    as_of: date | None


@dataclass(slots=True)
class Register:
    """What a register file holds: dossiers in order, and the rows that are refused."""

    rows: list[RegisterRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read_register(table: Table, profile: RegisterProfile) -> Register:
    """Read all rows; a row with a bad cell or a dossier that was there before is refused."""
    places = {
        name: table.header.index(key)
        for name, key in profile.columns.items()
        if key in table.header
    }
    register = Register()
    first_lines: dict[str, int] = {}
    made: Counter[str] = Counter()
    known: dict[Any, Any] = {}

    def refuse(line: int, column: str, code: str, reason: str) -> None:
        register.refusals.append(Refusal(table.name, line, column, code, reason))

    for row in table.rows():
        if isinstance(row, BadRow):
            refuse(row.line, "", row.code, row.reason)
            continue
        if not any(cell.strip() for cell in row.cells):
            continue
        reader = _RowReader(row, places, profile, known)
        dossier = reader.row()
        if dossier is not None and not dossier.dossier:
            dossier = replace(dossier, dossier=_made_number(dossier, made))
        if dossier is None:
            for column, code, reason in reader.problems:
                refuse(row.line, column, code, reason)
        elif dossier.dossier in first_lines:
            first = first_lines[dossier.dossier]
            refuse(
                row.line,
                profile.columns["dossier"],
                "dubbel",
                f"Dit dossier staat al op regel {first}.",
            )
        else:
            first_lines[dossier.dossier] = row.line
            register.rows.append(dossier)
    return register


def _made_number(row: RegisterRow, made: Counter[str]) -> str:
    """A number for a dossier that has none: the same for the same applicant, scheme and work.

    Rows that are alike in all of these are told apart by their order.
    """
    told = (name_key(row.applicant), scheme_key(row.scheme), tidy(row.project), str(row.year))
    number = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
    made[number] += 1
    return f"zonder nummer {number}" + (f"-{made[number]}" if made[number] > 1 else "")


class _RowReader:
    """Reads one row; what is wrong with it is in `problems` as (column, code, reason).

    `known` holds values of the rows before: names and days come back, and are kept once.
    """

    def __init__(
        self,
        row: Row,
        places: dict[str, int],
        profile: RegisterProfile,
        known: dict[Any, Any],
    ) -> None:
        self._row = row
        self._places = places
        self._profile = profile
        self._known = known
        self.problems: list[tuple[str, str, str]] = []

    def row(self) -> RegisterRow | None:
        """The dossier, None when something is wrong with it."""
        applicant = self._text("applicant")
        is_anonymous = applicant.casefold() in self._profile.anonymous
        found = RegisterRow(
            line=self._row.line,
            dossier=self._must("dossier") if "dossier" in self._profile.columns else "",
            applicant="" if is_anonymous else self._once(applicant),
            is_anonymous=is_anonymous,
            scheme=self._once(self._scheme()),
            theme=self._once(self._text("theme")),
            unit=self._once(self._text("unit")),
            project=self._text("project"),
            periodicity=self._once(self._text("periodicity").lower()),
            asked=self._value("asked", self._amount),
            awarded=self._value("awarded", self._amount),
            settled=self._value("settled", self._amount),
            year=self._year(),
            as_of=self._once(self._value("as_of", self._day)),
        )
        return None if self.problems else found

    def _once(self, value: T) -> T:
        """The same value, as it was met first."""
        return cast(T, self._known.setdefault(value, value))

    def _cell(self, name: str) -> str:
        place = self._places.get(name)
        return self._row.cells[place] if place is not None else ""

    def _problem(self, name: str, code: str, reason: str) -> None:
        self.problems.append((self._profile.columns.get(name, ""), code, reason))

    def _text(self, name: str) -> str:
        text = tidy(self._cell(name))
        if "\0" in text:
            self._problem(name, "tekens", "Hier staan tekens in die geen tekst zijn.")
        if len(text) > LONGEST.get(name, SHORT):
            self._problem(
                name, "te_lang", f"Deze tekst is langer dan {LONGEST.get(name, SHORT)} tekens."
            )
        return text

    def _must(self, name: str) -> str:
        text = self._text(name)
        if not text:
            self._problem(name, "leeg", "Dit mag niet leeg zijn.")
        return text

    def _value(self, name: str, read: Callable[[str], T | None]) -> T | None:
        try:
            return read(self._cell(name))
        except BadCell as error:
            self._problem(name, error.code, error.reason)
            return None

    def _scheme(self) -> str:
        if not self._profile.scheme_name:
            return self._must("scheme")
        return self._text("scheme") or self._profile.scheme_name

    def _amount(self, text: str) -> Decimal | None:
        if not self._profile.amounts:
            return read_amount(text)
        return read_foreign_amount(text, self._profile.amounts)

    def _day(self, text: str) -> date | None:
        return _day_of(plain_day(text, self._profile.days) if self._profile.days else text)

    def _year(self) -> int | None:
        text = self._cell("year").strip()
        if _YEAR.fullmatch(text):
            return int(text)
        if not text and "year" not in self._profile.required_fields:
            return None
        self._problem("year", "jaar", "Dit is geen jaar, zoals 2017.")
        return None


def _day_of(text: str) -> date | None:
    """The day of `2017-06-12 01:00:12.750`."""
    return read_day(text.strip()[:10]) if " " in text.strip() else read_day(text)
