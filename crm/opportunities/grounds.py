"""The names behind the points, read for the few suggestions that are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from crm.core.text import sort_key
from crm.opportunities import explain
from crm.opportunities import statements as sql
from crm.opportunities.engine import Ranked, Ranking
from crm.opportunities.evidence import MILLION, Circle, Facts, Match
from crm.opportunities.explain import Grounds
from crm.opportunities.reasons import CIRCLE, COMPANY, PARTNERS
from crm.opportunities.tables import Tables

Names = dict[int, dict[str, int]]


def grounds_of(ranking: Ranking, tables: Tables) -> dict[int, Grounds]:
    """The names behind the points of every row of a ranking, by party."""
    reader = _Reader(ranking, tables)
    partners, alike, company = reader.partners_and_circles()
    themes, areas = reader.lists(sql.WHICH_THEMES), reader.lists(sql.WHICH_AREAS)
    schemes, needs = reader.schemes(), reader.needs()
    return {
        row.party.id: Grounds(
            partners=explain.by_weight(partners.get(row.party.id, {})),
            alike=explain.by_weight(alike.get(row.party.id, {})),
            company=explain.by_weight(company.get(row.party.id, {})),
            themes=themes.get(row.party.id, ()),
            areas=areas.get(row.party.id, ()),
            schemes=explain.by_weight(schemes.get(row.party.id, {})),
            needs=needs.get(row.party.id, ()),
        )
        for row in ranking.rows
    }


def alike_names(own: Facts, rows: Iterable[Ranked], tables: Tables) -> dict[int, Grounds]:
    """The themes of each party that is alike, and the areas it shares, by party."""
    ids = [row.party.id for row in rows]
    themes = tables.themes(ids)
    areas: dict[int, list[str]] = defaultdict(list)
    for other, name in tables.rows_of(sql.WHICH_AREAS, ids, party=own.id):
        areas[other].append(name)
    return {
        other: Grounds(
            themes=sorted(themes.get(other, ()), key=sort_key), areas=areas.get(other, ())
        )
        for other in ids
    }


class _Reader:
    """Reads only for rows that have the reason, so most pages need few of these queries."""

    def __init__(self, ranking: Ranking, tables: Tables) -> None:
        self._ranking, self._tables = ranking, tables

    def _with(self, code: str) -> list[int]:
        return [row.party.id for row in self._ranking.rows if code in dict(row.points)]

    def _rows(self, statement: Any, ids: Iterable[int]) -> Iterable[Any]:
        return self._tables.rows_of(statement, ids, party=self._ranking.party.id)

    def partners_and_circles(self) -> tuple[Names, Names, Names]:
        """Shared partners, the rarest heaviest; and who of each circle works with the suggested."""
        shared = list(self._rows(sql.WHICH_PARTNERS, self._with(PARTNERS.code)))
        alike = self._in_circle(self._ranking.circle, self._with(CIRCLE.code))
        company = self._in_circle(self._ranking.company, self._with(COMPANY.code))
        named = {partner for _, partner, _ in shared}
        facts = self._tables.facts(named.union(*alike.values(), *company.values()))
        partners: Names = defaultdict(dict)
        for other, partner, links in shared:
            partners[other][facts[partner].name] = MILLION // links
        return partners, _named(alike, facts), _named(company, facts)

    def _in_circle(self, circle: Circle, shown: Collection[int]) -> dict[int, dict[int, int]]:
        """Who of a circle works with each party that is shown, and how much each counts."""
        found: dict[int, dict[int, int]] = defaultdict(dict)
        for member, partner in self._ranking.partners:
            if partner in shown and member in circle.weights:
                found[partner][member] = circle.weights[member]
        return found

    def lists(self, statement: Any) -> dict[int, list[str]]:
        """Themes or areas in common, by name."""
        found: dict[int, list[str]] = defaultdict(list)
        for other, name in self._rows(statement, self._with("zelfde_thema_in_gebied")):
            found[other].append(name)
        return found

    def schemes(self) -> Names:
        """Schemes in common, the rarest heaviest."""
        found: Names = defaultdict(dict)
        for other, name, recipients in self._rows(sql.WHICH_SCHEMES, self._with("zelfde_regeling")):
            found[other][name] = MILLION // recipients
        return found

    def needs(self) -> dict[int, list[str]]:
        """A sentence for each need that meets an offer, the best fit first."""
        by_party: dict[int, list[Match]] = {
            row.party.id: sorted(
                self._ranking.matches[row.party.id], key=lambda m: -(m.theme + m.area)
            )
            for row in self._ranking.rows
            if row.party.id in self._ranking.matches
        }
        ids = {
            offer
            for found in by_party.values()
            for match in found
            for offer in (match.own_offer, match.other_offer)
        }
        rows = list(self._rows(sql.TITLES, ids))
        titles = {offer: title for offer, title, _ in rows}
        kinds = {offer: kind for offer, _, kind in rows}
        names = {row.party.id: row.party.name for row in self._ranking.rows}
        return {
            other: sorted(
                explain.need(
                    kinds[m.own_offer],
                    m.own_offers,
                    titles[m.own_offer],
                    titles[m.other_offer],
                    names[other],
                )
                for m in found[: explain.MOST_NAMES]
            )
            for other, found in by_party.items()
        }


def _named(found: dict[int, dict[int, int]], facts: dict[int, Facts]) -> Names:
    return {
        party: {facts[member].name: weight for member, weight in members.items()}
        for party, members in found.items()
    }
