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
    found = [Piece(sentence, None)]
    for name in sorted(names, key=lambda one: (-len(one), one)):
        found = [part for piece in found for part in _split(piece, name)]
    return found


def _split(piece: Piece, name: Named) -> list[Piece]:
    before, there, after = piece.text.rpartition(name)
    if piece.named or not there or not name:
        return [piece]
    parts = (Piece(before, None), Piece(str(name), name), Piece(after, None))
    return [part for part in parts if part.text]
