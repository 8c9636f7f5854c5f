"""The possible doubles of a preview: a page of them, whole bands at once, and what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.exchange.deciding import ANSWERS, MAYBE, NEW, SAME, SURE, Decisions, band_of
from crm.exchange.jobs import uploads
from crm.exchange.uploads import Upload
from crm.parties.queries import Page

ROWS = 50
BAND = "alle"


@dataclass(frozen=True, slots=True)
class Band:
    """How many rows are as sure as this, and how many of them become the same party."""

    code: str
    total: int
    same: int


@dataclass(frozen=True, slots=True)
class PossibleDoubles:
    """One page of choices, each with what it becomes; and how it stands with all of them."""

    found: Page[tuple[dict[str, Any], str]]
    bands: list[Band]

    @property
    def same(self) -> int:
        """How many become a party that is there already."""
        return sum(band.same for band in self.bands)

    @property
    def new(self) -> int:
        """How many become a new party."""
        return self.found.total - self.same


def doubles_of(kept: Upload, *, page: int) -> PossibleDoubles | None:
    """What there is to choose in a file that was looked at; None when there is nothing."""
    choices, decisions = choices_of(kept), kept.decisions
    if not choices:
        return None
    pages = -(-len(choices) // ROWS)
    page = min(page, pages)
    first = (page - 1) * ROWS
    rows = [(one, decisions.of(one)) for one in choices[first : first + ROWS]]
    bands = [_band(code, choices, decisions) for code in (SURE, MAYBE)]
    return PossibleDoubles(
        Page(rows, page, pages, len(choices)), [band for band in bands if band.total]
    )


def _band(code: str, choices: list[dict[str, Any]], decisions: Decisions) -> Band:
    mine = [decisions.of(one) for one in choices if band_of(one) == code]
    return Band(code, len(mine), mine.count(SAME))


def choices_of(kept: Upload) -> list[dict[str, Any]]:
    """All possible doubles of a file that was looked at, the surest first."""
    found: list[dict[str, Any]] = (uploads().seen(kept) or {}).get("choices", [])
    return found


def keep_decisions(kept: Upload, sent: Mapping[str, str]) -> Upload:
    """Keep what was said of a page of rows and, with a button for it, of a whole band."""
    choices = choices_of(kept)
    decided = kept.decisions.with_rows(sent, choices)
    band, _, answer = sent.get(BAND, "").partition("-")
    if band in (SURE, MAYBE) and answer in ANSWERS:
        decided = decided.with_band(band, answer, choices)
    return uploads().change(kept, bands=decided.bands, rows=decided.rows)


def settle_decisions(kept: Upload) -> Upload:
    """From now on the file is looked at, or read in, as was decided.

    Without a look there is nothing to decide about: what was settled before stays.
    """
    if uploads().seen(kept) is None:
        return kept
    choices, decided = choices_of(kept), kept.decisions
    return uploads().change(kept, same=decided.same(choices), apart=decided.apart(choices))


WORDS = {SAME: "dezelfde partij", NEW: "een nieuwe partij"}
BAND_WORDS = {SURE: "Bijna zeker dezelfde", MAYBE: "Misschien dezelfde"}
