"""A QR code as the path of a drawing in the page itself: nothing from elsewhere, no style in it."""

from __future__ import annotations

from dataclasses import dataclass

import segno

QUIET = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of `size` by `size` units, and the path of its dark part."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code for a text, with the quiet edge that readers need."""
    rows = list(segno.make(text, error="m").matrix_iter(border=QUIET))
    dark = (
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return QrCode(len(rows), "".join(dark))
