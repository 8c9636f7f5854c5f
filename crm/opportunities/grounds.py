"""The names behind the points, read for the few suggestions that are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from crm.opportunities import explain
from crm.opportunities import statements as sql
from crm.opportunities.engine import Ranking
from crm.opportunities.evidence import MILLION, Circle, Facts, Match
from crm.opportunities.explain import Grounds
from crm.opportunities.named import Named
from crm.opportunities.reasons import CIRCLE, COMPANY, PARTNERS, SCHEMES, THEME
from crm.opportunities.tables import Tables

Names = dict[str, int]
Pair = tuple[int, int]


def grounds_of(rankings: Sequence[Ranking], tables: Tables) -> dict[Pair, Grounds]:
    """The names behind the points of every row of some rankings, by the ids of both parties.

    However many rankings there are, it asks the database as often.
    """
    reader = _Reader(rankings, tables)
    partners, alike, company = reader.partners_and_circles()
    themes, areas = reader.lists(sql.WHICH_THEMES), reader.lists(sql.WHICH_AREAS)
    schemes, needs = reader.schemes(), reader.needs()
    return {
        pair: Grounds(
            partners=explain.by_weight(partners.get(pair, {})),
            alike=explain.by_weight(alike.get(pair, {})),
            company=explain.by_weight(company.get(pair, {})),
            themes=themes.get(pair, ()),
            areas=areas.get(pair, ()),
            schemes=explain.by_weight(schemes.get(pair, {})),
            needs=[told for told, _ in needs.get(pair, ())],
            offers=[offer for _, offers in needs.get(pair, ()) for offer in offers],
        )
        for pair in reader.rows
    }


class _Reader:
    """Reads only for rows that have the reason, so most pages need few of these queries."""

    def __init__(self, rankings: Sequence[Ranking], tables: Tables) -> None:
        self._tables = tables
        self.rows = {
            (ranking.party.id, row.party.id): (ranking, row)
            for ranking in rankings
            for row in ranking.rows
        }

    def _with(self, code: str) -> set[Pair]:
        return {
            pair
            for pair, (_, row) in self.rows.items()
            if any(code == given for given, _ in row.points)
        }

    def _found(self, statement: Any, code: str) -> Iterator[tuple[Pair, tuple[Any, ...]]]:
        """What a statement tells of the pairs with a reason: the pair, and the rest of the row."""
        pairs = self._with(code)
        parties = sorted({own for own, _ in pairs})
        others = {other for _, other in pairs}
        for own, other, *rest in self._tables.rows_of(statement, others, parties=parties):
            if (own, other) in pairs:
                yield (own, other), tuple(rest)

    def partners_and_circles(self) -> tuple[dict[Pair, Names], ...]:
        """Shared partners, the rarest heaviest; and who of each circle works with the suggested."""
        shared: dict[Pair, dict[int, int]] = defaultdict(dict)
        for pair, (partner, links) in self._found(sql.WHICH_PARTNERS, PARTNERS.code):
            shared[pair][partner] = MILLION // links
        alike = self._in_circles(CIRCLE.code, lambda ranking: ranking.circle)
        company = self._in_circles(COMPANY.code, lambda ranking: ranking.company)
        every = (shared, alike, company)
        facts = self._tables.facts(
            {party for found in every for named in found.values() for party in named}
        )
        return tuple(_named(found, facts) for found in every)

    def _in_circles(
        self, code: str, circle: Callable[[Ranking], Circle]
    ) -> dict[Pair, dict[int, int]]:
        """Who of a circle works with each party that is shown, and how much each counts."""
        shown: dict[int, set[int]] = defaultdict(set)
        for own, other in self._with(code):
            shown[own].add(other)
        found: dict[Pair, dict[int, int]] = defaultdict(dict)
        for own, others in shown.items():
            ranking = self.rows[own, next(iter(others))][0]
            weights = circle(ranking).weights
            for member, partner in ranking.partners:
                if partner in others and member in weights:
                    found[own, partner][member] = weights[member]
        return found

    def lists(self, statement: Any) -> dict[Pair, list[str]]:
        """Themes or areas in common, by name."""
        found: dict[Pair, list[str]] = defaultdict(list)
        for pair, (name,) in self._found(statement, THEME.code):
            found[pair].append(name)
        return found

    def schemes(self) -> dict[Pair, Names]:
        """Schemes in common, the rarest heaviest."""
        found: dict[Pair, Names] = defaultdict(dict)
        for pair, (name, recipients) in self._found(sql.WHICH_SCHEMES, SCHEMES.code):
            found[pair][name] = MILLION // recipients
        return found

    def needs(self) -> dict[Pair, list[tuple[str, tuple[Named, Named]]]]:
        """A sentence for each need that meets an offer, with both; the best fits."""
        matches: dict[Pair, list[Match]] = {
            (own, other): sorted(
                ranking.matches[other], key=lambda match: -(match.theme + match.area)
            )
            for (own, other), (ranking, _) in self.rows.items()
            if other in ranking.matches
        }
        ids = {
            offer
            for found in matches.values()
            for match in found
            for offer in (match.own_offer, match.other_offer)
        }
        rows = list(self._tables.rows_of(sql.TITLES, ids))
        titles = {offer: Named(title, "offer", ref, at) for offer, title, _, ref, at in rows}
        kinds = {offer: kind for offer, _, kind, *_ in rows}
        told = {
            pair: sorted(
                (self._need(pair, match, titles, kinds), match.own_offer, match.other_offer)
                for match in found[: explain.MOST_NAMES]
            )
            for pair, found in matches.items()
        }
        return {
            pair: [(sentence, (titles[own], titles[other])) for sentence, own, other in found]
            for pair, found in told.items()
        }

    def _need(
        self, pair: Pair, match: Match, titles: dict[int, Named], kinds: dict[int, str]
    ) -> str:
        return explain.need(
            kinds[match.own_offer],
            match.own_offers,
            titles[match.own_offer],
            titles[match.other_offer],
            self.rows[pair][1].party.name,
        )


def _named(found: dict[Pair, dict[int, int]], facts: dict[int, Facts]) -> dict[Pair, Names]:
    return {
        pair: {
            Named(facts[party].name, "party", facts[party].ref): weight
            for party, weight in weights.items()
        }
        for pair, weights in found.items()
    }
