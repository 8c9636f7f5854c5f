"""Cells as others write them, turned into the text of our own format. Pure.

What cannot be turned stays as it is, so that the row is refused with the sentence of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from crm.core.text import fold, tidy
from crm.exchange.cells import NO_AMOUNT, BadCell, read_amount, read_day
from crm.exchange.formats import Kind

COMMA, POINT = "komma", "punt"
AMOUNT_STYLES = {COMMA: "1.250,50", POINT: "1,250.50 of 1250.50"}
DAY_FIRST, MONTH_FIRST = "dag", "maand"
DAY_STYLES = {DAY_FIRST: "31-12-2026 (dag eerst)", MONTH_FIRST: "12/31/2026 (maand eerst)"}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("januari jan january", "februari feb february", "maart mrt mar march"),
            *("april apr", "mei may", "juni jun june", "juli jul july"),
            *("augustus aug august", "september sep sept", "oktober okt oct october"),
            *("november nov", "december dec"),
        ),
        start=1,
    )
    for name in names.split()
}
_AMOUNT = re.compile(r"\d[\d.,]*|[.,]\d{1,2}", re.ASCII)
_NO_AMOUNTS = frozenset(("", "null", "nvt", "n v t", "onbekend", "geen"))
_PARTS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2})[\s-]([a-z]+)\.?[\s-](\d{4})")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_YES = frozenset(("ja", "j", "yes", "y", "1", "true", "waar", "x"))
_NO = frozenset(("nee", "n", "no", "0", "false", "onwaar"))


def plain_amount(text: str, style: str) -> str:
    """`€ 1.250,-` in the style `komma` becomes `1250`."""
    bare = re.sub(r"(?i)\s|€|eur(?:o)?\b", "", text)
    bare = re.sub(r",[-=–—]+$", "", bare)
    if not bare.strip("-–—") or fold(bare) in _NO_AMOUNTS or bare in NO_AMOUNT:
        return ""
    if not _AMOUNT.fullmatch(bare):
        return text
    if style == COMMA:
        return bare.replace(".", "").replace(",", ".")
    return bare.replace(",", "")


def is_amount(text: str) -> bool:
    """Whether a cell holds an amount, however it is written, or says that there is none."""
    bare = plain_amount(text, POINT)
    return not bare or bool(re.fullmatch(r"[\d.]+", bare, re.ASCII))


def amount_style(cells: Iterable[str]) -> str:
    """How a register writes its amounts: what stands before the cents."""
    bare = [cell.strip() for cell in cells]
    if any(re.search(r"[.,]\d{3},\d{1,2}$|\d,\d{1,2}$|,[-=–—]+$", cell) for cell in bare):
        return COMMA
    if any(re.search(r"\.\d{1,2}$", cell) for cell in bare):
        return POINT
    return COMMA if any(re.search(r"\d\.\d{3}$", cell) for cell in bare) else POINT


def plain_day(text: str, style: str = DAY_FIRST) -> str:
    """`3-9-2026 10:30` becomes `2026-09-03`; excel's and our own days too."""
    bare = _CLOCK.sub("", text.strip())
    if found := _YEAR_FIRST.fullmatch(bare):
        return "-".join(found.groups())
    if found := _PARTS.fullmatch(bare):
        first, second, year = map(int, found.groups())
        day, month = (second, first) if style == MONTH_FIRST else (first, second)
        return _day(year, month, day) or text
    if found := _IN_WORDS.fullmatch(bare.lower()):
        day_text, word, year_text = found.groups()
        return _day(int(year_text), _MONTHS.get(word, 0), int(day_text)) or text
    return "" if fold(bare) in _NO_AMOUNTS else text


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def is_day(text: str) -> bool:
    """Whether a cell holds a day in one of the ways that we read."""
    return any(_reads(plain_day(text, style)) for style in DAY_STYLES)


def _reads(text: str) -> bool:
    try:
        return read_day(text) is not None
    except BadCell:
        return False


def day_style(cells: Iterable[str]) -> str:
    """Whether the day or the month stands first: a number above 12 gives it away."""
    parts = [found for cell in cells if (found := _PARTS.match(cell.strip()))]
    if any(int(one.group(1)) > 12 for one in parts):
        return DAY_FIRST
    return MONTH_FIRST if any(int(one.group(2)) > 12 for one in parts) else DAY_FIRST


def plain_list(text: str) -> str:
    """`Groen, Zorg / Wonen` becomes `Groen;Zorg;Wonen`."""
    return ";".join(part.strip() for part in re.split(r"[;,|/\n]", text) if part.strip())


def plain_yes_no(text: str) -> str:
    """`J`, `true` and `x` become `ja`."""
    folded = fold(text)
    return "ja" if folded in _YES else "nee" if folded in _NO else text


def converter(kind: Kind, *, amounts: str, days: str) -> Callable[[str], str]:
    """How the cells of a kind are turned into our own text."""
    turns: dict[Kind, Callable[[str], str]] = {
        Kind.AMOUNT: lambda text: plain_amount(text, amounts),
        Kind.DAY: lambda text: plain_day(text, days),
        Kind.LIST: plain_list,
        Kind.YES_NO: plain_yes_no,
    }
    return turns.get(kind, tidy)


def read_foreign_amount(text: str, style: str) -> Decimal | None:
    """An amount as a register writes it; BadCell when it is none."""
    return read_amount(plain_amount(text, style))
