"""The whole network in memory as a source of evidence: for commands that rank every party.

It gives exactly what `tables.Tables` gives for one party at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, partial
from itertools import product
from typing import Any

from sqlalchemy import or_, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.links.models import Degree, Edge
from crm.opportunities.left_out import every_left_out
from crm.opportunities.ranking import evidence, statements
from crm.opportunities.ranking.evidence import MILLION, Facts, Match, Overlap, Shared, share_of
from crm.opportunities.ranking.needs import OPPOSITE, OpenOffer, matches_of
from crm.opportunities.ranking.reasons import Weights
from crm.opportunities.ranking.statements import MOST_LINKS, PARTY_KEY
from crm.opportunities.ranking.tables import Tables, sharing
from crm.opportunities.ranking.weights import weights_at
from crm.opportunities.related.signs import words_of_places
from crm.parties.models import Party, party_area, party_target_group, party_theme
from crm.resources.models import Affiliation, Offer, Scheme, offer_area, offer_theme
from crm.taxonomy.models import Area, TargetGroup, Theme

Groups = dict[int, list[int]]


class WholeNetwork:
    """All evidence up to the viewer's level on the viewer's day, read once."""

    def __init__(self, viewer: Viewer) -> None:
        self._level, self._day = viewer.level, viewer.day
        self._facts = self._read_facts()
        self.weights: Weights = weights_at(viewer.level)
        self._left_out = every_left_out(viewer=viewer)
        self._read_edges()
        self._themes, self._with_theme = self._read_lists(party_theme)
        self._areas, self._in_area = self._read_lists(party_area)
        self._groups, self._for_group = self._read_lists(party_target_group)
        self._telling_groups = _telling_groups()
        self._tables = Tables(viewer)
        self._read_schemes()
        self._read_offers()

    @property
    def parties(self) -> list[int]:
        """The parties there are, in the order of their keys."""
        return sorted(self._facts, key=lambda one: self._facts[one].key)

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """See `Source`."""
        return {one: self._facts[one] for one in ids if one in self._facts}

    def linked(self, party: int) -> frozenset[int]:
        """See `Source`."""
        return frozenset(self._linked.get(party, ()))

    def left_out(self, party: int) -> frozenset[int]:
        """See `Source`."""
        return frozenset(self._left_out.get(party, ()))

    def shared_partners(self, party: int) -> dict[int, Shared]:
        """See `Source`."""
        counts: dict[int, int] = defaultdict(int)
        weights: dict[int, int] = defaultdict(int)
        for partner in self._now.get(party, ()):
            links = self._facts[partner].degree
            if links <= MOST_LINKS:
                for other in self._now[partner]:
                    counts[other] += 1
                    weights[other] += MILLION // links
        counts.pop(party, None)
        return {
            other: Shared(count, weights[other], self._facts[other].degree)
            for other, count in counts.items()
        }

    def shared_schemes(self, party: int) -> dict[int, int]:
        """See `Source`."""
        weights: dict[int, int] = defaultdict(int)
        for scheme in self._schemes.get(party, ()):
            recipients = self._recipients[scheme]
            if len(recipients) <= MOST_LINKS:
                for other in recipients:
                    weights[other] += MILLION // len(recipients)
        weights.pop(party, None)
        return dict(weights)

    def which_schemes(self, party: int, others: Iterable[int]) -> list[tuple[int, str, int]]:
        """See `Source`."""
        own, wanted = self._schemes.get(party, ()), frozenset(others)
        found = ((one, self._recipients[one]) for one in own if wanted)
        return [
            (other, self._scheme_names[scheme], len(recipients))
            for scheme, recipients in found
            if len(recipients) <= MOST_LINKS
            for other in wanted.intersection(recipients)
        ]

    def overlaps(self, party: int) -> dict[int, Overlap]:
        """See `Source`."""
        themes, areas = self._of(self._themes, party), self._of(self._areas, party)
        groups = self._in_area if areas else self._with_theme
        near = {other for group in (areas or themes) for other in groups[group]}
        near.discard(party)
        if not areas:
            near = {other for other in near if not self._of(self._areas, other)}
            near = near if len(near) <= evidence.MOST_ANYWHERE else set()
        return {other: self._overlap(themes, areas, other) for other in near}

    def shared_goals(self, party: int) -> dict[int, dict[int, int]]:
        """See `Source`."""
        goals = self._goals.get(party, ())
        return sharing(party, ((other, goal) for goal in goals for other in self._at_goal[goal]))

    def shared_groups(self, party: int) -> dict[int, float]:
        """See `Source`."""
        groups, areas = self._of(self._groups, party), self._of(self._areas, party)
        telling = groups & self._telling_groups
        found: dict[int, float] = {}
        for other in {other for group in telling for other in self._for_group[group]} - {party}:
            theirs, there = self._of(self._groups, other), self._of(self._areas, other)
            if areas & there or not (areas or there):
                found[other] = share_of(len(telling & theirs), len(groups), len(theirs))
        return found

    def served_too(self, department: int) -> dict[int, frozenset[int]]:
        """See `Source`: departments are few, so each is asked of the tables."""
        return self._tables.served_too(department)

    def near(self, party: int) -> dict[int, float]:
        """See `Source`."""
        themes, areas = self._of(self._themes, party), self._of(self._areas, party)
        near = {other for area in areas for other in self._in_area[area]}
        near.update(other for theme in themes for other in self._with_theme[theme])
        near.discard(party)
        return {other: self._overlap(themes, areas, other).area for other in near}

    def themes(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        return {one: self._theme_names[one] for one in parties if one in self._theme_names}

    def target_groups(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        return {one: self._group_names[one] for one in parties if one in self._group_names}

    def words_of_areas(self) -> frozenset[str]:
        """See `Source`."""
        return self._words_of_areas

    def descriptions(self, parties: Iterable[int]) -> dict[int, str]:
        """See `Source`."""
        return {one: self._descriptions[one] for one in parties if one in self._descriptions}

    @cached_property
    def _scheme_names(self) -> dict[int, str]:
        return dict(db.session.execute(select(Scheme.id, Scheme.name)).all())

    def projects(self, parties: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
        """See `Source`."""
        return {one: self._projects[one] for one in parties if one in self._projects}

    @cached_property
    def _projects(self) -> dict[int, list[tuple[str, str]]]:
        return self._tables.projects(self._schemes)

    @cached_property
    def _goals(self) -> Groups:
        goals: Groups = defaultdict(list)
        for goal, parties in self._at_goal.items():
            for party in parties:
                goals[party].append(goal)
        return goals

    @cached_property
    def _at_goal(self) -> Groups:
        parties: Groups = defaultdict(list)
        for party, goal in self._tables.rows(statements.EVERYBODY_AT_GOALS):
            parties[goal].append(party)
        return parties

    @cached_property
    def _theme_names(self) -> dict[int, frozenset[str]]:
        names = dict(db.session.execute(select(Theme.id, Theme.name)).all())
        return {
            party: frozenset(names[theme] for theme in themes)
            for party, themes in self._themes.items()
        }

    @cached_property
    def _group_names(self) -> dict[int, frozenset[str]]:
        names = dict(db.session.execute(select(TargetGroup.id, TargetGroup.name)).all())
        groups, _ = self._read_lists(party_target_group)
        return {
            party: frozenset(names[group] for group in chosen) for party, chosen in groups.items()
        }

    @cached_property
    def _words_of_areas(self) -> frozenset[str]:
        return words_of_places(tuple(db.session.scalars(select(Area.name))))

    @cached_property
    def _descriptions(self) -> dict[int, str]:
        described = select(Party.id, Party.description).where(Party.description != "")
        return dict(db.session.execute(described).all())

    def _overlap(self, themes: set[int], areas: set[int], other: int) -> Overlap:
        their_themes, their_areas = self._of(self._themes, other), self._of(self._areas, other)
        return Overlap(
            len(themes & their_themes), len(themes), len(their_themes),
            len(areas & their_areas), len(areas), len(their_areas), self._facts[other].kind,
        )  # fmt: skip

    def partners(self, parties: Iterable[int]) -> list[tuple[int, int]]:
        """See `Source`."""
        return [(party, other) for party in parties for other in self._now.get(party, ())]

    def partner_kinds(self, party: int) -> list[str]:
        """See `Source`."""
        return [self._facts[other].kind for other in self._now.get(party, ())]

    def matches(self, party: int) -> list[Match]:
        """See `Source`."""
        own = self._offers.get(party, [])
        kinds = {one.kind for one in own}
        directions = {OPPOSITE[one.direction] for one in own}
        others = [
            offer
            for pair in product(kinds, directions)
            for offer in self._offers_of_kind.get(pair, ())
            if offer.party != party
        ]
        return matches_of(own, partial(_in_reach, others))

    @staticmethod
    def _of(values: dict[int, set[int]], party: int) -> set[int]:
        return values.get(party, set())

    def _read_facts(self) -> dict[int, Facts]:
        counted = select(Degree.party_id, Degree.n).where(Degree.level == self._level)
        degrees = dict(db.session.execute(counted).all())
        rows = db.session.execute(
            select(Party.id, Party.ref, PARTY_KEY, Party.name, Party.kind).where(
                Party.level <= self._level, Party.archived_at.is_(None)
            )
        )
        return {
            party: Facts(party, ref, key, name, kind, degrees.get(party, 0))
            for party, ref, key, name, kind in rows
        }

    def _read_edges(self) -> None:
        now: dict[int, set[int]] = defaultdict(set)
        linked: dict[int, set[int]] = defaultdict(set)
        rows = db.session.execute(
            select(Edge.src, Edge.dst, Edge.begins_on).where(
                Edge.level <= self._level, or_(Edge.ends_on.is_(None), Edge.ends_on > self._day)
            )
        )
        for src, dst, begins_on in rows:
            linked[src].add(dst)
            if begins_on is None or begins_on <= self._day:
                now[src].add(dst)
        self._linked, self._now = dict(linked), dict(now)

    def _read_lists(self, table: Any) -> tuple[dict[int, set[int]], Groups]:
        of_party: dict[int, set[int]] = defaultdict(set)
        members: Groups = defaultdict(list)
        for party, value in db.session.execute(select(table)):
            if party in self._facts:
                of_party[party].add(value)
                members[value].append(party)
        return dict(of_party), dict(members)

    def _read_schemes(self) -> None:
        self._schemes: Groups = defaultdict(list)
        self._recipients: Groups = defaultdict(list)
        rows = db.session.execute(
            select(Affiliation.party_id, Affiliation.scheme_id).where(
                Affiliation.level <= self._level
            )
        )
        for party, scheme in rows:
            self._schemes[party].append(scheme)
            self._recipients[scheme].append(party)

    def _read_offers(self) -> None:
        themes, areas = _sets(offer_theme), _sets(offer_area)
        self._offers: dict[int, list[OpenOffer]] = defaultdict(list)
        self._offers_of_kind: dict[tuple[int, str], list[OpenOffer]] = defaultdict(list)
        rows = db.session.execute(
            select(Offer.id, Offer.party_id, Offer.kind_id, Offer.direction, Offer.title).where(
                Offer.level <= self._level,
                Offer.archived_at.is_(None),
                Offer.status == "open",
                or_(Offer.valid_until.is_(None), Offer.valid_until >= self._day),
            )
        )
        for offer_id, party, kind, direction, title in rows:
            if party not in self._facts:
                continue
            places = areas.get(offer_id) or self._of(self._areas, party)
            offer = OpenOffer(
                offer_id,
                party,
                kind,
                direction,
                frozenset(themes.get(offer_id, ())),
                frozenset(places),
                title,
            )
            self._offers[party].append(offer)
            self._offers_of_kind[kind, direction].append(offer)


def _telling_groups() -> set[int]:
    """The target groups that are not everybody."""
    telling = statements.says_something(TargetGroup.__table__)
    return set(db.session.scalars(select(TargetGroup.id).where(telling)))


def _sets(table: Any) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for owner, value in db.session.execute(select(table)):
        found[owner].add(value)
    return found


def _in_reach(others: list[OpenOffer], areas: frozenset[int]) -> list[OpenOffer]:
    if not areas:
        return others if len(others) <= evidence.MOST_ANYWHERE else []
    anywhere = [one for one in others if not one.areas]
    near = [one for one in others if not areas.isdisjoint(one.areas)]
    return near + (anywhere if len(anywhere) <= evidence.MOST_ANYWHERE else [])
