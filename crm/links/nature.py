"""The nature of a link: between which sectors it runs, such as `publiek-civiel`. Pure."""

from __future__ import annotations

from crm.parties.kinds import SECTORS

NATURES: tuple[str, ...] = tuple(
    f"{one}-{other}" for place, one in enumerate(SECTORS) for other in SECTORS[place:]
)
"""Every nature there is; the sectors stand in the order of `SECTORS`."""


def nature_of(sector_a: str, sector_b: str) -> str:
    """The nature of a link between parties of these sectors, whichever comes first."""
    return "-".join(sorted((sector_a, sector_b), key=SECTORS.index))


def sectors_of(nature: str) -> tuple[str, str]:
    """The two sectors that a nature joins."""
    one, other = nature.split("-")
    return one, other
