"""What somebody wants to do: a text taken apart into what can be looked for. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from crm.core.text import stem, words
from crm.opportunities.related.alike import Said
from crm.opportunities.related.signs import SAYS_LITTLE, telling_words
from crm.opportunities.related.vocabulary import is_a_part, subjects, words_of

MOST_WORDS = 14
"""So many words of a text are looked for: those about its subjects, then those it repeats."""
MOST_WORDS_TOGETHER = 5
LONGEST_NAME = 200
FEWEST_LETTERS = 3


class Reach(StrEnum):
    """How far to look: in the own area, for the same words, or for words about the same."""

    NEAR = "kern"
    USUAL = "gewoon"
    WIDE = "breed"


Term = tuple[str, ...]
"""Words that must all be there."""


@dataclass(frozen=True)
class Idea:
    """A free text, or a plan with a title, with where it is to be and how far to look.

    `areas` are codes of areas, `themes` the names of themes that its words name. With
    `neighbours` whoever is in those areas may be like it, whatever the words. `where` are the
    words of the names of all areas.
    """

    title: str
    text: str = ""
    areas: tuple[str, ...] = ()
    reach: Reach = Reach.USUAL
    themes: frozenset[str] = frozenset()
    neighbours: bool = False
    where: frozenset[str] = frozenset()

    @cached_property
    def said(self) -> Said:
        """The idea as something that can be compared."""
        return Said(
            self.title[:LONGEST_NAME], self.text or self.title, self.themes, where=self.where
        )

    @cached_property
    def words(self) -> list[str]:
        """The telling words to look for, the most telling first."""
        counts = Counter(words(f"{self.title} {self.text}"))
        known = [
            word
            for word in telling_words(f"{self.title} {self.text}")
            if len(word) >= FEWEST_LETTERS and not word.isdigit()
        ]
        in_title = set(telling_words(self.title))
        place = {word: number for number, word in enumerate(known)}
        known.sort(
            key=lambda word: (
                word not in in_title,
                not subjects([word]),
                -counts[word],
                place[word],
            )
        )
        return known[:MOST_WORDS]

    @cached_property
    def terms(self) -> list[Term]:
        """Every word by itself, and the first ones two by two."""
        first = self.words[:MOST_WORDS_TOGETHER]
        pairs = [(one, other) for n, one in enumerate(first) for other in first[n + 1 :]]
        return [*((word,) for word in self.words), *pairs]

    @cached_property
    def parts(self) -> list[str]:
        """Words to look for inside names: `tuin` of `moestuin`, and the words themselves."""
        found = dict.fromkeys(known_ends(self.words))
        found.update(dict.fromkeys(word for word in self.words if len(word) > FEWEST_LETTERS))
        return list(found)[:MOST_WORDS]

    @cached_property
    def words_about(self) -> list[list[str]]:
        """For each subject of the idea, the words by which that subject is known."""
        return [
            [word for word in words_of(subject) if len(word) >= FEWEST_LETTERS]
            for subject in subjects(telling_words(f"{self.title} {self.text}"))
        ][:MOST_WORDS_TOGETHER]

    @property
    def says_something(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words)


def known_ends(found: Iterable[str]) -> list[str]:
    """The known words that these begin or end with: `tuin` of `moestuin`."""
    ends = (
        piece
        for word in found
        for size in range(len(word) - 1, FEWEST_LETTERS, -1)
        for piece in (word[-size:], word[:size])
        if is_a_part(piece) and piece not in SAYS_LITTLE
    )
    return list(dict.fromkeys(ends))


def named_themes(names: Iterable[str], text: str) -> frozenset[str]:
    """The themes of which every telling word stands in the text."""
    said = {stem(word) for word in words(text)}
    return frozenset(
        name
        for name in names
        if telling_words(name) and all(stem(word) in said for word in telling_words(name))
    )
