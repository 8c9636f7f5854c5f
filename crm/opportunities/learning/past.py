"""The network as it was on a day, and the links that came after it.

For learning alone. What has no date (themes, areas, names, goals) is taken as it is now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from sqlalchemy import func, select

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.dates import AMSTERDAM
from crm.core.db import db
from crm.links.models import Edge
from crm.opportunities.ranking.evidence import Facts
from crm.opportunities.ranking.needs import OpenOffer
from crm.opportunities.ranking.network import Links, Network
from crm.opportunities.ranking.reasons import DEFAULTS
from crm.opportunities.ranking.whole import WholeNetwork
from crm.resources.models import Affiliation, Grant, Offer

NETWORK, INTERN = 1, 2
"""The levels of evidence that are learned from, each for those who may know it."""
SMALL_SCHEME = 10
"""Who receive from a scheme with more recipients than this did not come together by it."""
Pair = tuple[int, int]
Periods = Mapping[Pair, list[tuple[date | None, date | None]]]


def viewer_of(level: int, day: date) -> Viewer:
    """Somebody who sees up to a level and nothing by name."""
    return Viewer.operator(day) if level == INTERN else Viewer(None, Role.READER, day)


@dataclass(frozen=True)
class History:
    """All that is known up to a level, with when it began: links by pair, money by year.

    A pair is (lower id, higher id). `grants` holds the first year by (party, scheme).
    """

    level: int
    periods: Periods
    grants: Mapping[Pair, int | None]

    @cached_property
    def links_began(self) -> dict[Pair, date]:
        """On which day each pair was first linked, of pairs of which that is known."""
        began: dict[Pair, date] = {}
        for pair, periods in self.periods.items():
            begins = [begin for begin, _ in periods if begin is not None]
            if len(begins) == len(periods):
                began[pair] = min(begins)
        return began

    @cached_property
    def companions_began(self) -> dict[Pair, date]:
        """On the last day of which year each pair first received from the same small scheme."""
        received: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
        for (party, scheme), year in self.grants.items():
            received[scheme].append((party, year))
        years: dict[Pair, list[int | None]] = defaultdict(list)
        for members in received.values():
            if len(members) <= SMALL_SCHEME:
                for place, (one, began) in enumerate(members):
                    for other, began_too in members[:place]:
                        years[min(one, other), max(one, other)].append(_later(began, began_too))
        return {
            pair: date(min(year for year in found if year is not None), 12, 31)
            for pair, found in years.items()
            if None not in found
        }

    def known_on(self, day: date) -> Iterable[tuple[Pair, bool]]:
        """The pairs that had been linked by that day, and whether they still were."""
        for pair, periods in self.periods.items():
            begun = [end for begin, end in periods if begin is None or begin <= day]
            if begun:
                yield pair, any(end is None or end > day for end in begun)


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def read_history(level: int) -> History:
    """Everything with a date, up to a level."""
    periods: dict[Pair, list[tuple[date | None, date | None]]] = defaultdict(list)
    columns = (Edge.src, Edge.dst, Edge.begins_on, Edge.ends_on)
    edges = select(*columns).where(Edge.level <= level, Edge.src < Edge.dst)
    for src, dst, begins_on, ends_on in db.session.execute(edges):
        periods[src, dst].append((begins_on, ends_on))
    first_year = func.min(func.coalesce(Grant.year, 0))
    grants = (
        select(Affiliation.party_id, Affiliation.scheme_id, first_year)
        .join(
            Grant,
            (Grant.party_id == Affiliation.party_id) & (Grant.scheme_id == Affiliation.scheme_id),
        )
        .where(Affiliation.level <= level, Grant.level <= level, Grant.archived_at.is_(None))
        .group_by(Affiliation.party_id, Affiliation.scheme_id)
    )
    rows = db.session.execute(grants)
    return History(level, periods, {(party, scheme): year or None for party, scheme, year in rows})


class Past(WholeNetwork):
    """The network as it was on a day, as far as that is known; nothing is put away in it."""

    def __init__(self, history: History, day: date) -> None:
        super().__init__(viewer_of(history.level, day), _PastNetwork(history, day))
        self.weights = DEFAULTS

    def left_out(self, party: int) -> frozenset[int]:
        """Nobody: what was put away later was not known."""
        return frozenset()


class _PastNetwork(Network):
    """What stood in memory on a day."""

    def __init__(self, history: History, day: date) -> None:
        self._reach: dict[int, int] = defaultdict(int)
        self._partners: dict[int, set[int]] = defaultdict(set)
        self._received: dict[int, list[int]] = defaultdict(list)
        for pair, still in history.known_on(day):
            for party, other in (pair, pair[::-1]):
                self._reach[party] += 1
                if still:
                    self._partners[party].add(other)
        last_year = (day + timedelta(days=1)).year - 1
        for (party, scheme), year in history.grants.items():
            if year is None or year <= last_year:
                self._received[party].append(scheme)
        super().__init__(history.level, day)

    def _read_facts(self, ids: list[int]) -> dict[int, Facts]:
        facts = super()._read_facts(ids)
        return {one: known._replace(degree=self._reach[one]) for one, known in facts.items()}

    def _read_links(self, ids: list[int]) -> tuple[Links, Links]:
        return {one: self._partners[one] for one in ids if one in self._partners}, {}

    def _read_schemes(self, ids: list[int]) -> dict[int, list[int]]:
        return {one: self._received[one] for one in ids if one in self._received}

    def _read_offers(self, ids: list[int]) -> dict[int, list[OpenOffer]]:
        midnight = datetime.combine(self.day + timedelta(days=1), time(), AMSTERDAM)
        later = set(db.session.scalars(select(Offer.id).where(Offer.created_at >= midnight)))
        found = super()._read_offers(ids)
        return {one: [each for each in found[one] if each.id not in later] for one in found}
