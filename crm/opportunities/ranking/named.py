"""A name in a sentence that knows which record it names, so that a page can lead there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Named(str):
    """A name: text like any other, with the record it names."""

    __slots__ = ("at", "ref", "what")
    what: str
    ref: str
    at: str

    def __new__(cls, name: str, what: str, ref: str, at: str = "") -> Named:
        """`what` is the table of the record (`party`, `offer`, `goal`).

        `at`: the ref of the party on whose page it stands, for what has no page of its own.
        """
        made = super().__new__(cls, name)
        made.what, made.ref, made.at = what, ref, at
        return made


class Piece(NamedTuple):
    """A piece of a sentence, and the record it names, if any."""

    text: str
    named: Named | None


def pieces(sentence: str, names: Sequence[Named]) -> list[Piece]:
    """The sentence in pieces: each name once, where it stands last, as evidence does.

    A long name goes before a shorter one that is part of it.
    """
    taken: list[tuple[int, int, Named]] = []
    for name in sorted(names, key=lambda one: (-len(one), one)):
        start = _last(sentence, name, taken)
        if start >= 0:
            taken.append((start, start + len(name), name))
    found, at = [], 0
    for start, end, name in sorted(taken):
        found += [Piece(sentence[at:start], None), Piece(sentence[start:end], name)]
        at = end
    return [piece for piece in [*found, Piece(sentence[at:], None)] if piece.text]


def _last(sentence: str, name: str, taken: Sequence[tuple[int, int, Named]]) -> int:
    """Where the name stands last as whole words that no other name has; -1: nowhere."""
    end = len(sentence)
    while name and (start := sentence.rfind(name, 0, end)) >= 0:
        after = start + len(name)
        in_word = sentence[start - 1 : start].isalnum() or sentence[after : after + 1].isalnum()
        if not in_word and all(after <= one or start >= other for one, other, _ in taken):
            return start
        end = after - 1
    return -1
