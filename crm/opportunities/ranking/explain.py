"""The names that are the evidence, and how people say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm.core.text import ended, fold
from crm.opportunities.ranking.evidence import MILLION

MOST_NAMES = 3
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
    """The names behind the points of one suggestion, each list in the order of its weight.

    `own` is the name of the party that it is suggested to; `work` what both do, as their names
    and texts say; `words` those that both names hold; `schemes` with how many receive from each,
    `projects` what each got it for; `tables` which of the partners are collaborations, where they
    may have met; `same_thing` whether a need and an offer speak of one thing; `brings` and
    `missing` are words of `roles`.
    """

    own: str = ""
    partners: Sequence[str] = ()
    alike: Sequence[str] = ()
    company: Sequence[str] = ()
    themes: Sequence[str] = ()
    areas: Sequence[str] = ()
    work: Sequence[str] = ()
    words: Sequence[str] = ()
    schemes: Mapping[str, int] = field(default_factory=dict)
    projects: Sequence[str] = ()
    tables: Sequence[str] = ()
    needs: Sequence[str] = ()
    same_thing: bool = False
    offers: Sequence[str] = ()
    goals: Sequence[str] = ()
    groups: Sequence[str] = ()
    served: Sequence[str] = ()
    brings: str = ""
    missing: str = ""


def strength_of(score: float) -> Strength:
    """The strength that goes with a score in points."""
    return next(Strength(blocks, word) for least, blocks, word in STRENGTHS if score >= least)


def need(what: str, own_offers: bool, own_title: str, other_title: str, other: str) -> str:
    """`U biedt …` is never said: the page is about a party, seen by somebody else."""
    if own_offers:
        return ended(f"{other} zoekt {what}: ‘{other_title}’. Hier is te bieden: ‘{own_title}’")
    return ended(f"{other} biedt {what}: ‘{other_title}’. Hier is nodig: ‘{own_title}’")


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
