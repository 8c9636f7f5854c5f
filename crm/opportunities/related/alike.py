"""Who is alike in what they do, linked or not: name, theme, work, target group, text and place.

A ranking of its own, with nothing of the network in it: two initiatives that never met can do the
same work. No statistics over all texts are used, so what is hidden cannot show through.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

from crm.core.text import fold
from crm.opportunities.ranking.engine import Points, Ranked, first
from crm.opportunities.ranking.evidence import MILLION, Facts, Source
from crm.opportunities.related.signs import (
    Signs,
    likeness,
    name_pieces,
    places,
    subject_names,
    target_names,
    theme_pieces,
    word_stems,
)
from crm.parties.kinds import PROFILED_KINDS, PartyKind

NOTHING: Signs = frozenset()
INITIATIVES = frozenset({*PROFILED_KINDS, PartyKind.RESIDENTS_ORGANISATION})
"""Who sets out to do something: an initiative is compared with these."""
MOST_READ = 300
"""Of more parties nearby only those are read whole that look best by name, theme and area."""
LEFT_OF_MANY = 150
SHORTEST_MENTIONED = 6


class Said(NamedTuple):
    """What a party, or somebody with an idea, says of itself: names of themes and groups too.

    `where` are the words of the names of all areas, which say nothing about what it does.
    """

    name: str
    text: str = ""
    themes: Signs = NOTHING
    groups: Signs = NOTHING
    where: Signs = NOTHING

    @property
    def whole(self) -> str:
        """Name and text together."""
        return f"{self.name}. {self.text}" if self.text else self.name


@dataclass(frozen=True, slots=True)
class Likeness:
    """A reason: its code, points when both are the same in it, and how alike they are in it."""

    code: str
    weight: float
    measure: Callable[[Said, Said, float], float]

    def points(self, own: Said, other: Said, area: float) -> int:
        """The points in millionths; `area` is how alike the areas are."""
        return round(self.weight * self.measure(own, other, area) * MILLION)


def names(own: Said, other: Said, _area: float) -> float:
    """How many pieces of words the names share: `Moestuin` is near `Buurttuin`."""
    return likeness(name_pieces(own.name, own.where), name_pieces(other.name, own.where))


def themes(own: Said, other: Said, _area: float) -> float:
    """How alike the names of the themes are."""
    return likeness(theme_pieces(own.themes), theme_pieces(other.themes))


def work(own: Said, other: Said, _area: float) -> float:
    """Whether the words are about the same kind of work."""
    mine, theirs = (subject_names(one.whole, own.where) for one in (own, other))
    return likeness(mine, theirs)


def target_groups(own: Said, other: Said, _area: float) -> float:
    """Whether it is for the same people."""
    return likeness(groups_of(own), groups_of(other))


def spots(own: Said, other: Said, _area: float) -> float:
    """Whether the names speak of the same street, square or other place."""
    return likeness(places(own.name), places(other.name))


def texts(own: Said, other: Said, _area: float) -> float:
    """Which words they share, when at least one says more than its name."""
    if not (own.text or other.text):
        return 0.0
    return likeness(word_stems(own.whole), word_stems(other.whole))


def mentioned(own: Said, other: Said, _area: float) -> float:
    """Whether a text of somebody names the other."""
    name = fold(other.name)
    return float(len(name) >= SHORTEST_MENTIONED and f" {name} " in f" {fold(own.text)} ")


def areas(_own: Said, _other: Said, area: float) -> float:
    """How alike the areas are."""
    return area


NAME = Likeness("naam_lijkt", 50.0, names)
THEMES = Likeness("thema_lijkt", 12.0, themes)
WORK = Likeness("zelfde_werk", 12.0, work)
GROUPS = Likeness("zelfde_doelgroep", 10.0, target_groups)
SPOT = Likeness("zelfde_plek", 10.0, spots)
TEXT = Likeness("tekst_lijkt", 15.0, texts)
MENTIONED = Likeness("genoemd", 40.0, mentioned)
AREA = Likeness("zelfde_gebied", 7.0, areas)
LIKENESSES = (NAME, THEMES, WORK, GROUPS, SPOT, TEXT, AREA)
WITH_A_TEXT = (MENTIONED, *LIKENESSES)
"""For a text of somebody, which may name parties."""
AT_FIRST_SIGHT = (NAME, THEMES, SPOT, AREA)


def groups_of(said: Said) -> Signs:
    """The target groups it chose from the list, and those its words and themes name."""
    chosen = frozenset(name for group in said.groups for name in target_names(group) or {group})
    by_themes = frozenset().union(*(target_names(theme) for theme in said.themes))
    return target_names(said.whole) | chosen | by_themes


def rank_related(
    party: int,
    source: Source,
    *,
    top: int,
    to_kinds: Collection[str] = (),
    near: Mapping[int, float] | None = None,
) -> tuple[Facts, Sequence[Ranked]] | None:
    """The `top` parties most alike among those that share a theme or an area with it.

    Beside an initiative stand initiatives, unless other kinds are asked for. `near` are others to
    choose from, by id, with how alike their areas are.
    """
    own = source.facts([party]).get(party)
    if own is None:
        return None
    if near is None:
        near = source.near(party)
    kinds = to_kinds or (INITIATIVES if own.kind in INITIATIVES else ())
    others = [one for one in source.facts(near).values() if not kinds or one.kind in kinds]
    if len(others) > MOST_READ:
        others = _promising(own, others, near, source)
    said = said_by([own, *others], source)
    rows = (compared(one, said[own.id], said[one.id], near[one.id]) for one in others)
    return own, first(own, (row for row in rows if row.points), top)


def said_by(parties: Collection[Facts], source: Source) -> dict[int, Said]:
    """What parties say of themselves, by id."""
    ids = [one.id for one in parties]
    written, about = source.descriptions(ids), source.themes(ids)
    groups, where = source.target_groups(ids), source.words_of_areas()
    return {
        one.id: Said(
            one.name,
            written.get(one.id, ""),
            about.get(one.id, NOTHING),
            groups.get(one.id, NOTHING),
            where,
        )
        for one in parties
    }


def compared(
    other: Facts, own: Said, said: Said, area: float, reasons: Iterable[Likeness] = LIKENESSES
) -> Ranked:
    """One party with the reasons why it is alike, the heaviest first."""
    points = points_for(own, said, area, reasons)
    return Ranked(other, points, sum(each for _, each in points))


def points_for(own: Said, other: Said, area: float, reasons: Iterable[Likeness]) -> Points:
    """The reasons that hold with their points, the heaviest first."""
    return tuple(sorted(_points(reasons, own, other, area), key=_heaviest_first))


def _points(
    reasons: Iterable[Likeness], own: Said, other: Said, area: float
) -> Iterator[tuple[str, int]]:
    for reason in reasons:
        points = reason.points(own, other, area)
        if points > 0:
            yield reason.code, points


def _heaviest_first(pair: tuple[str, int]) -> int:
    return -pair[1]


def _promising(
    own: Facts, others: list[Facts], near: Mapping[int, float], source: Source
) -> list[Facts]:
    """Those of many that look best at first sight, equals included."""
    about = source.themes([own.id, *(one.id for one in others)])
    where = source.words_of_areas()
    mine = Said(own.name, themes=about.get(own.id, NOTHING), where=where)
    scores: dict[Facts, int] = {}
    for one in others:
        said = Said(one.name, themes=about.get(one.id, NOTHING))
        scores[one] = sum(p for _, p in _points(AT_FIRST_SIGHT, mine, said, near[one.id]))
    least = nlargest(LEFT_OF_MANY, scores.values())[-1]
    return [one for one in others if scores[one] >= least]
