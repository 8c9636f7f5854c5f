"""What parties have and who has it, both ways: kept small, for a hundred thousand parties.

Nothing is put while a request reads: see `kept`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice, product
from typing import TYPE_CHECKING

from crm.opportunities.ranking import evidence
from crm.opportunities.ranking.columns import array_of, counted
from crm.opportunities.ranking.needs import OpenOffer

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import IdArray, Whole

Ids = tuple[int, ...]
"""Of each only one; a tuple takes a third of the room of a set."""
NOBODY: Ids = ()
Pair = tuple[int, int]
Asked = tuple[int, str]
"""The kind and direction of a need or offer."""
Place = tuple[int, str, int | None]
"""The same with an area; without any; or EVERY one of that kind and direction."""
EVERY = -1


class Listing:
    """Which values parties have, and which parties have a value. Equal values are kept once."""

    def __init__(self) -> None:
        self.of: dict[int, Ids] = {}
        self.at: dict[int, Ids] = {}
        self._kept: dict[Ids, Ids] = {}
        self._arrays: dict[int, IdArray] = {}

    def put(self, parties: Iterable[int], values: Mapping[int, Iterable[int]]) -> None:
        """These parties have these values now, and no others."""
        gone: dict[int, set[int]] = defaultdict(set)
        come: dict[int, list[int]] = defaultdict(list)
        for party in parties:
            own = tuple(sorted(set(values.get(party, NOBODY))))
            for value in self.of.get(party, NOBODY):
                gone[value].add(party)
            for value in own:
                come[value].append(party)
            if own:
                self.of[party] = self._kept.setdefault(own, own)
            else:
                self.of.pop(party, None)
        for value in gone.keys() | come.keys():
            stay = (one for one in self.at.get(value, NOBODY) if one not in gone[value])
            self.at[value] = (*stay, *come[value])
            self._arrays.pop(value, None)

    def everybody_at(self, values: Iterable[int]) -> set[int]:
        """Who has one of these values."""
        return set().union(*(self.at.get(value, NOBODY) for value in values))

    def counted_at(self, values: Collection[int]) -> tuple[Whole, Whole]:
        """Who has one of these values, rising, and how many of them; both of shape (parties,)."""
        import numpy as np

        if len(values) == 1:
            parties = self._array_at(next(iter(values)))
            return parties, np.ones(len(parties), dtype=np.int64)
        return counted(np.concatenate((array_of(()), *map(self._array_at, values))))

    def _array_at(self, value: int) -> IdArray:
        """Made when first asked for, and again after a change."""
        if value not in self._arrays:
            self._arrays[value] = array_of(self.at.get(value, NOBODY))
        return self._arrays[value]


class Called:
    """The names of what parties have; of what is not named nothing is said.

    `names`: by value, in the order in which they are said.
    """

    def __init__(self, listing: Listing, names: Iterable[tuple[int, str]]) -> None:
        self._listing = listing
        self._placed = {value: (place, name) for place, (value, name) in enumerate(names)}

    def of(self, party: int) -> list[str]:
        """The names of what one party has."""
        return list(self._names(self._listing.of.get(party, NOBODY)))

    def of_pairs(self, pairs: Iterable[Pair]) -> Iterator[tuple[int, int, str]]:
        """Both parties and a name, for each that they share."""
        of = self._listing.of
        for own, other in pairs:
            both = set(of.get(own, NOBODY)).intersection(of.get(other, NOBODY))
            for name in self._names(both):
                yield own, other, name

    def _names(self, values: Iterable[int]) -> Iterator[str]:
        placed = self._placed
        for _, name in sorted(placed[value] for value in values if value in placed):
            yield name


class Offers:
    """The open needs and offers: of whom, and by kind, direction and area; None is anywhere."""

    def __init__(self) -> None:
        self.of: dict[int, list[OpenOffer]] = {}
        self._at: dict[Place, dict[int, OpenOffer]] = {}

    def put(self, parties: Iterable[int], offers: Mapping[int, list[OpenOffer]]) -> None:
        """These parties have these needs and offers now, and no others."""
        gone: dict[Place, set[int]] = defaultdict(set)
        come: dict[Place, dict[int, OpenOffer]] = defaultdict(dict)
        for party in parties:
            own = offers.get(party, [])
            for old in self.of.get(party, ()):
                for place in _places(old):
                    gone[place].add(old.id)
            for offer in own:
                for place in _places(offer):
                    come[place][offer.id] = offer
            if own:
                self.of[party] = own
            else:
                self.of.pop(party, None)
        for place in gone.keys() | come.keys():
            there = self._at.get(place, {}).items()
            stay = {one: each for one, each in there if one not in gone[place]}
            self._at[place] = stay | come[place]

    def in_reach(
        self, asked: Collection[Asked], but: int, areas: Collection[int]
    ) -> list[OpenOffer]:
        """Counterparts by kind and direction, not of one party: in some areas, or anywhere."""
        near = {
            key: offer
            for (kind, direction), area in product(asked, areas)
            for key, offer in self._at.get((kind, direction, area), {}).items()
            if offer.party != but
        }
        loose = (self._at.get((*one, None if areas else EVERY), {}) for one in asked)
        found = (offer for some in loose for offer in some.values() if offer.party != but)
        most = evidence.MOST_ANYWHERE
        few = list(islice(found, most + 1))
        return [*near.values(), *(few if len(few) <= most else ())]


def _places(offer: OpenOffer) -> Iterator[Place]:
    for area in (EVERY, *(offer.areas or (None,))):
        yield offer.kind, offer.direction, area
