"""Evidence read from the tables: a fixed number of small queries for one party, always fresh."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from crm.accounts.viewer import Viewer
from crm.core.prepared import run
from crm.opportunities.left_out import left_out_of, left_out_of_several
from crm.opportunities.ranking import evidence, offer_statements, service_statements, statements
from crm.opportunities.ranking.adjacency import Adjacency
from crm.opportunities.ranking.columns import Columns, turned
from crm.opportunities.ranking.evidence import (
    MILLION,
    Facts,
    Match,
    Overlap,
    Shared,
    overlap_of,
    share_of,
)
from crm.opportunities.ranking.listings import Pair
from crm.opportunities.ranking.names import names_compared
from crm.opportunities.ranking.needs import OPPOSITE, OpenOffer, matches_of
from crm.opportunities.ranking.reasons import Weights
from crm.opportunities.ranking.roles import KIND_NUMBERS
from crm.opportunities.ranking.statements import MANY, MOST_LINKS
from crm.opportunities.ranking.weights import weights_at
from crm.opportunities.related.doings import told_by
from crm.opportunities.related.signs import words_of_places

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, IdArray, Whole

CHUNK = 5000
OWN_LISTS = ("theme_id", "area_id", "group_id", "group_id_all", "goal_id")
"""What a party has itself; `_all`: target groups that are everybody."""


class Tables:
    """The source of evidence for one viewer, straight from the database."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._bound = {"level": viewer.level, "day": viewer.day}
        self._last: tuple[int, dict[str, list[int]]] | None = None
        self._asked: set[int] = set()
        self._known: dict[int, Facts] = {}
        self._left_out: dict[int, frozenset[int]] = {}

    @cached_property
    def weights(self) -> Weights:
        """See `Source`."""
        return weights_at(self._viewer.level)

    def rows(self, statement: Any, **bound: Any) -> Sequence[Any]:
        """The rows of one of the statements, for this viewer."""
        return run(statement, self._bound | bound)

    def rows_of(self, statement: Any, ids: Iterable[int], **bound: Any) -> Iterator[Any]:
        """The rows for a set of ids of any size."""
        wanted = sorted(ids)
        for start in range(0, len(wanted), CHUNK):
            yield from self.rows(statement, ids=wanted[start : start + CHUNK], **bound)

    def rows_of_pairs(self, statement: Any, pairs: Collection[Pair]) -> Iterator[Any]:
        """The rows that begin with one of the pairs."""
        parties, others = sorted({own for own, _ in pairs}), {other for _, other in pairs}
        rows = self.rows_of(statement, others, parties=parties)
        return (row for row in rows if row[:2] in pairs)

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """See `Source`; nobody is looked up twice."""
        wanted = set(ids)
        new = wanted - self._asked
        if new:
            rows = self.rows_of(statements.FACTS, new)
            self._known |= {row[0]: Facts(*row) for row in rows}
            self._asked |= new
        return {one: self._known[one] for one in wanted if one in self._known}

    def sizes(self, others: Whole) -> dict[str, Floats]:
        """See `Source`: the facts are still to be read."""
        return {}

    def names_alike(self, own: Facts, others: Whole) -> Floats:
        """See `Source`."""
        return names_compared(own, others, self.facts(others.tolist()))

    def linked(self, party: int) -> frozenset[int]:
        """See `Source`."""
        return frozenset(row[0] for row in self.rows(statements.LINKED, party=party))

    def left_out(self, party: int) -> frozenset[int]:
        """See `Source`."""
        known = self._left_out.get(party)
        return left_out_of(party, viewer=self._viewer) if known is None else known

    def look_up_left_out(self, parties: Collection[int]) -> None:
        """Ask at once whom each of these is not to be shown."""
        pairs = _sets(left_out_of_several(sorted(parties), viewer=self._viewer))
        self._left_out |= {party: pairs.get(party, frozenset()) for party in parties}

    def shared_partners(self, party: int) -> Columns[Shared]:
        """See `Source`."""
        found: dict[int, tuple[int, int, int]] = {}
        for other, _, links, degree in set(self.rows(statements.SHARED_PARTNERS, party=party)):
            count, weight, _ = found.get(other, (0, 0, 0))
            found[other] = count + 1, weight + MILLION // links, degree or 0
        ids, *shared = turned(((one, *counts) for one, counts in found.items()), 4)
        return Columns(ids, Shared(*shared))

    def which_partners(self, pairs: Collection[Pair]) -> Iterator[Any]:
        """Who shares which partners: own, other, partner and how many that one knows."""
        return self.rows_of_pairs(statements.WHICH_PARTNERS, pairs)

    def which_themes(self, pairs: Collection[Pair]) -> Iterator[Any]:
        """Who shares which themes that say something: own, other and name, by the alphabet."""
        return self.rows_of_pairs(statements.WHICH_THEMES, pairs)

    def which_areas(self, pairs: Collection[Pair]) -> Iterator[Any]:
        """The same of areas."""
        return self.rows_of_pairs(statements.WHICH_AREAS, pairs)

    def which_groups(self, pairs: Collection[Pair]) -> Iterator[Any]:
        """The same of target groups."""
        return self.rows_of_pairs(statements.WHICH_GROUPS, pairs)

    def shared_schemes(self, party: int) -> dict[int, int]:
        """See `Source`."""
        return {row[0]: int(row[1]) for row in self.rows(statements.SHARED_SCHEMES, party=party)}

    def which_schemes(self, party: int, others: Iterable[int]) -> list[tuple[int, str, int]]:
        """See `Source`."""
        found = self.rows_of(statements.WHICH_SCHEMES, others, parties=[party])
        return [(other, name, recipients) for _, other, name, recipients in found]

    def shared_goals(self, party: int) -> dict[int, dict[int, int]]:
        """See `Source`."""
        goals = self._own(party)["goal_id"]
        return sharing(party, self.rows(statements.AT_GOALS, goal_id=goals)) if goals else {}

    def shared_groups(self, party: int) -> dict[int, float]:
        """See `Source`."""
        own = self._own(party)
        if not own["group_id"]:
            return {}
        near = statements.SAME_GROUPS_IN_AREA if own["area_id"] else statements.SAME_GROUPS_NOWHERE
        given = {"group_id": own["group_id"]} | (
            {"area_id": own["area_id"]} if own["area_id"] else {}
        )
        count = len(own["group_id"]) + len(own["group_id_all"])
        return {
            other: share_of(both, count, theirs)
            for other, both, theirs in self.rows(near, party=party, **given)
        }

    def served_too(self, department: int) -> dict[int, frozenset[int]]:
        """See `Source`."""
        served = {row[1] for row in self.rows_of(service_statements.SERVED_BY, [department])}
        rows = self.rows_of(service_statements.SERVANTS_OF, served)
        return _sets(row for row in rows if row[0] != department)

    def overlaps(self, party: int) -> Columns[Overlap]:
        """See `Source`."""
        own = self._own(party)
        if own["area_id"]:
            return self._overlaps(statements.IN_SAME_AREA, party, own)
        most = evidence.MOST_ANYWHERE
        found = self._overlaps(statements.WITH_SAME_THEME_NOWHERE, party, own, most=most + 1)
        return found if len(found) <= most else found.none()

    def near(self, party: int) -> dict[int, float]:
        """See `Source`."""
        in_area = self._overlaps(statements.IN_SAME_AREA, party, self._own(party))
        found = dict.fromkeys(
            (row[0] for row in self.rows(statements.WITH_A_SAME_THEME, party=party)), 0.0
        )
        return found | {other: overlap.area for other, overlap in in_area.items()}

    def near_among(self, party: int, others: Iterable[int]) -> dict[int, float]:
        """See `near`: those of a few others."""
        own, some = self._own(party), sorted(others)
        found = self._overlaps(statements.OVERLAPS, party, own, ids=some)
        return {
            other: overlap.area
            for other, overlap in found.items()
            if overlap.themes or overlap.areas
        }

    def _own(self, party: int) -> dict[str, list[int]]:
        """The lists of a party by what is in them, kept while the question is about it."""
        if self._last is None or self._last[0] != party:
            own: dict[str, list[int]] = {name: [] for name in OWN_LISTS}
            for what, number in self.rows(statements.OWN, party=party):
                own[what].append(number)
            self._last = party, own
        return self._last[1]

    def _overlaps(
        self, near: Any, party: int, own: dict[str, list[int]], **bound: Any
    ) -> Columns[Overlap]:
        lists = {"theme_id": own["theme_id"], "area_id": own["area_id"]}
        rows = (
            (one, *divmod(theme, MANY), *divmod(area, MANY), KIND_NUMBERS[kind])
            for one, theme, area, kind in self.rows(near, party=party, **lists, **bound)
        )
        ids, themes, other_themes, areas, other_areas, kind = turned(rows, 6)
        overlap = overlap_of(
            len(own["theme_id"]), len(own["area_id"]), themes=themes, other_themes=other_themes,
            areas=areas, other_areas=other_areas, kind=kind,
        )  # fmt: skip
        return Columns(ids, overlap)

    def themes(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        names = dict(self.rows(statements.THEME_NAMES))
        found: dict[int, set[str]] = {}
        for party, theme in self.rows_of(statements.THEMES, parties):
            found.setdefault(party, set()).add(names[theme])
        return {party: frozenset(themes) for party, themes in found.items()}

    def target_groups(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        found: dict[int, set[str]] = {}
        for party, name in self.rows_of(statements.TARGET_GROUPS, parties):
            found.setdefault(party, set()).add(name)
        return {party: frozenset(names) for party, names in found.items()}

    def words_of_areas(self) -> frozenset[str]:
        """See `Source`."""
        return self._words_of_areas

    @cached_property
    def _words_of_areas(self) -> frozenset[str]:
        return words_of_places(tuple(row[1] for row in self.rows(statements.AREA_NAMES)))

    def descriptions(self, parties: Iterable[int]) -> dict[int, str]:
        """See `Source`."""
        return dict(self.rows_of(statements.DESCRIPTIONS, parties))

    def told(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        return told_by(self.descriptions(parties))

    def projects(self, parties: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
        """See `Source`."""
        found: dict[int, list[tuple[str, str]]] = {}
        for party, scheme, project in self.rows_of(statements.PROJECTS, parties):
            found.setdefault(party, []).append((scheme, project))
        return found

    def partners(self, parties: Iterable[int]) -> dict[int, Collection[int]]:
        """See `Source`; two links between the same parties are one."""
        found: dict[int, Collection[int]] = {}
        found |= _sets(self.rows_of(statements.PARTNERS, parties))
        return found

    def partner_lists(self, parties: IdArray) -> Adjacency:
        """See `Source`."""
        ids, found = parties.tolist(), Adjacency()
        found.put(ids, self.partners(ids))
        return found

    def partner_kinds(self, party: int) -> list[str]:
        """See `Source`."""
        return [row[1] for row in self.rows(statements.PARTNER_KINDS, party=party)]

    def matches(self, party: int) -> list[Match]:
        """See `Source`."""
        own = self.rows(offer_statements.OWN_OFFERS, party=party)
        if not own:
            return []
        asked = {
            "party": party,
            "kinds": sorted({row[2] for row in own}),
            "directions": sorted({OPPOSITE[row[3]] for row in own}),
        }
        return matches_of(self._filled(own), partial(self._in_reach, asked))

    def _in_reach(self, asked: dict[str, Any], areas: frozenset[int]) -> list[OpenOffer]:
        if not areas:
            return self._filled(self._few(offer_statements.EVERYWHERE, asked))
        near = self.rows(offer_statements.IN_PLACE, areas=sorted(areas), **asked)
        return self._filled([*near, *self._few(offer_statements.ANYWHERE, asked)])

    def _few(self, statement: Any, asked: dict[str, Any]) -> Sequence[Any]:
        most = evidence.MOST_ANYWHERE
        found = self.rows(statement, most=most + 1, **asked)
        return found if len(found) <= most else ()

    def _filled(self, offers: Sequence[Any]) -> list[OpenOffer]:
        ids, parties = {row[0] for row in offers}, {row[1] for row in offers}
        themes = _sets(self.rows_of(offer_statements.OFFER_THEMES, ids))
        areas = _sets(self.rows_of(offer_statements.OFFER_AREAS, ids))
        homes = _sets(self.rows_of(statements.PARTY_AREAS, parties))
        nothing: frozenset[int] = frozenset()
        return [
            OpenOffer(
                id=offer,
                party=party,
                kind=kind,
                direction=direction,
                themes=themes.get(offer, nothing),
                areas=areas.get(offer) or homes.get(party, nothing),
                title=title,
            )
            for offer, party, kind, direction, title in offers
        ]


def sharing(party: int, rows: Iterable[tuple[int, int]]) -> dict[int, dict[int, int]]:
    """From (party, goal): who shares goals with a party, and how many parties want each of those.

    A goal of too many brings nobody together.
    """
    at_goal: dict[int, list[int]] = {}
    for other, goal in rows:
        at_goal.setdefault(goal, []).append(other)
    found: dict[int, dict[int, int]] = {}
    for goal, parties in at_goal.items():
        if len(parties) <= MOST_LINKS:
            for other in parties:
                found.setdefault(other, {})[goal] = len(parties)
    found.pop(party, None)
    return found


def _sets(rows: Iterable[Any]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for owner, value in rows:
        found.setdefault(owner, set()).add(value)
    return {owner: frozenset(values) for owner, values in found.items()}
