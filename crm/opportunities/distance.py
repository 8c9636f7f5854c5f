"""How far apart two parties are: the shortest way over parties that know each other.

At most four steps, in a constant number of queries: from each side to its partners, and on to
theirs. What lies farther apart needs more than one introduction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from crm.opportunities.ranking.engine import tie_order
from crm.opportunities.ranking.evidence import Facts, Source
from crm.opportunities.ranking.statements import MOST_LINKS

MOST_WALKED = 5000
"""So many links of partners are walked on each side, those of the partners with few links first."""
Links = Mapping[int, Collection[int]]


@dataclass(frozen=True, slots=True)
class Distance:
    """Two parties as the network joins them now.

    `steps` is None when no way of at most four steps is known, 1 when they are linked. `ways` are
    the parties in between, from the one to the other: the best way first, several only when one
    party knows both. `one` and `other` are the partners of each. `is_whole` says whether every
    way of four steps was looked at.
    """

    one: Mapping[int, Facts]
    other: Mapping[int, Facts]
    steps: int | None = None
    ways: tuple[tuple[Facts, ...], ...] = ()
    is_whole: bool = True

    @property
    def is_bridge(self) -> bool:
        """Whether a link would join two groups: both have partners, and none of those meet."""
        return self.steps in (None, 4) and self.is_whole and len(self.one) > 1 < len(self.other)


def distance_between(one: int, other: int, source: Source) -> Distance:
    """How far apart two parties are now, as far as the source knows."""
    near = source.partners([one, other])
    mine, theirs = set(near.get(one, ())), set(near.get(other, ()))
    facts = source.facts(mine | theirs)
    sides = (
        {k: facts[k] for k in mine & facts.keys()},
        {k: facts[k] for k in theirs & facts.keys()},
    )
    if other in mine:
        return Distance(*sides, steps=1)
    shared = [(facts[party],) for party in mine & theirs & facts.keys()]
    if shared:
        return Distance(*sides, steps=2, ways=tuple(sorted(shared, key=_fewest_links)))
    return _farther(sides, source)


def _farther(sides: tuple[dict[int, Facts], dict[int, Facts]], source: Source) -> Distance:
    """The way when nobody knows both: over two or three parties."""
    walked, is_whole = _walked(sides)
    links = source.partners(walked)
    mine, theirs = sides
    pairs = [(p, q) for p in mine for q in theirs.keys() & links.get(p, ())]
    if pairs:
        ways = [(mine[p], theirs[q]) for p, q in pairs]
        return Distance(*sides, steps=3, ways=(min(ways, key=_fewest_links),), is_whole=is_whole)
    middles = _reached(mine, links).keys() & _reached(theirs, links).keys()
    facts = source.facts(middles)
    if not facts:
        return Distance(*sides, is_whole=is_whole)
    middle = min(facts.values(), key=lambda party: _fewest_links((party,)))
    first = min(_reached(mine, links)[middle.id], key=lambda party: _fewest_links((party,)))
    last = min(_reached(theirs, links)[middle.id], key=lambda party: _fewest_links((party,)))
    return Distance(*sides, steps=4, ways=((first, middle, last),), is_whole=is_whole)


def _walked(sides: Iterable[Mapping[int, Facts]]) -> tuple[set[int], bool]:
    """Whose partners are looked at; and whether that is everybody's."""
    walked: set[int] = set()
    is_whole = True
    for side in sides:
        links = 0
        for party in sorted(side.values(), key=lambda one: (one.degree, one.key)):
            links += party.degree
            if party.degree > MOST_LINKS or links > MOST_WALKED:
                is_whole = False
                break
            walked.add(party.id)
    return walked, is_whole


def _reached(side: Mapping[int, Facts], links: Links) -> dict[int, list[Facts]]:
    """Who is reached in two steps, and over whom."""
    found: dict[int, list[Facts]] = {}
    for party in side.values():
        for onward in links.get(party.id, ()):
            found.setdefault(onward, []).append(party)
    return found


def _fewest_links(way: tuple[Facts, ...]) -> tuple[int, str]:
    """Who has few links knows each of them best; of equals, by a hash of their keys."""
    return sum(party.degree for party in way), tie_order(way[0].key, way[-1].key)
