"""What stands around an initiative: who pulls it, what it is part of, what is part of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, Select, literal_column, select, union_all

from crm.accounts.viewer import Viewer
from crm.core.db import remembered
from crm.core.prepared import run
from crm.links.models import Link, LinkKind
from crm.links.queries import PARTY_A, visible_links
from crm.parties.models import InitiativeProfile, Party
from crm.parties.queries import PARTY, current, visible_parties

PULLS = "trekt"


@dataclass(frozen=True, slots=True)
class Near:
    """A party as a page names it."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Around:
    """The visible parties around an initiative, each list by name."""

    pullers: list[Near] = field(default_factory=list)
    wholes: list[Near] = field(default_factory=list)
    parts: list[Near] = field(default_factory=list)


def around(party: Party, *, viewer: Viewer) -> Around:
    """Who pulls it on the day that is shown, its larger whole, and its parts: one query."""
    found = Around()
    lists = {PULLS: found.pullers, "geheel": found.wholes, "deel": found.parts}
    for how, ref, name, *_ in run(_around(viewer), {"party_id": party.id}):
        near = Near(ref, name)
        if near not in lists[how]:
            lists[how].append(near)
    return found


@remembered
def _around(viewer: Viewer) -> CompoundSelect[Any]:
    above = select(InitiativeProfile.part_of_id).where(InitiativeProfile.party_id == PARTY)
    below = select(InitiativeProfile.party_id).where(InitiativeProfile.part_of_id == PARTY)
    parties = visible_parties(viewer)
    every = union_all(
        _named(PULLS, _pulling(viewer), PARTY_A),
        _named("geheel", parties.where(Party.id.in_(above)), Party),
        _named("deel", parties.where(Party.id.in_(below), Party.archived_at.is_(None)), Party),
    )
    return every.order_by("sort_key", "id")


def _pulling(viewer: Viewer) -> Select[Any]:
    pulls = select(LinkKind.id).where(LinkKind.code == PULLS).scalar_subquery()
    return visible_links(viewer).where(
        Link.party_b_id == PARTY,
        Link.kind_id == pulls,
        Link.status != "voorgesteld",
        Link.archived_at.is_(None),
        PARTY_A.archived_at.is_(None),
        current(Link, viewer.shown_day),
    )


def _named(how: str, found: Select[Any], party: Any) -> Select[Any]:
    return found.with_only_columns(
        literal_column(f"'{how}'").label("how"), party.ref, party.name, party.sort_key, party.id
    )
