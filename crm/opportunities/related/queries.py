"""Who is alike in what they do, as pages show it: with the words why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.opportunities.queries import ShownReason
from crm.opportunities.ranking.engine import Points
from crm.opportunities.ranking.evidence import MILLION
from crm.opportunities.ranking.explain import Strength, strength_of
from crm.opportunities.related.alike import Said
from crm.opportunities.related.words import LABELS, Piece, marked, shared_words, why

LONGEST_SHOWN = 240


@dataclass(frozen=True, slots=True)
class Alike:
    """A party, or another record, that is alike, and why; the score is the sum of the points.

    `name` and `text` are in pieces, each with whether it is a word that both use.
    """

    party: Any
    score: float
    strength: Strength
    reasons: tuple[ShownReason, ...]
    name: list[Piece] = field(default_factory=list)
    text: list[Piece] = field(default_factory=list)


def alike(record: Any, points: Points, own: Said, other: Said, area_names: Sequence[str]) -> Alike:
    """A record with its reasons in words, and the shared words marked."""
    score = sum(given for _, given in points) / MILLION
    reasons = tuple(
        ShownReason(code, given / MILLION, LABELS[code], why(code, own, other, area_names))
        for code, given in points
    )
    words = shared_words(own, other)
    text = marked(shortened(other.text), words)
    return Alike(record, score, strength_of(score), reasons, marked(other.name, words), text)


def shortened(text: str) -> str:
    """The beginning of a text, cut between two words."""
    if len(text) <= LONGEST_SHOWN:
        return text
    return text[:LONGEST_SHOWN].rsplit(" ", 1)[0] + " …"
