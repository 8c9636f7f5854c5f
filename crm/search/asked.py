"""What somebody asked: a typed text taken apart into what the indexes know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm.core.text import LONGEST_WORD, fold, phone_digits, sort_key, stem

FEWEST_SIGNS = 2
FEWEST_DIGITS = 3
FEWEST_LETTERS_OF_A_PART = 3
FEWEST_LETTERS_OF_A_PART_STEM = 4
LONGEST_TEXT = 200
MOST_WORDS = 8
AFTER_LETTERS = "{"
"""The sign after `z`: a text that begins with `x` lies between `x` and `x{`."""
AFTER_DIGITS = ":"
_PHONE = re.compile(r"[\d\s+()./-]+")
_END_DIGITS = re.compile(r"\d+$")

Terms = dict[str, str]


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


def asked(text: str | None) -> Asked:
    """Take a typed text apart; signs that the databases read as commands are gone."""
    typed = (text or "")[:LONGEST_TEXT]
    folded = fold(typed)
    listed = [word[:LONGEST_WORD] for word in folded.split()[:MOST_WORDS]]
    words = tuple(
        Word(
            word,
            stem(word),
            may_go_on=place == len(listed) - 1 or len(word) >= FEWEST_LETTERS_OF_A_PART,
        )
        for place, word in enumerate(listed)
    )
    return Asked(folded, words, _phone_end(typed))


def terms(question: Asked) -> Terms:
    """The values that the conditions compare with, by name.

    Always `text`, `last_name`, `stretch` (the part of the names in order where the text lies)
    and `fts5_words`, `tsquery_words`. With a number at the end, which orders names by its value:
    `number`. When it can be a phone number: `digits`. Per word `word_<n>`, perhaps `stem_<n>`,
    and its `part_<n>_<m>`; when there are parts `fts5_parts`.
    """
    found = {
        "text": question.text,
        "text_end": question.text + AFTER_LETTERS,
        "stretch": sort_key(_END_DIGITS.sub("", question.text)),
        "fts5_words": fts5_words(question.words),
        "tsquery_words": tsquery_words(question.words),
    }
    found["stretch_end"] = found["stretch"] + AFTER_LETTERS
    if question.text[-1:].isdigit():
        found["number"] = _END_DIGITS.findall(question.text)[0]
    if question.digits_reversed:
        found["digits"] = question.digits_reversed
        found["digits_end"] = question.digits_reversed + AFTER_DIGITS
    for place, word in enumerate(question.words):
        found |= _word_terms(place, word)
    if any(word.parts for word in question.words):
        found["fts5_parts"] = fts5_parts(question.words)
    return found


def _word_terms(place: int, word: Word) -> Terms:
    """What one word is compared with; a blank at an end stands for the end of a word."""
    found = {f"word_{place}": f" {word.typed}" + ("" if word.may_go_on else " ")}
    if word.has_own_stem:
        found[f"stem_{place}"] = f" {word.stem} "
    for number, part in enumerate(word.parts):
        found[f"part_{place}_{number}"] = part
    return found


def fts5_words(words: tuple[Word, ...]) -> str:
    """The question as SQLite's full-text search reads it: every word, in any order."""
    return " AND ".join(
        f'("{word.typed}"{"*" if word.may_go_on else ""}'
        + (f' OR "{word.stem}")' if word.has_own_stem else ")")
        for word in words
    )


def fts5_parts(words: tuple[Word, ...]) -> str:
    """The parts as SQLite's trigram index reads them; short words are checked afterwards."""
    return " AND ".join(
        "(" + " OR ".join(f'"{part}"' for part in word.parts) + ")" for word in words if word.parts
    )


def tsquery_words(words: tuple[Word, ...]) -> str:
    """The question as PostgreSQL's full-text search reads it."""
    return " & ".join(
        f"('{word.typed}'{':*' if word.may_go_on else ''}"
        + (f" | '{word.stem}')" if word.has_own_stem else ")")
        for word in words
    )


def _phone_end(typed: str) -> str:
    """The digits backwards when the text can be the end of a phone number."""
    digits = phone_digits(typed) if _PHONE.fullmatch(typed) else ""
    return digits[::-1] if len(digits) >= FEWEST_DIGITS else ""
