"""What texts say, as sets of signs that can be compared: pieces of words, subjects, places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import takewhile
from math import sqrt

from crm.core.text import fold, trigrams, words
from crm.opportunities.ranking.names import COMMON_WORDS
from crm.opportunities.related.vocabulary import fields_of, is_a_part, root, subjects, targets

PIECES = (3, 4, 5)
FEWEST_LETTERS_ALIKE = 5
LONGEST_SIDE = 150
"""A long text has so many signs that anything would look unlike it: it counts as this many."""
MOST_SUBJECTS = 4
"""A text of pages speaks of everything; so many subjects it is really about."""
SAYS_LITTLE = COMMON_WORDS | frozenset(
    words(
        "aan als and bewoners bij buurt buurtbewoners dan dat deze die dit doe doen door een elk "
        "elkaar en er erbij for geen haar heb hebben heeft het hier hoe hun iedereen ik in "
        "initiatief is je jij jouw kan kom komt kunnen la le maak maakt maar maken me meer mee "
        "met mijn moet na naar niet niets nieuw nieuwe nog of om onder ons onze ook op over "
        "project te ten ter tegen tot tussen uit van vanuit veel via voor wat we weer wij wijk "
        "willen wil wordt worden ze zelf zich zijn zo zonder graag beginnen starten alle allemaal "
        "ander andere anders elke goed iedere lange mensen nodig plek plekken samen waar week wie "
        "zoek zoeken zoekt weet weten keer per b v bv"
    )
)
_NAMES_A_PLACE = re.compile(
    r"(straat|plein|park|weg|laan|kade|gracht|dorp|haven|eiland|eilanden|dijk|burg|veld|hof|"
    r"plantsoen|kwartier)$"
)
_AREA_ENDING = re.compile(r"(wijk|buurt|dam|dorp|stad|oord|streek|polder|oever)$")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
FEWEST_LETTERS_OF_A_PLACE = 6
Signs = frozenset[str]


def likeness(one: Collection[str], other: Signs) -> float:
    """How alike two sets are: 0 nothing in common, 1 the same. A long side is not held against."""
    common = len(other.intersection(one))
    if not common:
        return 0.0
    sides = min(len(one), LONGEST_SIDE) * min(len(other), LONGEST_SIDE)
    return min(1.0, common / sqrt(sides))


@lru_cache(maxsize=512)
def telling_words(text: str) -> tuple[str, ...]:
    """The folded words of a text without those that say little, each once, in order."""
    return tuple(dict.fromkeys(word for word in words(text) if word not in SAYS_LITTLE))


@lru_cache(maxsize=16)
def words_of_places(names: tuple[str, ...]) -> Signs:
    """The folded words of the names of areas: in the name of a party they say where, not what.

    Of `vlietwijk` also `vliet`, unless that is a word for work, as in `tuindorp`.
    """
    whole = {word for name in names for word in words(name)}
    bases = {_AREA_ENDING.sub("", word) for word in whole}
    return frozenset(whole | {one for one in bases if len(one) > 3 and not is_a_part(one)})


@lru_cache(maxsize=2048)
def name_pieces(name: str, where: Signs = frozenset()) -> Signs:
    """The pieces of three to five letters of the telling words of a name; not of words of where."""
    return frozenset(
        f" {word} "[start : start + size]
        for word in _without_neighbourhood(telling_words(name))
        if word not in where
        for size in PIECES
        for start in range(len(word) + 3 - size)
    )


def _without_neighbourhood(found: Iterable[str]) -> Iterator[str]:
    """`tuin` for `buurttuin`: that it is of the neighbourhood says nothing about what it is."""
    for word in found:
        rest = word.removeprefix("buurt")
        yield rest if len(rest) > 3 else word


@lru_cache(maxsize=1024)
def word_stems(text: str) -> Signs:
    """The stems of the telling words of a text."""
    return frozenset(root(word) for word in telling_words(text))


@lru_cache(maxsize=1024)
def subject_names(text: str, where: Signs = frozenset()) -> Signs:
    """What a text is about most: subjects, and the fields that they lie in; not words of where."""
    found = subjects(word for word in telling_words(text) if word not in where)
    most = sorted(found, key=lambda subject: -len(found[subject]))[:MOST_SUBJECTS]
    return frozenset(most).union(*(fields_of(subject) for subject in most))


@lru_cache(maxsize=1024)
def target_names(text: str) -> Signs:
    """For whom something is, as its text says."""
    return frozenset(targets(telling_words(text)))


@lru_cache(maxsize=1024)
def places(text: str) -> Signs:
    """The streets, squares and other names in a text, folded.

    A word with a capital that is not the first, or with a capital and the ending of a place.
    """
    found = set()
    for number, word in enumerate(_WORDS.findall(text)):
        folded = fold(word)
        if not word[0].isupper() or folded in SAYS_LITTLE:
            continue
        ending = _NAMES_A_PLACE.search(folded)
        ends_like_one = ending is not None and len(folded) > FEWEST_LETTERS_OF_A_PLACE
        if ends_like_one or (number and not word.isupper()):
            found.add(folded)
    return frozenset(found)


@lru_cache(maxsize=1024)
def theme_pieces(names: Signs) -> Signs:
    """The trigrams of theme names: `Groen` is near `Meer groen`."""
    return frozenset().union(*(trigrams(name) for name in names))


def words_same(text: str, other: Collection[str]) -> list[str]:
    """The telling words of a text that have the stem of one of the other words, in order."""
    stems = {root(word) for word in other}
    return [word for word in telling_words(text) if root(word) in stems]


def words_alike(text: str, other: Collection[str]) -> list[str]:
    """The telling words of a text that say the same as one of the other words, in order.

    The same stem, one the beginning or end of the other (`tuin` and `moestuin`), or the same known
    word at the beginning or the end of both (`buurttuin` and `moestuin`).
    """
    stems = {root(word) for word in other}
    return [word for word in telling_words(text) if _is_among(root(word), stems)]


def _is_among(own: str, stems: Collection[str]) -> bool:
    return own in stems or any(_are_alike(own, one) for one in stems)


@lru_cache(maxsize=4096)
def _are_alike(one: str, other: str) -> bool:
    begin, end = _beginning(one, other), _beginning(one[::-1], other[::-1])[::-1]
    shorter = min(len(one), len(other))
    if shorter >= FEWEST_LETTERS_ALIKE and shorter in (len(begin), len(end)):
        return True
    return any(is_a_part(begin[:size]) for size in range(len(begin) + 1)) or any(
        is_a_part(end[start:]) for start in range(len(end))
    )


def _beginning(one: str, other: str) -> str:
    """With what both begin."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(sign for sign, _ in same)
