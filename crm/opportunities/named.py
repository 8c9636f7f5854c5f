"""A name in a sentence that knows which record it names, so that a page can lead there."""

from __future__ import annotations

from typing import NamedTuple


class Named(str):
    """A name: text like any other, with the kind of record and its ref; no ref: no page."""

    __slots__ = ("ref", "what")
    ref: str
    what: str

    def __new__(cls, name: str, what: str, ref: str) -> Named:
        """`what` is the table of the record: `party`, `goal`."""
        made = super().__new__(cls, name)
        made.what, made.ref = what, ref
        return made


class Piece(NamedTuple):
    """A piece of a sentence, and the record it names, if any."""

    text: str
    named: Named | None


def pieces(sentence: str, names: list[Named]) -> list[Piece]:
    """The sentence in pieces: each name once, where it stands first after the label.

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
