"""One tab above a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its words, where it leads, whether it is shown now, and how many it holds."""

    label: str
    url: str
    current: bool
    count: int | None = None
