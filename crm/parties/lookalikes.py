"""How much two parties look alike, why, and whether that is enough to warn. Pure.

Numbers count: `Buurttuin 77` is not `Buurttuin 78`. Addresses that are withheld say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import log
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from crm.core.text import fold, phone_digits
from crm.parties.lookalikes_names import (
    Spelled,
    is_mistyped,
    shortened,
    spelled,
    spells,
    word_alike,
)
from crm.parties.lookalikes_words import COMMON_WORDS, DIRECTIONS, NEUTRAL_WORDS

Weight = Callable[[str], float]
WHY = {
    "kvk": "Hetzelfde KvK-nummer.",
    "site": "Dezelfde website.",
    "mail": "Hetzelfde e-mailadres.",
    "telefoon": "Hetzelfde telefoonnummer.",
    "adres": "Hetzelfde adres.",
    "gelijk": "De naam is gelijk.",
    "rechtsvorm": "De naam is gelijk, op rechtsvorm en kleine woorden na.",
    "volgorde": "Dezelfde woorden, in een andere volgorde.",
    "spelling": "De naam is bijna gelijk gespeld.",
    "afkorting": "De ene naam kan de afkorting van de andere zijn.",
    "bevat": "De ene naam staat in de andere.",
    "lijkt": "De namen lijken op elkaar.",
    "dossiers": "In een register staan de dossiers van de ene nu bij de andere.",
}
COMMON_WEIGHT = 0.5
LEAST_SHOWN = 0.55
"""Below this two parties are not called alike."""
_LESS_WHEN_SEEN = 0.3  # a word of a hundred names tells less than half of a rare one
_SAME = 0.97
_LEAST_SURE = 0.75
_LONG_ENOUGH = 8
_LEAST_MISTYPED = 0.7
_SURE_BESIDE = {"site": 0.6, "mail": 0.7, "telefoon": 0.8, "adres": 0.8}
_RAISES = {"kvk": 1.0, "site": 0.65, "mail": 0.6, "telefoon": 0.56, "adres": 0.56}
_NOT_A_SITE = ("facebook.com", "instagram.com", "linkedin.com", "twitter.com", "x.com")


@dataclass(frozen=True, slots=True)
class Described:
    """What of a party tells whether it is another one; addresses are empty when withheld."""

    name: str
    kvk: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""
    house_number: str = ""

    @property
    def spelled(self) -> Spelled:
        """Its name taken apart."""
        return spelled(self.name)

    @property
    def marks(self) -> dict[str, str]:
        """What only one party should have, made comparable, by the code of the reason."""
        marks = {
            "kvk": self.kvk,
            "site": _site(self.website),
            "mail": self.email.strip().casefold(),
            "telefoon": phone_digits(self.phone),
            "adres": _address(self.postcode, self.house_number),
        }
        return {code: mark for code, mark in marks.items() if mark}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two are alike (0 to 1), whether that is enough to warn, and why (codes of WHY)."""

    score: float = 0.0
    is_sure: bool = False
    why: tuple[str, ...] = field(default=())


def likeness(one: Described, other: Described, weight: Weight = lambda word: 1.0) -> Likeness:
    """Compare two parties; `weight` says how much a word tells (rare words tell more)."""
    named = _names_alike(one.spelled, other.spelled, weight)
    if one.spelled.folded == other.spelled.folded:
        named = Likeness(1.0, True, ("gelijk",))
    mine, theirs = one.marks, other.marks
    shared = tuple(code for code in mine if theirs.get(code) == mine[code])
    score, is_sure = named.score, named.is_sure
    for code in shared:
        is_sure = is_sure or code == "kvk" or named.score >= _SURE_BESIDE[code]
        score = max(score, score + (1 - score) * _RAISES[code])
    if "kvk" in mine and "kvk" in theirs and "kvk" not in shared:
        score, is_sure = score * 0.9, False
    said = named.why if named.score >= LEAST_SHOWN else ()
    return Likeness(round(score, 6), is_sure, shared + said)


def word_weight(word: str, seen: int) -> float:
    """How much a word tells: less when many names have it (`seen`, within what may be seen)."""
    usual = COMMON_WEIGHT if word in COMMON_WORDS else 1.0
    return usual / (1 + _LESS_WHEN_SEEN * log(max(1, seen)))


def _site(address: str) -> str:
    """The host of a site, with the path for sites that many share."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    host = (parts.hostname or "").removeprefix("www.")
    return host + parts.path.rstrip("/") if host in _NOT_A_SITE else host


def _address(postcode: str, number: str) -> str:
    digits = re.match(r"\d+", number.strip())
    return fold(postcode).replace(" ", "") + digits.group() if digits and postcode else ""


# --- names --------------------------------------------------------------------------------


def _names_alike(one: Spelled, other: Spelled, weight: Weight) -> Likeness:
    named = max(
        _words_alike(one, other, weight),
        Likeness(_acronym_alike(one, other), why=("afkorting",)),
        Likeness(_acronym_alike(other, one), why=("afkorting",)),
        key=lambda found: found.score,
    )
    if one.numbers == other.numbers:
        return named
    keeps = 0.5 if one.numbers and other.numbers else 0.93
    return Likeness(named.score * keeps, why=named.why)


def _words_alike(one: Spelled, other: Spelled, weight: Weight) -> Likeness:
    mine, theirs = _aligned(one.words, other.words)
    covered = (_covered(one.words, mine, weight), _covered(other.words, theirs, weight))
    score = 0.6 * max(covered) + 0.4 * min(covered)
    if one.joined == other.joined:
        score = 1.0
    elif (joined := float(OSA.normalized_similarity(one.joined, other.joined))) >= 0.9:
        score = max(score, joined)
    left = (_unmatched(one.words, mine, other.words), _unmatched(other.words, theirs, one.words))
    is_sure = one.joined == other.joined or _is_sure(left, min(covered))
    return Likeness(score, is_sure, (_said(one, other, left),))


def _covered(words: Sequence[str], alike: Sequence[float], weight: Weight) -> float:
    """Which part of a name, by weight, is found in the other."""
    weights = [weight(word) for word in words]
    found = sum(one * how**2 for one, how in zip(weights, alike, strict=True))
    return found / (sum(weights) or 1.0)


def _aligned(one: Sequence[str], other: Sequence[str]) -> tuple[list[float], list[float]]:
    """How much each word of both is like the word of the other that it stands for."""
    pairs = [
        (alike, i, j)
        for i, mine in enumerate(one)
        for j, theirs in enumerate(other)
        if (alike := word_alike(mine, theirs))
    ]
    left, right = [0.0] * len(one), [0.0] * len(other)
    for alike, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if not left[i] and not right[j]:
            left[i] = right[j] = alike
    _take_joined(one, other, left, right)
    _take_joined(other, one, right, left)
    return left, right


def _take_joined(
    one: Sequence[str], other: Sequence[str], left: list[float], right: list[float]
) -> None:
    """Two neighbours here may be one word there: `wijk ontmoetingscentrum`."""
    for i in range(len(one) - 1):
        both = one[i] + one[i + 1]
        if len(both) < 6 or min(left[i], left[i + 1]) >= _SAME:
            continue
        for j, word in enumerate(other):
            if right[j] < _SAME and OSA.distance(both, word) <= (len(both) >= _LONG_ENOUGH):
                left[i] = left[i + 1] = right[j] = _SAME


def _unmatched(words: Sequence[str], alike: Sequence[float], other: Sequence[str]) -> list[str]:
    """The words that are neither in the other name nor mistyped there."""
    return [
        word
        for word, how in zip(words, alike, strict=True)
        if how < _SAME
        and not (how > _LEAST_MISTYPED and any(is_mistyped(word, theirs) for theirs in other))
    ]


def _is_sure(left: tuple[list[str], list[str]], covered: float) -> bool:
    """Nothing on one side, and on the other nothing that makes it another: a part, a branch."""
    if (left[0] and left[1]) or covered < _LEAST_SURE:
        return False
    rest = left[0] + left[1]
    return not any(word in DIRECTIONS or word in COMMON_WORDS - NEUTRAL_WORDS for word in rest)


def _said(one: Spelled, other: Spelled, left: tuple[list[str], list[str]]) -> str:
    if one.joined == other.joined:
        return "rechtsvorm"
    if sorted(one.words) == sorted(other.words):
        return "volgorde"
    if not left[0] and not left[1]:
        return "spelling"
    return "lijkt" if left[0] and left[1] else "bevat"


def _acronym_alike(short: Spelled, long: Spelled) -> float:
    """How much a word of the one stands for the initials of the other."""
    best = 0.0
    for acronym in short.acronyms - set(long.words):
        alone = len(short.words) == 1
        best = max(best, (0.9 if alone else 0.75) * _stands_for(acronym, long))
    return best


def _stands_for(acronym: str, long: Spelled) -> float:
    if acronym in long.initials:
        return 1.0 if len(acronym) >= 3 else 0.8
    shorter = [len(part) for part in shortened(acronym) & long.initials if len(part) >= 3]
    if not shorter or not spells(acronym, long.words):
        return 0.0
    return 0.6 + 0.3 * max(shorter) / len(acronym)
