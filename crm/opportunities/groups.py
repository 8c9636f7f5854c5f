"""Groups of three to eight that could act together: who, why, and who could speak for them. Pure.

They share a theme in an area and hardly know each other; who comes from another corner of the
five O's goes before who is more of the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from crm.opportunities.ranking.engine import tie_order
from crm.opportunities.ranking.evidence import Facts
from crm.opportunities.ranking.names import may_be_one
from crm.opportunities.ranking.roles import corner

FEWEST, MOST = 3, 8
MOST_KNOWN = 1 / 3
"""Of all pairs in a group at most so many know each other already."""
MOST_OFTEN = 2
"""How often one party may stand in the list of groups."""
MOST_GROUPS = 12
Pairs = Collection[frozenset[int]]


@dataclass(frozen=True, slots=True)
class Cell:
    """The parties with one theme in one area."""

    theme: str
    area: str
    parties: Sequence[Facts]


@dataclass(frozen=True, slots=True)
class Group:
    """Parties that could act together; `known` of their pairs know each other."""

    theme: str
    area: str
    members: tuple[Facts, ...]
    known: int
    speaker: Facts
    speaker_knows: int
    speaker_has_contact: bool

    @property
    def pairs(self) -> int:
        """How many pairs there are among them."""
        return len(self.members) * (len(self.members) - 1) // 2

    @property
    def corners(self) -> int:
        """From how many of the five O's they come."""
        return len({corner(one.kind) for one in self.members})


def groups_of(
    cells: Iterable[Cell], *, known: Pairs, apart: Pairs, with_contact: Collection[int]
) -> list[Group]:
    """The best groups: from most corners first, then those with most to gain; nobody too often.

    `known`: pairs that are linked; `apart`: pairs that are not to be brought together.
    """
    found = [_group(cell, known, apart, with_contact) for cell in cells]
    ordered = sorted(
        (group for group in found if group),
        key=lambda one: (one.known - one.pairs, -one.corners, tie_order(one.theme, one.area)),
    )
    return _varied(sorted(ordered, key=lambda one: -one.corners))[:MOST_GROUPS]


def _varied(groups: Iterable[Group]) -> list[Group]:
    seen: Counter[int] = Counter()
    kept: list[Group] = []
    for group in groups:
        ids = [one.id for one in group.members]
        if all(seen[one] < MOST_OFTEN for one in ids):
            seen.update(ids)
            kept.append(group)
    return kept


def _group(cell: Cell, known: Pairs, apart: Pairs, with_contact: Collection[int]) -> Group | None:
    members = _chosen(cell, known, apart)
    pairs = [frozenset((one.id, other.id)) for one, other in combinations(members, 2)]
    linked = [pair for pair in pairs if pair in known]
    if len(members) < FEWEST or len(linked) > MOST_KNOWN * len(pairs):
        return None
    knows = Counter(party for pair in linked for party in pair)
    speaker = min(
        members,
        key=lambda one: (
            -knows[one.id],
            one.id not in with_contact,
            -one.degree,
            tie_order(cell.area, one.key),
        ),
    )
    has_contact = speaker.id in with_contact
    return Group(
        cell.theme, cell.area, tuple(members), len(linked), speaker, knows[speaker.id], has_contact
    )


def _chosen(cell: Cell, known: Pairs, apart: Pairs) -> list[Facts]:
    """One after another who knows fewest of them, from a corner that is not there yet."""
    place = cell.area + cell.theme
    rest = sorted(cell.parties, key=lambda one: tie_order(place, one.key))
    members: list[Facts] = []

    def order(one: Facts) -> tuple[int, bool, int]:
        knows = sum(frozenset((one.id, member.id)) in known for member in members)
        there = any(corner(one.kind) == corner(member.kind) for member in members)
        return knows, there, one.degree

    while rest and len(members) < MOST:
        best = min(rest, key=order)
        rest.remove(best)
        if all(_may_meet(best, member, apart) for member in members):
            members.append(best)
    return sorted(members, key=lambda one: one.name.casefold())


def _may_meet(one: Facts, other: Facts, apart: Pairs) -> bool:
    return frozenset((one.id, other.id)) not in apart and not may_be_one(one.name, other.name)
