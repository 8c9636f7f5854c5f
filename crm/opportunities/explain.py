"""The words of a reason: its label, then the names that are the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.core.text import ended, fold
from crm.opportunities.evidence import MILLION
from crm.opportunities.named import Named
from crm.opportunities.reasons import (
    CIRCLE,
    COMPANY,
    NEEDS,
    PARTNERS,
    REASONS,
    SCHEMES,
    TEXT,
    THEME,
)

MOST_NAMES = 3
LABELS = {reason.code: reason.label for reason in REASONS}
STRENGTHS: tuple[tuple[int, int, str], ...] = (
    (40, 5, "heel sterk"),
    (27, 4, "sterk"),
    (18, 3, "goed"),
    (12, 2, "mogelijk"),
    (0, 1, "misschien"),
)
"""From how many points, how many blocks, and the word for it."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong a suggestion is: 1 to 5, and the word for it."""

    blocks: int
    word: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """The names behind the points of one suggestion, each list in the order of its weight."""

    partners: Sequence[str] = ()
    alike: Sequence[str] = ()
    company: Sequence[str] = ()
    themes: Sequence[str] = ()
    areas: Sequence[str] = ()
    schemes: Sequence[str] = ()
    needs: Sequence[str] = ()
    offers: Sequence[str] = ()


def strength_of(score: float) -> Strength:
    """The strength that goes with a score in points."""
    return next(Strength(blocks, word) for least, blocks, word in STRENGTHS if score >= least)


def words(code: str, grounds: Grounds, other: str) -> tuple[str, str]:
    """The label and the sentence of a reason for an opportunity."""
    return label(code, grounds), sentence(code, grounds, other)


def sentence(code: str, grounds: Grounds, other: str) -> str:
    """The sentence of one reason, with at most MOST_NAMES names.

    `other` is the name of the suggested party.
    """
    return SENTENCES[code](grounds, other)


def label(code: str, grounds: Grounds) -> str:
    """The few words above the sentence; without shared themes only the area is named."""
    if code == THEME.code:
        if not grounds.themes:
            return "In hetzelfde gebied"
        return LABELS[code] if grounds.areas else "Zelfde thema"
    return LABELS[code]


def _theme_in_area(grounds: Grounds) -> str:
    if grounds.themes and grounds.areas:
        text = f"Zelfde thema in hetzelfde gebied: {listed(grounds.themes)}"
        return ended(f"{text} (in {listed(grounds.areas)})")
    if grounds.areas:
        return ended(f"In hetzelfde gebied: {listed(grounds.areas)}")
    if grounds.themes:
        return ended(f"Zelfde thema: {listed(grounds.themes)}")
    return "Allebei zonder vast gebied."


def need(what: str, own_offers: bool, own_title: str, other_title: str, other: str) -> str:
    """`U biedt …` is never said: the page is about a party, seen by somebody else."""
    if own_offers:
        return ended(f"{other} zoekt {what}: ‘{other_title}’. Hier is te bieden: ‘{own_title}’")
    return ended(f"{other} biedt {what}: ‘{other_title}’. Hier is nodig: ‘{own_title}’")


SENTENCES: Mapping[str, Callable[[Grounds, str], str]] = {
    NEEDS.code: lambda grounds, _other: " ".join(grounds.needs[:MOST_NAMES]),
    PARTNERS.code: lambda grounds, _other: ended(f"Gedeelde partners: {listed(grounds.partners)}"),
    CIRCLE.code: lambda grounds, other: _known_by("Partijen zoals deze", grounds.alike, other),
    COMPANY.code: lambda grounds, other: _known_by(
        "Partijen met dezelfde partners", grounds.company, other
    ),
    THEME.code: lambda grounds, _other: _theme_in_area(grounds),
    SCHEMES.code: lambda grounds, _other: ended(
        f"Geld uit dezelfde regeling: {listed(grounds.schemes)}"
    ),
    TEXT.code: lambda _grounds, _other: "De namen lijken op elkaar.",
}


EVIDENCE: Mapping[str, Callable[[Grounds], Sequence[str]]] = {
    NEEDS.code: lambda grounds: grounds.offers,
    PARTNERS.code: lambda grounds: grounds.partners[:MOST_NAMES],
    CIRCLE.code: lambda grounds: grounds.alike[:MOST_NAMES],
    COMPANY.code: lambda grounds: grounds.company[:MOST_NAMES],
}
"""The names in a sentence that have a page of their own."""


def evidence(code: str, grounds: Grounds) -> tuple[Named, ...]:
    """The records that the sentence of a reason names."""
    found = EVIDENCE[code](grounds) if code in EVIDENCE else ()
    return tuple(name for name in found if isinstance(name, Named))


def _known_by(who: str, names: Sequence[str], other: str) -> str:
    return ended(f"{who} zijn al verbonden met {other}: {listed(names)}")


def listed(names: Iterable[str]) -> str:
    """`A`, `A en B`, `A, B, C en nog 4`."""
    every = list(names)
    shown = every[:MOST_NAMES]
    if len(every) > MOST_NAMES:
        return f"{', '.join(shown)} en nog {len(every) - MOST_NAMES}"
    if len(shown) > 1:
        return f"{', '.join(shown[:-1])} en {shown[-1]}"
    return shown[0] if shown else ""


def by_weight(weights: dict[str, int]) -> list[str]:
    """Names, the heaviest first; equals in the order of the alphabet."""
    return sorted(weights, key=lambda name: (-weights[name], fold(name), name))


def points_text(points: int) -> str:
    """Points with six decimals: `12.500000`."""
    return f"{points // MILLION}.{points % MILLION:06d}"
