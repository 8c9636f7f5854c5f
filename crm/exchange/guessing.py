"""Which column of an unknown register is what: by its name, and by what stands in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm.exchange.foreign import POINT, amount_style, day_style, is_amount, is_day
from crm.exchange.formats import Kind
from crm.exchange.wanted import AREAS, FIELDS, GRANTS, PARTIES, name_words
from crm.exchange.wanted_field import Wanted
from crm.parties.guessing import kind_from_word

MOSTLY = 0.6
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"[+(]?\d[\d\s()./+-]{7,}")
_POSTCODE = re.compile(r"\d{4}\s?[A-Za-z]{2}")
_KVK = re.compile(r"\d{8}", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_SITE = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:nl|com|org|net|eu)(?:/\S*)?")
_AREA = re.compile(r"(?:GM|WK|BU|PV)\d{2,10}", re.ASCII)
_ADDRESS = re.compile(r"[^\W\d].*\s\d+\s?[\w-]*")
_LETTERS = re.compile(r"[^\W\d_]")

Test = Callable[[str], object]
# What the cells of a field look like, when they look like anything.
_LOOKS: dict[str, Test] = {
    "email": _EMAIL.fullmatch,
    "contact_email": _EMAIL.fullmatch,
    "telefoon": _PHONE.fullmatch,
    "contact_telefoon": _PHONE.fullmatch,
    "postcode": _POSTCODE.fullmatch,
    "kvk": _KVK.fullmatch,
    "year": _YEAR.fullmatch,
    "website": _SITE.fullmatch,
    "adres": _ADDRESS.fullmatch,
    "asked": is_amount,
    "awarded": is_amount,
    "settled": is_amount,
    "as_of": is_day,
    "begonnen_op": is_day,
    "applicant": _LETTERS.search,
    "naam": _LETTERS.search,
}
# Fields that a column is given for what stands in it alone, when no name says so.
_BY_LOOKS = {
    GRANTS: ("as_of", "year"),
    PARTIES: ("email", "postcode", "website", "kvk", "telefoon"),
    AREAS: (),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a register: its key, and some of its cells that are filled."""

    key: str
    cells: tuple[str, ...]

    def looks(self, test: Test) -> bool:
        """Whether most cells pass a test."""
        return bool(self.cells) and sum(map(bool, map(test, self.cells))) >= MOSTLY * len(
            self.cells
        )


@dataclass(frozen=True, slots=True)
class Guess:
    """What a register seems to hold: field to column key, and how amounts and days are written."""

    target: str
    columns: dict[str, str]
    amounts: str
    days: str


def guess(columns: Sequence[Column], *, target: str = "") -> Guess:
    """The likeliest reading of a register, of all targets unless one is given."""
    readings = {one: guess_columns(columns, one) for one in ([target] if target else FIELDS)}
    best = max(readings, key=lambda one: _worth(one, readings[one], columns))
    by_key = {column.key: column for column in columns}
    found = readings[best]
    return Guess(best, found, _amounts(best, found, by_key), _days(best, found, by_key))


def guess_columns(columns: Sequence[Column], target: str) -> dict[str, str]:
    """Field to column key: the surest names first, each column once; then by contents."""
    scored = sorted(
        (
            (-score, order, place, field.name, column)
            for order, field in enumerate(FIELDS[target])
            for place, column in enumerate(columns)
            if (score := _score(field, column)) > 0
        ),
        key=lambda one: one[:3],
    )
    found: dict[str, str] = {}
    for _, _, _, name, column in scored:
        if name not in found and column.key not in found.values():
            found[name] = column.key
    for name in _BY_LOOKS[target]:
        free = [one for one in columns if one.key not in found.values()]
        fits = next((one for one in free if one.looks(_LOOKS[name])), None)
        if name not in found and fits is not None:
            found[name] = fits.key
    return found


def _score(field: Wanted, column: Column) -> float:
    """How well a column's name fits a field; 0 when what stands in it speaks against it."""
    words = name_words(column.key)
    best = 0.0
    for rank, name in enumerate(field.names):
        known = name_words(name)
        if words == known or "".join(sorted(words)) == "".join(sorted(known)):
            best = max(best, 3 - rank / 100)
        elif len(known) > 1 and known < words:
            best = max(best, 2 - rank / 100)
        elif len(known) == 1 and known < words and len(words) == len(known) + 1:
            best = max(best, 1 - rank / 100)
    test = _LOOKS.get(field.name)
    if best and test is not None and column.cells and not column.looks(test):
        return 0.0
    return best


def _worth(target: str, found: dict[str, str], columns: Sequence[Column]) -> float:
    """How much of a register a target explains; without what it cannot do without, nothing."""
    if any(field.required and field.name not in found for field in FIELDS[target]):
        return 0.0
    by_key = {column.key: column for column in columns}
    worth = float(len(found))
    if target == GRANTS:
        tells = ("asked", "awarded", "settled", "scheme")
        worth = worth + 3 if any(name in found for name in tells) else 0.5
    if target == AREAS:
        codes = by_key[found["code"]]
        worth = worth + 10 if codes.looks(_AREA.fullmatch) else 0.4
    if target == PARTIES and "soort" in found:
        worth += by_key[found["soort"]].looks(kind_from_word)
    return worth


def _amounts(target: str, found: dict[str, str], by_key: dict[str, Column]) -> str:
    cells = _cells(target, found, by_key, Kind.AMOUNT)
    return amount_style(cells) if cells else POINT


def _days(target: str, found: dict[str, str], by_key: dict[str, Column]) -> str:
    return day_style(_cells(target, found, by_key, Kind.DAY))


def _cells(target: str, found: dict[str, str], by_key: dict[str, Column], kind: Kind) -> list[str]:
    return [
        cell
        for field in FIELDS[target]
        if field.kind is kind and field.name in found
        for cell in by_key[found[field.name]].cells
    ]
