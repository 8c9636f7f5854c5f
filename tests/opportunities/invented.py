"""Evidence and small networks for the tests of opportunities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.links.operations import add_link, seed_link_kinds
from crm.links.queries import get_link_kind
from crm.opportunities.ranking.adjacency import Adjacency
from crm.opportunities.ranking.columns import Columns, turned
from crm.opportunities.ranking.evidence import Facts, Match, Overlap, Shared, overlap_of
from crm.opportunities.ranking.names import names_compared
from crm.opportunities.ranking.reasons import DEFAULTS, Weights
from crm.opportunities.ranking.roles import KIND_NUMBERS
from crm.opportunities.related.doings import told_by
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.resources.operations import add_offer
from crm.taxonomy.operations import add_area, add_theme
from tests.support.settings import TODAY

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, IdArray, Whole

OPERATOR = Viewer.operator(TODAY)
READER = Viewer(None, Role.READER, TODAY)


def facts(number: int, *, name: str = "", kind: str = "vereniging", degree: int = 0) -> Facts:
    """A party by its number."""
    return Facts(number, f"ref-{number}", f"p{number}", name or f"Naam{number}", kind, degree)


class Near(NamedTuple):
    """How many themes two parties share, how many each has; the same of areas; the other's kind."""

    themes: int
    own_themes: int
    other_themes: int
    areas: int
    own_areas: int
    other_areas: int
    kind: str = "vereniging"


def overlaps_of(near: Mapping[int, Near]) -> Columns[Overlap]:
    """Evidence in columns, about one party: it has as many themes and areas beside each."""
    own = {(each.own_themes, each.own_areas) for each in near.values()} or {(0, 0)}
    rows = (
        (one, each.themes, each.other_themes, each.areas, each.other_areas, KIND_NUMBERS[each.kind])
        for one, each in near.items()
    )
    ids, *counts = turned(rows, 6)
    names = ("themes", "other_themes", "areas", "other_areas", "kind")
    return Columns(ids, overlap_of(*own.pop(), **dict(zip(names, counts, strict=True))))


def shared_of(shared: Mapping[int, Shared]) -> Columns[Shared]:
    """Evidence in columns."""
    ids, *columns = turned(((one, *each) for one, each in shared.items()), 4)
    return Columns(ids, Shared(*columns))


def adjacency_of(others: Mapping[int, Collection[int]]) -> Adjacency:
    """Who stands with whom."""
    found = Adjacency()
    found.put(list(others), others)
    return found


@dataclass
class Fake:
    """A source of evidence that says what it was told."""

    parties: dict[int, Facts]
    links: set[int] = field(default_factory=set)
    away: set[int] = field(default_factory=set)
    shared: dict[int, Shared] = field(default_factory=dict)
    schemes: dict[int, int] = field(default_factory=dict)
    near_by: dict[int, Near] = field(default_factory=dict)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    found: list[Match] = field(default_factory=list)
    goals: dict[int, dict[int, int]] = field(default_factory=dict)
    people: dict[int, float] = field(default_factory=dict)
    service: dict[int, frozenset[int]] = field(default_factory=dict)
    close: dict[int, float] = field(default_factory=dict)
    about: dict[int, set[str]] = field(default_factory=dict)
    groups: dict[int, set[str]] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    weights: Weights = field(default_factory=lambda: DEFAULTS)

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        return {one: self.parties[one] for one in ids if one in self.parties}

    def sizes(self, others: Whole) -> dict[str, Floats]:
        return {}

    def names_alike(self, own: Facts, others: Whole) -> Floats:
        return names_compared(own, others, self.parties)

    def linked(self, party: int) -> frozenset[int]:
        return frozenset(self.links)

    def left_out(self, party: int) -> frozenset[int]:
        return frozenset(self.away)

    def shared_partners(self, party: int) -> Columns[Shared]:
        return shared_of(self.shared)

    def shared_schemes(self, party: int) -> dict[int, int]:
        return self.schemes

    def overlaps(self, party: int) -> Columns[Overlap]:
        return overlaps_of(self.near_by)

    def which_schemes(self, party: int, others: Iterable[int]) -> list[tuple[int, str, int]]:
        return []

    def shared_goals(self, party: int) -> dict[int, dict[int, int]]:
        return self.goals

    def shared_groups(self, party: int) -> dict[int, float]:
        return self.people

    def served_too(self, department: int) -> dict[int, frozenset[int]]:
        return self.service

    def near(self, party: int) -> dict[int, float]:
        return self.close

    def themes(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        return {one: frozenset(self.about.get(one, ())) for one in parties}

    def target_groups(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        return {one: frozenset(self.groups.get(one, ())) for one in parties}

    def words_of_areas(self) -> frozenset[str]:
        return frozenset()

    def descriptions(self, parties: Iterable[int]) -> dict[int, str]:
        return self.texts

    def told(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        return told_by(self.texts)

    def projects(self, parties: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
        return {}

    def partners(self, parties: Iterable[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for one, other in self.pairs:
            if one in set(parties):
                found.setdefault(one, []).append(other)
        return found

    def partner_lists(self, parties: IdArray) -> Adjacency:
        ids = parties.tolist()
        return adjacency_of(dict.fromkeys(ids, ()) | self.partners(ids))

    def partner_kinds(self, party: int) -> list[str]:
        return [self.parties[other].kind for one, other in self.pairs if one == party]

    def matches(self, party: int) -> list[Match]:
        return self.found


class Town:
    """A small town in the database, made through the operations."""

    def __init__(self) -> None:
        seed_link_kinds()
        self.areas: dict[str, Any] = {}
        self.themes: dict[str, Any] = {}

    def party(self, name: str, kind: str = "vereniging", **values: Any) -> Party:
        """A party; `themes` and `areas` by name."""
        values["themes"] = [self.theme(one) for one in values.pop("themes", ())]
        values["areas"] = [self.area(one) for one in values.pop("areas", ())]
        return add_party(values={"name": name, "kind": kind, **values}, actor=OPERATOR)

    def theme(self, name: str) -> Any:
        if name not in self.themes:
            self.themes[name] = add_theme(name, actor=OPERATOR)
        return self.themes[name]

    def area(self, name: str) -> Any:
        if name not in self.areas:
            self.areas[name] = add_area(name, name, "wijk", actor=OPERATOR)
        return self.areas[name]

    def link(self, one: Party, other: Party, kind: str = "werkt_samen_met", **values: Any) -> Any:
        return add_link(one, other, get_link_kind(kind), values=values, actor=OPERATOR)

    def offer(self, party: Party, direction: str, kind: str, title: str, **values: Any) -> Any:
        values["themes"] = [self.theme(one) for one in values.pop("themes", ())]
        values["areas"] = [self.area(one) for one in values.pop("areas", ())]
        values |= {"direction": direction, "kind": kind, "title": title}
        return add_offer(party, values=values, actor=OPERATOR)


def on(day: date) -> Viewer:
    """The operator on another day."""
    db.session.flush()
    return Viewer.operator(day)
