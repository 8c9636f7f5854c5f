"""What a note can be, what it can be about, and how long it is kept."""

from __future__ import annotations

from datetime import date

NOTE_KINDS = {
    "observatie": "wat wij zagen",
    "verslag": "verslag",
    "duiding": "hoe wij het lezen",
    "politiek": "politiek",
}
SUBJECTS = ("party", "person", "link", "agreement")
YEARS_KEPT = 2


def expiry_after(day: date) -> date:
    """When a note of this day expires, unless its writer says otherwise."""
    year = day.year + YEARS_KEPT
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)
