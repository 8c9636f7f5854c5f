"""What a name says: its words without legal forms, its numbers, its initials. Pure.

Of `Stg. Buurttuin De Vliet 77` the words are `buurttuin vliet 77`, and 77 is a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from rapidfuzz.distance import OSA

from crm.core.text import fold, stem
from crm.parties.lookalikes_words import ABBREVIATIONS, DIRECTIONS, LEGAL_FORMS, SMALL_WORDS

LEAST_ACRONYM, LONGEST_ACRONYM = 2, 7
_LONG_FORMS = tuple(form for form in LEGAL_FORMS if len(form) >= 9)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")
_TOKEN = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_LONG_WORD = 9


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name taken apart: `words` are what tells it from others, in order.

    `initials` are the ways its first letters may be read; `acronyms` the words that may stand for
    the first letters of others.
    """

    folded: str
    words: tuple[str, ...]
    initials: frozenset[str]
    acronyms: frozenset[str]
    numbers: frozenset[str]

    @property
    def joined(self) -> str:
        """The words without blanks: `repair cafe` and `repaircafe` are the same."""
        return "".join(self.words)


@lru_cache(maxsize=8192)
def spelled(name: str) -> Spelled:
    """Take a name apart."""
    plain = _DOTTED.sub(lambda dotted: dotted.group().replace(".", "") + " ", name)
    everything = [ABBREVIATIONS.get(word, word) for word in _letters_joined(fold(plain).split())]
    formal = [word for word in everything if word not in SMALL_WORDS]
    telling = [word for word in everything if not is_legal_form(word)]
    words = [word for word in telling if word not in SMALL_WORDS] or telling or everything
    acronyms = _acronyms(plain, words)
    long = [word for word in words if word not in acronyms]
    initials = _initials(long, [w for w in formal if w not in acronyms], everything)
    if len(long) > 1:  # `Samen is niet alleen (SINA)` says the same twice
        words = [word for word in words if word not in acronyms & initials]
    return Spelled(fold(name), tuple(words), initials, acronyms, _numbers(words))


def same_name_key(name: str) -> str:
    """What two names have in common that are surely one: folded, without the legal form.

    A form that is mistyped counts as a word here: who types names is asked, not corrected.
    """
    words = _letters_joined(fold(name).split())
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)


def _letters_joined(words: list[str]) -> list[str]:
    """Letters that stand alone beside each other are one word: `m a n` is `man`."""
    joined: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        joined += [part for part in (run, word) if part]
        run = ""
    return joined


def _numbers(words: Sequence[str]) -> frozenset[str]:
    found = (digits for word in words for digits in _DIGITS.findall(word))
    return frozenset(digits.lstrip("0") or "0" for digits in found)


@lru_cache(maxsize=65536)
def is_legal_form(word: str) -> bool:
    """Whether a word is a legal form, also with a typing error: `sichting`."""
    if word in LEGAL_FORMS:
        return True
    return len(word) >= 7 and any(OSA.distance(word, form) <= 2 for form in _LONG_FORMS)


def _acronyms(plain: str, words: Sequence[str]) -> frozenset[str]:
    """Words in capitals; also the one short word of a name."""
    found = set()
    shouted = plain == plain.upper()
    for token in _TOKEN.findall(plain):
        word = fold(token)
        if not (LEAST_ACRONYM <= len(word) <= LONGEST_ACRONYM and word in words):
            continue
        capitals = sum(letter.isupper() for letter in token)
        in_capitals = not shouted and capitals >= max(2, len(token) - 1)
        if word.isalpha() and (len(words) == 1 or in_capitals):
            found.add(word)
    return frozenset(found)


def _initials(*readings: Sequence[str]) -> frozenset[str]:
    """The first letters of the words that tell, of those with legal forms, of all words."""
    letters = ("".join(word[0] for word in words) for words in readings)
    return frozenset(first for first in letters if len(first) >= LEAST_ACRONYM)


@lru_cache(maxsize=4096)
def shortened(acronym: str) -> frozenset[str]:
    """The initials that an acronym may stand for: itself, and with letters inside words left out.

    `knvb` is Koninklijke Nederlandse Voetbalbond too, whose initials are `knv`.
    """
    least = max(LEAST_ACRONYM, (len(acronym) + 2) // 2)
    rest = acronym[1:]
    return frozenset(
        acronym[0] + "".join(kept)
        for size in range(least - 1, len(rest) + 1)
        for kept in combinations(rest, size)
    )


def spells(acronym: str, words: Sequence[str]) -> bool:
    """Whether an acronym can be read in these words: the first letter of each, and others of it."""
    if not words:
        return not acronym
    first, *rest = words
    if not acronym or first[0] != acronym[0]:
        return False
    at = 0
    for used in range(1, len(acronym) + 1):
        if spells(acronym[used:], rest):
            return True
        at = first.find(acronym[used : used + 1], at + 1)
        if at < 0 or used == len(acronym):
            return False
    return False


@lru_cache(maxsize=65536)
def word_alike(one: str, other: str) -> float:
    """How much two words are alike, 0 to 1: the same, the same stem, cut off, mistyped."""
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    if stem(one) == stem(other):
        return 0.97
    short, long = sorted((one, other), key=len)
    if len(short) < 4:
        return 0.0
    if long.startswith(short) or long.endswith(short):
        return 0.7 + 0.28 * len(short) / len(long)
    return float(OSA.normalized_similarity(one, other, score_cutoff=0.7))


@lru_cache(maxsize=65536)
def is_mistyped(one: str, other: str) -> bool:
    """Whether two words are the same one but for a typing error.

    Short words are not: `COC` and `ROC` are two; nor are directions and numbers.
    """
    if one in DIRECTIONS or other in DIRECTIONS or one.isdigit() or other.isdigit():
        return False
    short = min(len(one), len(other))
    return short >= 5 and OSA.distance(one, other) <= (1 if short < _LONG_WORD else 2)
