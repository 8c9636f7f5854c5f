"""Who is alike in what they do, linked or not: name, theme, description and place.

A ranking of its own, with nothing of the network in it: two initiatives that never met can do the
same work. No statistics over all texts are used, so what is hidden cannot show through.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest

from crm.core.text import ended, stems, trigrams
from crm.opportunities.engine import COMMON_WORDS, Points, Ranked, first, name_signs
from crm.opportunities.evidence import MILLION, Facts, Source, cosine
from crm.opportunities.explain import Grounds, listed

NAME = ("naam_lijkt", 60)
THEMES = ("thema_lijkt", 18)
TEXT = ("tekst_lijkt", 15)
AREA = ("zelfde_gebied", 7)
NOTHING: frozenset[str] = frozenset()
LABELS = {
    "naam_lijkt": "De namen lijken op elkaar",
    "thema_lijkt": "Zelfde soort thema",
    "tekst_lijkt": "De omschrijvingen lijken op elkaar",
    "zelfde_gebied": "In hetzelfde gebied",
}


def rank_related(
    party: int, source: Source, *, top: int, to_kinds: Collection[str] = ()
) -> tuple[Facts, Sequence[Ranked]] | None:
    """The `top` parties most alike among those that share a theme or an area with it."""
    own = source.facts([party]).get(party)
    if own is None:
        return None
    near = source.near(party)
    themes = source.themes([party, *near])
    own_themes = theme_signs(themes.get(party, NOTHING))
    at_first_sight: dict[Facts, Points] = {}
    for one in source.facts(near).values():
        if not to_kinds or one.kind in to_kinds:
            at_first_sight[one] = (
                _points(NAME, cosine(name_signs(own.name), name_signs(one.name))),
                _points(THEMES, cosine(own_themes, theme_signs(themes.get(one.id, NOTHING)))),
                _points(AREA, near[one.id]),
            )
    reach = _in_reach(at_first_sight, top)
    texts = source.descriptions([party, *(one.id for one in reach)])
    rows = []
    for one in reach:
        text = _points(TEXT, _texts_alike(texts.get(party, ""), texts.get(one.id, "")))
        points = [pair for pair in (*at_first_sight[one], text) if pair[1] > 0]
        points.sort(key=lambda pair: -pair[1])
        rows.append(Ranked(one, tuple(points)))
    return own, first(own, (row for row in rows if row.points), top)


def related_words(code: str, grounds: Grounds, other: str) -> tuple[str, str]:
    """The label and the sentence of a reason why two parties are alike."""
    sentences = {
        NAME[0]: ended(f"De namen lijken op elkaar: {other}"),
        THEMES[0]: ended(f"Thema’s van {other}: {listed(grounds.themes)}"),
        TEXT[0]: "De omschrijvingen lijken op elkaar.",
        AREA[0]: ended(f"In hetzelfde gebied: {listed(grounds.areas)}"),
    }
    return LABELS[code], sentences[code]


def _points(reason: tuple[str, int], likeness: float) -> tuple[str, int]:
    return reason[0], round(reason[1] * likeness * MILLION)


def _in_reach(points: Mapping[Facts, Points], top: int) -> list[Facts]:
    """Whom the description can still bring among the best."""
    scores = {other: sum(given for _, given in pairs) for other, pairs in points.items()}
    if not scores:
        return []
    least = nlargest(top, scores.values())[-1] - TEXT[1] * MILLION
    return [other for other, score in scores.items() if score >= least]


def _texts_alike(one: str, other: str) -> float:
    return cosine(text_signs(one), text_signs(other)) if one and other else 0.0


@lru_cache(maxsize=1024)
def theme_signs(names: frozenset[str]) -> frozenset[str]:
    """The trigrams of theme names: `Groen` is near `Meer groen`."""
    return frozenset().union(*(trigrams(name) for name in names))


@lru_cache(maxsize=1024)
def text_signs(description: str) -> frozenset[str]:
    """The stems of a description without words that every text holds."""
    return frozenset(stem for stem in stems(description) if stem not in COMMON_WORDS)
