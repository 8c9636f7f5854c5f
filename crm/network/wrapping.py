"""A name on a few short lines, for who writes where no browser wraps. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm.core.text import fold

MOST_LINES = 3
LEAST_BROKEN = 8
"""A shorter word is never broken."""
VOWELS = frozenset("aeiouy")
NARROW_LETTERS, WIDE_LETTERS = frozenset("fijlrt.,:;'’`!|()-/ "), frozenset("mwMWQO@—&")
PIECES = re.compile(r"[^\s/-]+[/-]*|[/-]+")


def width_of(text: str) -> float:
    """How wide a text is, about, in times the size of its letters."""
    return sum(
        0.34 if sign in NARROW_LETTERS else 0.86 if sign in WIDE_LETTERS
        else 0.66 if sign.isupper() else 0.57
        for sign in text
    )  # fmt: skip


def wrapped(name: str, most: float) -> tuple[str, ...]:
    """A name on at most three lines, about equally wide; of a longer one the middle is left out.

    `most` is the width of a line in times the size of the letters. What begins a name tells who
    it is, what ends it tells which: of two long names that begin alike both can be told apart.
    """
    words = [piece for word in name.split() for piece in _pieces(word, most)]
    if not words:
        return ("",)
    lines = _filled(words, most)
    if len(lines) > MOST_LINES:
        return (*lines[: MOST_LINES - 1], _ending(words, lines, most))
    for tried in range(20, 101, 5):
        narrower = _filled(words, most * tried / 100)
        if len(narrower) == len(lines) and max(map(width_of, narrower)) <= most * tried / 100:
            return narrower
    return lines


def _pieces(word: str, most: float) -> list[str]:
    """A word in pieces that fit on a line: at its own strokes, else with a stroke of ours."""
    if width_of(word) <= most:
        return [word]
    found = []
    for piece in PIECES.findall(word):
        rest = piece
        while width_of(rest) > most and len(rest) > LEAST_BROKEN:
            fits = _break(rest, most)
            found.append(f"{rest[:fits]}-")
            rest = rest[fits:]
        found.append(rest)
    return found


def _break(word: str, most: float) -> int:
    """Where a word is broken: before the consonant that begins a syllable, as far as it fits."""
    fitting = [n for n in range(3, len(word) - 2) if width_of(f"{word[:n]}-") <= most] or [3]
    syllables = [n for n in fitting if _is_vowel(word[n + 1]) and not _is_vowel(word[n])]
    return (syllables or fitting)[-1]


def _is_vowel(sign: str) -> bool:
    return fold(sign) in VOWELS


def _filled(words: Sequence[str], most: float) -> tuple[str, ...]:
    lines = [words[0]]
    for word in words[1:]:
        longer = _joined(lines[-1], word)
        if width_of(longer) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _joined(start: str, word: str) -> str:
    return f"{start}{word}" if start.endswith(("-", "/")) else f"{start} {word}"


def _ending(words: Sequence[str], lines: Sequence[str], most: float) -> str:
    """The last words that fit on one line, after the sign that says something is left out."""
    kept = words[-1]
    for word in reversed(words[len(_filled_words(lines)) : -1]):
        longer = _joined(word, kept)
        if width_of(f"… {longer}") > most:
            break
        kept = longer
    return f"… {kept}"


def _filled_words(lines: Sequence[str]) -> list[str]:
    return [word for line in lines[: MOST_LINES - 1] for word in line.split()]
