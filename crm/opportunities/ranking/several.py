"""Evidence of several parties, read together where that is quicker than one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from crm.accounts.viewer import Viewer
from crm.opportunities.left_out import left_out_of_several
from crm.opportunities.ranking import statements_of_several as several
from crm.opportunities.ranking.evidence import MILLION, Facts, Match, Shared
from crm.opportunities.ranking.tables import NOTHING_SHARED, Tables

Pairs = dict[int, set[int]]
NOTHING: frozenset[int] = frozenset()


class Several(Tables):
    """A source that gives what `Tables` gives, for parties that are known beforehand.

    With `alone` nobody else is a candidate, while what others know still counts. Who is near in
    theme, area or company is looked up for each: to compare all of them here would take longer.
    """

    def __init__(self, viewer: Viewer, parties: Collection[int], *, alone: bool = False) -> None:
        super().__init__(viewer)
        self._parties = sorted(parties)
        super().facts(parties)
        self._alone = alone

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """See `Source`; with `alone` only who was known beforehand."""
        return super().facts(self._asked.intersection(ids) if self._alone else ids)

    def linked(self, party: int) -> frozenset[int]:
        """See `Source`."""
        return frozenset(self._linked.get(party, NOTHING))

    def left_out(self, party: int) -> frozenset[int]:
        """See `Source`."""
        return frozenset(self._left_out.get(party, NOTHING))

    def shared_partners(self, party: int) -> dict[int, Shared]:
        """See `Source`."""
        return self._shared.get(party, {})

    def shared_schemes(self, party: int) -> dict[int, int]:
        """See `Source`."""
        return self._schemes.get(party, {})

    def matches(self, party: int) -> list[Match]:
        """See `Source`; most parties offer and seek nothing."""
        return super().matches(party) if party in self._offering else []

    @cached_property
    def _linked(self) -> Pairs:
        return _pairs(self._of_all(several.LINKED))

    @cached_property
    def _left_out(self) -> Pairs:
        return _pairs(left_out_of_several(self._parties, viewer=self._viewer))

    @cached_property
    def _shared(self) -> dict[int, dict[int, Shared]]:
        found: dict[int, dict[int, Shared]] = defaultdict(dict)
        for own, other, _, links, degree in set(self._of_all(several.SHARED_PARTNERS)):
            count, weight, _ = found[own].get(other, NOTHING_SHARED)
            found[own][other] = Shared(count + 1, weight + MILLION // links, degree or 0)
        return found

    @cached_property
    def _schemes(self) -> dict[int, dict[int, int]]:
        found: dict[int, dict[int, int]] = defaultdict(dict)
        for own, other, weight in self._of_all(several.SHARED_SCHEMES):
            found[own][other] = int(weight)
        return found

    @cached_property
    def _offering(self) -> set[int]:
        return {row[1] for row in self._of_all(several.OWN_OFFERS)}

    def _of_all(self, statement: Any) -> Any:
        return self.rows(statement, parties=self._parties)


def _pairs(rows: Iterable[Any]) -> Pairs:
    found: Pairs = defaultdict(set)
    for one, other in rows:
        found[one].add(other)
    return found
