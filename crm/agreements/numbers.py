"""The number an agreement gets when nobody gives it one."""

from __future__ import annotations

import re
from uuid import UUID

# Without vowels no number is a word; without 0, 1 and the like nobody misreads it on the phone.
SIGNS = "23456789BCDFGHJKMNPQRTVWXZ"
_LENGTH = 5
_ALLOWED = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z ./_-]{0,38}[0-9A-Za-z])?")


def proposed_number(ref: str, year: int) -> str:
    """`2026-7F3KD`, from a ref (UUID) and a year.

    Not a counter: the next number in a row would tell how many agreements somebody cannot see.
    """
    rest, signs = UUID(ref).int, ""
    while len(signs) < _LENGTH:
        rest, place = divmod(rest, len(SIGNS))
        signs += SIGNS[place]
    return f"{year}-{signs}"


def is_number(text: str) -> bool:
    """Whether a text can be a number: 1 to 40 plain letters, digits, blanks and `. / _ -`."""
    return _ALLOWED.fullmatch(text) is not None
