"""One cell: from the text in a file to a value and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

RUNS_IN_A_SHEET = ("=", "+", "-", "@", "\t", "\r", "'")
LARGEST_AMOUNT = Decimal("999999999999.99")
NO_AMOUNT = ("", "NULL")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_AMOUNT = re.compile(r"(?:\d+(?:\.\d{0,2})?|\.\d{1,2})", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


class BadCell(Exception):
    """A cell that cannot be read; `code` is for programs, `reason` a Dutch sentence."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def guard(text: str) -> str:
    """A text as it may stand in a spreadsheet: never the start of a formula."""
    return f"'{text}" if text.startswith(RUNS_IN_A_SHEET) else text


def unguard(text: str) -> str:
    """The inverse of `guard`.

    A sign that guards nothing belongs to the text: `'s-Hertogenbosch` in a file that somebody
    else wrote stays as it is, and so does everything that `guard` wrote.
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(RUNS_IN_A_SHEET) else text


def join_list(values: Iterable[str]) -> str:
    """Values sorted by code point and joined by `;`, with `\\;` and `\\\\` for the signs."""
    return ";".join(
        value.replace("\\", "\\\\").replace(";", "\\;") for value in sorted(set(values))
    )


def split_list(text: str) -> list[str]:
    """The values of a cell with a list, in order, without doubles, blanks around them off."""
    parts = [""]
    escaped = False
    for sign in text:
        if escaped:
            # a backslash before any other sign is a sign of the text itself
            parts[-1] += sign if sign in ";\\" else "\\" + sign
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == ";":
            parts.append("")
        else:
            parts[-1] += sign
    if escaped:
        parts[-1] += "\\"
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def read_day(text: str) -> date | None:
    """`2026-11-22`; empty is None."""
    text = text.strip()
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadCell("datum", "Dit is geen datum. Schrijf jaar-maand-dag, zoals 2026-11-22.")


def read_instant(text: str) -> datetime | None:
    """`2026-11-22T16:11:31Z`; empty is None."""
    text = text.strip()
    if not text:
        return None
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise BadCell("tijdstip", "Dit is geen tijdstip. Schrijf het zo: 2026-11-22T16:11:31Z.")


def write_instant(moment: datetime) -> str:
    """The inverse of `read_instant`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def read_amount(text: str) -> Decimal | None:
    """`4000`, `4000.00`, `.00`; empty and `NULL` are None. Euros, two decimals."""
    text = text.strip()
    if text in NO_AMOUNT:
        return None
    if _AMOUNT.fullmatch(text):
        amount = Decimal(text).quantize(Decimal("0.01")) if len(text) < 18 else None
        if amount is not None and amount <= LARGEST_AMOUNT:
            return amount
    raise BadCell("bedrag", "Dit is geen bedrag. Schrijf cijfers met een punt, zoals 1250.50.")


def write_amount(amount: Decimal) -> str:
    """The inverse of `read_amount`: always two decimals."""
    return f"{amount:.2f}"


def read_whole(text: str) -> int | None:
    """A whole number without sign; empty is None."""
    text = text.strip()
    if not text:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    raise BadCell("getal", "Dit is geen heel getal.")


def read_yes_no(text: str) -> bool | None:
    """`ja` or `nee`; empty is None."""
    answer = {"": None, "ja": True, "nee": False}
    key = text.strip().lower()
    if key in answer:
        return answer[key]
    raise BadCell("ja_nee", "Schrijf hier ja of nee.")


def write_value(value: Any) -> str:
    """Any one value as text, the way its own reader takes it back; None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return write_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return write_amount(value)
    return str(value)
