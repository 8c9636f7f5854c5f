"""The papers that a picture is drawn on: how wide, how large the letters, how much room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A paper. All in units of the drawing, which are about pixels on the screen it is for.

    `nearest` is the least distance of two nodes without a name; `letters` the size of the type,
    `line` from one line of a name to the next, `name` how wide a name may be before it wraps;
    `air` is how much more paper a part gets than nodes and names cover: lines need room too.
    """

    width: int
    tallest: int
    margin: int
    nearest: int
    letters: int
    line: int
    name: int
    air: float = 2.1
    is_upright: bool = False

    @property
    def room(self) -> int:
        """How much of the width nodes and names may take."""
        return self.width - 2 * self.margin


WIDE = Frame(width=1060, tallest=860, margin=14, nearest=34, letters=16, line=18, name=152)
BESIDE = Frame(width=680, tallest=900, margin=14, nearest=34, letters=16, line=18, name=150)
"""In the wide one of two columns."""
NARROW = Frame(
    width=312,
    tallest=1300,
    margin=6,
    nearest=27,
    letters=14,
    line=16,
    name=112,
    air=1.6,
    is_upright=True,
)
"""On a telephone: one unit is about one pixel at 380 pixels."""
