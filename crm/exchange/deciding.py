"""What is decided about the possible doubles of a file: a band at once, and single rows otherwise.

Pure: choices are the JSON of `plan.Choice`, answers one of ANSWERS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Choice = Mapping[str, Any]
SAME, NEW = "zelfde", "nieuw"
ANSWERS = (SAME, NEW)
SURE, MAYBE = "zeker", "misschien"
UNTOUCHED = {SURE: SAME, MAYBE: NEW}
"""What a band becomes as long as nobody says anything of it."""
ROW = "keuze-"


def band_of(choice: Choice) -> str:
    """Whether the look-alike is nearly sure, or only may be."""
    return SURE if choice.get("is_sure") else MAYBE


@dataclass(frozen=True, slots=True)
class Decisions:
    """Answers per band that somebody gave, and per key of the rows that differ from theirs."""

    bands: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)

    def of_band(self, band: str) -> str:
        """What a row of this band becomes when nothing was said of the row itself."""
        return self.bands.get(band, UNTOUCHED[band])

    def of(self, choice: Choice) -> str:
        """What one row becomes."""
        return self.rows.get(choice["key"], self.of_band(band_of(choice)))

    def with_rows(self, sent: Mapping[str, str], choices: Iterable[Choice]) -> Decisions:
        """After a page of rows was sent, by the line of each in the file."""
        rows = dict(self.rows)
        for one in choices:
            answer = sent.get(f"{ROW}{one['line']}")
            if answer in ANSWERS:
                rows.pop(one["key"], None)
                if answer != self.of_band(band_of(one)):
                    rows[one["key"]] = answer
        return Decisions(self.bands, rows)

    def with_band(self, band: str, answer: str, choices: Iterable[Choice]) -> Decisions:
        """After a whole band was set at once: what was said of its single rows is no more."""
        gone = {one["key"] for one in choices if band_of(one) == band}
        rows = {key: said for key, said in self.rows.items() if key not in gone}
        return Decisions({**self.bands, band: answer}, rows)

    def same(self, choices: Iterable[Choice]) -> dict[str, str]:
        """What the source calls a party to the ref of the one that it is."""
        return {one["key"]: one["other_ref"] for one in choices if self.of(one) == SAME}

    def apart(self, choices: Iterable[Choice]) -> dict[str, str]:
        """What the source calls a party to the ref of one that it is not: said, not left alone."""
        return {
            one["key"]: one["other_ref"]
            for one in choices
            if self.of(one) == NEW and (one["key"] in self.rows or band_of(one) in self.bands)
        }


def kept_choices(
    found: Iterable[dict[str, Any]], before: Iterable[dict[str, Any]], same: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The choices of a new look, with those of the look before that stand decided as the same.

    What is the same party is no longer new, and is not found again. Who was asked about stays in
    its band: what was said of that band is about the same rows. The surest come first.
    """
    asked = {one["key"]: one for one in before}
    again = [{**one, "is_sure": asked.get(one["key"], one)["is_sure"]} for one in found]
    known = {one["key"] for one in again}
    stay = [one for key, one in asked.items() if key in same and key not in known]
    return sorted([*again, *stay], key=lambda one: (not one.get("is_sure"), one["line"]))
