"""Text made comparable (folded, in words, stems and trigrams, alike on both databases) or told."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("dutch")
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")
_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")
_LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ł": "l", "ĳ": "ij"}
MOST_WORDS = 600
LONGEST_WORD = 100
"""Longer words are cut for search: an index refuses words of thousands of signs."""


def tidy(text: str | None) -> str:
    """Outer blanks off, inner blanks to one, composed characters (NFC)."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text or "")).strip()


def fold(text: str | None) -> str:
    """Lower case without accents or punctuation: `Café 't Hoekje` → `cafe t hoekje`."""
    if text and text.isascii():
        return _NOT_A_WORD.sub(" ", text.lower()).strip()
    plain = (text or "").casefold()
    # By sign, not sign by sign: a long text with one accent would cost three times as much.
    for sign in _LETTERS.keys() & set(plain):
        plain = plain.replace(sign, _LETTERS[sign])
    plain = unicodedata.normalize("NFKD", plain)
    for accent in filter(unicodedata.combining, set(plain)):
        plain = plain.replace(accent, "")
    return _NOT_A_WORD.sub(" ", plain).strip()


def words(text: str | None) -> list[str]:
    """The folded words of a text, in order."""
    return fold(text).split()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Dutch stem of one folded word (Snowball, Porter 2001); numbers stay as they are."""
    return word if word.isdigit() else fold(_STEMMER.stemWord(word)) or word


def stems(text: str | None) -> list[str]:
    """The stems of a text, in order, with repeats."""
    return [stem(word) for word in words(text)]


def search_stems(*texts: str | None) -> str:
    """Every word and its stem once, for the `stems` column that search looks in."""
    found: dict[str, None] = {}
    for text in texts:
        for word in words(text)[:MOST_WORDS]:
            found[word[:LONGEST_WORD]] = None
            found[stem(word[:LONGEST_WORD])] = None
    return " ".join(found)


def trigrams(text: str | None) -> set[str]:
    """The sets of three signs of a folded text, with a blank before and after each word."""
    found: set[str] = set()
    for word in words(text):
        padded = f" {word} "
        found.update(padded[i : i + 3] for i in range(len(padded) - 2))
    return found


def sort_key(*names: str | None) -> str:
    """The key by which names are ordered, the same on every database: 2 comes before 10."""
    folded = " ".join(fold(name) for name in names if name)
    return _DIGITS.sub(lambda digits: digits.group().zfill(8), folded)[:250]


def phone_digits(phone: str | None) -> str:
    """The digits of a phone number without country code: `+31 6 12 34` → `061234`."""
    digits = "".join(_DIGITS.findall(phone or ""))
    for prefix in ("0031", "31"):
        if digits.startswith(prefix) and len(digits) > 9:
            return "0" + digits[len(prefix) :].removeprefix("0")
    return digits


def figure_text(number: int) -> str:
    """A count as people write it: `1.869`."""
    return f"{number:,}".replace(",", ".")


def ended(text: str) -> str:
    """The text with one full stop; names such as `Zorg B.V.` bring their own."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
