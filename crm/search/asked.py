"""What somebody asked: a typed text taken apart into what the indexes know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm.core.text import fold, phone_digits, stem

FEWEST_SIGNS = 2
FEWEST_DIGITS = 3
FEWEST_LETTERS_OF_A_PART = 3
FEWEST_LETTERS_OF_A_PART_STEM = 4
LONGEST_TEXT = 200
MOST_WORDS = 8
_PHONE = re.compile(r"[\d\s+()./-]+")
_END_DIGITS = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the question: as typed, its stem, and whether more letters may follow."""

    typed: str
    stem: str
    may_go_on: bool

    @property
    def has_own_stem(self) -> bool:
        """Whether the stem finds records that the word as typed does not."""
        return not (self.stem.startswith(self.typed) if self.may_go_on else self.stem == self.typed)

    @property
    def parts(self) -> tuple[str, ...]:
        """What of it may stand inside a longer word; nothing for a short word."""
        if len(self.typed) < FEWEST_LETTERS_OF_A_PART:
            return ()
        is_other = self.stem != self.typed and len(self.stem) >= FEWEST_LETTERS_OF_A_PART_STEM
        return (self.typed, self.stem) if is_other else (self.typed,)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the folded text, its words, and the digits of a phone number backwards."""

    text: str
    words: tuple[Word, ...]
    digits_reversed: str

    @property
    def is_too_short(self) -> bool:
        """Whether it says too little to look for."""
        return len(self.text) < FEWEST_SIGNS

    @property
    def has_parts(self) -> bool:
        """Whether a word is long enough to look for inside other words."""
        return any(word.parts for word in self.words)

    @property
    def has_end_digits(self) -> bool:
        """Whether the text ends in a number that may go on: names order it by its value."""
        return self.text[-1:].isdigit()

    @property
    def text_without_end_digits(self) -> str:
        """The text up to its last number, which a longer number may begin with."""
        return _END_DIGITS.sub("", self.text)


def asked(text: str | None) -> Asked:
    """Take a typed text apart; signs that the databases read as commands are gone."""
    typed = (text or "")[:LONGEST_TEXT]
    folded = fold(typed)
    listed = folded.split()[:MOST_WORDS]
    words = tuple(
        Word(
            word,
            stem(word),
            may_go_on=place == len(listed) - 1 or len(word) >= FEWEST_LETTERS_OF_A_PART,
        )
        for place, word in enumerate(listed)
    )
    return Asked(folded, words, _phone_end(typed))


def fts5_words(asked: Asked) -> str:
    """The question as SQLite's full-text search reads it: every word, in any order."""
    return " AND ".join(
        f'("{word.typed}"{"*" if word.may_go_on else ""}'
        + (f' OR "{word.stem}")' if word.has_own_stem else ")")
        for word in asked.words
    )


def fts5_parts(asked: Asked) -> str:
    """The parts as SQLite's trigram index reads them; short words are checked afterwards."""
    return " AND ".join(
        "(" + " OR ".join(f'"{part}"' for part in word.parts) + ")"
        for word in asked.words
        if word.parts
    )


def tsquery_words(asked: Asked) -> str:
    """The question as PostgreSQL's full-text search reads it."""
    return " & ".join(
        f"('{word.typed}'{':*' if word.may_go_on else ''}"
        + (f" | '{word.stem}')" if word.has_own_stem else ")")
        for word in asked.words
    )


def _phone_end(typed: str) -> str:
    """The digits backwards when the text can be the end of a phone number."""
    digits = phone_digits(typed) if _PHONE.fullmatch(typed) else ""
    return digits[::-1] if len(digits) >= FEWEST_DIGITS else ""
