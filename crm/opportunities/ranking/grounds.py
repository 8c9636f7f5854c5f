"""The names behind the points, read for the few suggestions that are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property

from crm.core.text import sort_key
from crm.opportunities.ranking import explain, offer_statements
from crm.opportunities.ranking import statements as sql
from crm.opportunities.ranking.engine import Ranked, Ranking
from crm.opportunities.ranking.evidence import MILLION, Circle, Facts, Match
from crm.opportunities.ranking.explain import Grounds
from crm.opportunities.ranking.gathered import Gathered
from crm.opportunities.ranking.listings import Pair
from crm.opportunities.ranking.named import Named
from crm.opportunities.ranking.reasons import (
    BRIDGE,
    CIRCLE,
    COMPANY,
    COMPLEMENT,
    GOAL,
    NEEDS,
    PARTNERS,
    PEOPLE,
    SCHEMES,
    SERVICE,
    THEME,
)
from crm.opportunities.ranking.roles import COLLABORATIONS, NOBODY_OF, brings, corner, says_how_only
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.related.doings import NOTHING, doings, with_projects, words_of_both

Names = dict[str, int]
Which = Callable[[Collection[Pair]], Iterable[tuple[int, int, str]]]
SHARE_A_PLACE = (THEME.code, COMPLEMENT.code, BRIDGE.code)
"""Reasons that name the themes and areas in common."""


def grounds_of(rankings: Sequence[Ranking], tables: Tables) -> dict[Pair, Grounds]:
    """The names behind the points of every row of some rankings, by the ids of both parties.

    However many rankings there are, it asks the database as often.
    """
    reader = _Reader(rankings, tables)
    partners, alike, company = reader.partners_and_circles()
    themes = reader.lists(tables.which_themes, *SHARE_A_PLACE)
    areas = reader.lists(tables.which_areas, *SHARE_A_PLACE)
    groups, goals = reader.lists(tables.which_groups, PEOPLE.code), reader.goals()
    schemes, needs, served = reader.schemes(), reader.needs(), reader.served()
    work, projects = reader.work(), reader.projects(schemes)
    return {
        pair: Grounds(
            own=ranking.party.name,
            partners=explain.by_weight(partners.get(pair, {})),
            alike=explain.by_weight(alike.get(pair, {})),
            company=explain.by_weight(company.get(pair, {})),
            themes=themes.get(pair, ()),
            areas=areas.get(pair, ()),
            work=work.get(pair, ()),
            projects=projects.get(pair, ()),
            words=words_of_both(ranking.party.name, row.party.name, tables.words_of_areas),
            schemes=schemes.get(pair, {}),
            tables=reader.tables(partners.get(pair, {})),
            same_thing=any(match.words for match in _matches(ranking, row)),
            needs=[told for told, _ in needs.get(pair, ())],
            offers=[offer for _, offers in needs.get(pair, ()) for offer in offers],
            goals=explain.by_weight(goals.get(pair, {})),
            groups=groups.get(pair, ()),
            served=sorted(served.get(pair, ()), key=sort_key),
            brings=brings(ranking.party.kind, row.party.kind),
            missing=_missing(ranking.party, row.party),
        )
        for pair, (ranking, row) in reader.rows.items()
    }


def _missing(own: Facts, other: Facts) -> str:
    return NOBODY_OF[corner(other.kind)] if own.kind in COLLABORATIONS else ""


class _Reader:
    """Reads only for rows that have the reason, so most pages need few of these queries."""

    def __init__(self, rankings: Sequence[Ranking], tables: Tables) -> None:
        self._tables = tables
        self.rows = {
            (ranking.party.id, row.party.id): (ranking, row)
            for ranking in rankings
            for row in ranking.rows
        }

    def _with(self, *codes: str) -> set[Pair]:
        return {
            pair
            for pair, (_, row) in self.rows.items()
            if any(given in codes for given, _ in row.points)
        }

    def partners_and_circles(self) -> tuple[dict[Pair, Names], ...]:
        """Shared partners, the rarest heaviest; and who of each circle works with the suggested."""
        shared: dict[Pair, dict[int, int]] = defaultdict(dict)
        for own, other, partner, links in self._tables.which_partners(self._with(PARTNERS.code)):
            shared[own, other][partner] = MILLION // links
        alike = self._in_circles(CIRCLE.code, lambda known: known.circle)
        company = self._in_circles(COMPANY.code, lambda known: known.company)
        every = (shared, alike, company)
        facts = self._tables.facts(
            {party for found in every for named in found.values() for party in named}
        )
        self._collaborations = {one.ref for one in facts.values() if one.kind in COLLABORATIONS}
        return tuple(_named(found, facts) for found in every)

    def tables(self, partners: Names) -> list[str]:
        """Which of those partners are collaborations."""
        return [name for name in explain.by_weight(partners) if _ref(name) in self._collaborations]

    def _in_circles(
        self, code: str, circle: Callable[[Gathered], Circle]
    ) -> dict[Pair, dict[int, int]]:
        """Who of a circle works with each party that is shown, and how much each counts."""
        shown: dict[int, set[int]] = defaultdict(set)
        for own, other in self._with(code):
            shown[own].add(other)
        found: dict[Pair, dict[int, int]] = defaultdict(dict)
        for own, others in shown.items():
            known = self.rows[own, next(iter(others))][0].known
            weights = circle(known).weights
            for member, weight in zip(weights, weights.columns.tolist(), strict=True):
                for partner in others.intersection(known.partners.of(member).tolist()):
                    found[own, partner][member] = weight
        return found

    def lists(self, which: Which, *codes: str) -> dict[Pair, list[str]]:
        """Themes, areas or target groups in common, by name, of pairs with one of the reasons."""
        found: dict[Pair, list[str]] = defaultdict(list)
        for own, other, name in which(self._with(*codes)):
            found[own, other].append(name)
        return found

    def goals(self) -> dict[Pair, Names]:
        """Goals in common, the rarest heaviest."""
        shared = {
            (own, other): self.rows[own, other][0].known.goals.get(other, {})
            for own, other in self._with(GOAL.code, BRIDGE.code)
        }
        ids = {goal for goals in shared.values() for goal in goals}
        rows = self._tables.rows_of(sql.GOAL_TITLES, ids)
        titles = {goal: Named(title, "goal", ref) for goal, title, ref in rows}
        return {
            pair: {titles[goal]: MILLION // parties for goal, parties in goals.items()}
            for pair, goals in shared.items()
        }

    def served(self) -> dict[Pair, Names]:
        """The initiatives that two departments serve."""
        shared = {
            (own, other): dict.fromkeys(self.rows[own, other][0].known.served[other], 1)
            for own, other in self._with(SERVICE.code)
        }
        every = {initiative for initiatives in shared.values() for initiative in initiatives}
        return _named(shared, self._tables.facts(every) if every else {})

    def schemes(self) -> dict[Pair, Names]:
        """Schemes in common, with how many receive from each; those that say for what, if any."""
        found: dict[Pair, Names] = defaultdict(dict)
        pairs = self._with(SCHEMES.code)
        for own, other, name, recipients in self._tables.rows_of_pairs(sql.WHICH_SCHEMES, pairs):
            found[own, other][name] = recipients
        return {
            pair: dict(sorted((_telling(given) or given).items(), key=lambda one: (one[1], one[0])))
            for pair, given in found.items()
        }

    @cached_property
    def _projects(self) -> dict[int, list[tuple[str, str]]]:
        return self._tables.projects({one for pair in self._with(SCHEMES.code) for one in pair})

    def projects(self, schemes: dict[Pair, Names]) -> dict[Pair, list[str]]:
        """What either got money for, from the scheme that fewest share: the latest project."""
        found: dict[Pair, list[str]] = {}
        for pair, shared in schemes.items():
            rarest = next(iter(shared))
            told = [
                next((what for scheme, what in self._projects.get(one, ()) if scheme == rarest), "")
                for one in pair
            ]
            if all(told):
                found[pair] = list(dict.fromkeys(told))
        return found

    def work(self) -> dict[Pair, list[str]]:
        """What both do, as their names and texts say, of pairs that are near."""
        pairs = self._with(THEME.code)
        parties = {party for pair in pairs for party in pair}
        told = with_projects(self._tables.told(parties), self._projects)
        return {
            (own, other): sorted(
                doings(self.rows[own, other][0].party.name, told.get(own, NOTHING))
                & doings(self.rows[own, other][1].party.name, told.get(other, NOTHING))
            )
            for own, other in pairs
        }

    def needs(self) -> dict[Pair, list[tuple[str, tuple[Named, Named]]]]:
        """A sentence for each need that meets an offer, with both; the best fits."""
        matches: dict[Pair, list[Match]] = {
            pair: sorted(
                _matches(*self.rows[pair]),
                key=lambda match: (-match.words, -(match.theme + match.area)),
            )
            for pair in self._with(NEEDS.code)
        }
        ids = {
            offer
            for found in matches.values()
            for match in found
            for offer in (match.own_offer, match.other_offer)
        }
        rows = list(self._tables.rows_of(offer_statements.TITLES, ids))
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


def _matches(ranking: Ranking, row: Ranked) -> list[Match]:
    """The needs that meet an offer; those that speak of the same thing, if any does."""
    found = ranking.known.matches.get(row.party.id, [])
    return [match for match in found if match.words] or found


def _telling(schemes: Names) -> Names:
    return {name: links for name, links in schemes.items() if not says_how_only(name)}


def _ref(name: str) -> str:
    return name.ref if isinstance(name, Named) else ""


def _named(found: dict[Pair, dict[int, int]], facts: dict[int, Facts]) -> dict[Pair, Names]:
    return {
        pair: {
            Named(facts[party].name, "party", facts[party].ref): weight
            for party, weight in weights.items()
        }
        for pair, weights in found.items()
    }
