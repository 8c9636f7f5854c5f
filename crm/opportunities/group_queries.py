"""Reading who could act together: parties around a few, up to the viewer's level.

The work is bounded: it starts from all parties of a small network, and from some of a large one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, or_, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.links.models import Edge
from crm.opportunities.groups import FEWEST, Cell, Group, groups_of
from crm.opportunities.left_out import left_out_of_several
from crm.opportunities.ranking.statements import says_something
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.starts import EVERYBODY, parties_in_turn
from crm.parties.models import Party, party_area, party_theme
from crm.parties.queries import PartyFilters, current
from crm.people.models import ContactRole, Person
from crm.taxonomy.models import Area, Theme
from crm.taxonomy.queries import areas_below, themes_below

MOST_IN_CELL = 40
"""Of so many with one theme in one area nobody can say who should act together."""


def network_groups(*, viewer: Viewer, filters: PartyFilters = EVERYBODY) -> list[Group]:
    """Groups that could act together, in the network or in the part that the filters leave."""
    starts = parties_in_turn(viewer, filters)
    rows = db.session.execute(_cells(starts, filters, viewer)).all()
    ids = sorted({row.party_id for row in rows})
    facts = Tables(viewer).facts(ids)
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        members[row.theme, row.area].append(row.party_id)
    cells = [Cell(*place, [facts[one] for one in found]) for place, found in members.items()]
    apart = {frozenset(pair) for pair in left_out_of_several(ids, viewer=viewer)}
    return groups_of(
        cells, known=_known(ids, viewer), apart=apart, with_contact=_with_contact(ids, viewer)
    )


def _cells(starts: Collection[int], filters: PartyFilters, viewer: Viewer) -> Select[Any]:
    """Who has a theme in an area that one of the starts has there: not too many, nor too few."""
    places = (
        select(party_theme.c.theme_id, party_area.c.area_id)
        .join_from(party_theme, party_area, party_area.c.party_id == party_theme.c.party_id)
        .where(party_theme.c.party_id.in_(starts))
        .distinct()
    )
    if filters.themes:
        places = places.where(party_theme.c.theme_id.in_(themes_below(filters.themes)))
    if filters.areas:
        places = places.where(party_area.c.area_id.in_(areas_below(filters.areas)))
    place = places.subquery()
    count = func.count().over(partition_by=(place.c.theme_id, place.c.area_id))
    counted = (
        select(
            Theme.name.label("theme"),
            Area.name.label("area"),
            Area.id.label("area_id"),
            Party.id.label("party_id"),
            count.label("n"),
        )
        .select_from(place)
        .join(Theme, Theme.id == place.c.theme_id)
        .join(Area, Area.id == place.c.area_id)
        .join(party_theme, party_theme.c.theme_id == place.c.theme_id)
        .join(
            party_area,
            (party_area.c.area_id == place.c.area_id)
            & (party_area.c.party_id == party_theme.c.party_id),
        )
        .join(Party, Party.id == party_theme.c.party_id)
        .where(Party.level <= viewer.level, Party.archived_at.is_(None))
        .where(says_something(Theme.__table__))
        .subquery()
    )
    return select(counted).where(counted.c.n >= FEWEST, counted.c.n <= MOST_IN_CELL)


def _known(ids: Collection[int], viewer: Viewer) -> set[frozenset[int]]:
    """The pairs among them that are linked, now or by a link already known."""
    rows = db.session.execute(
        select(Edge.src, Edge.dst).where(
            Edge.src.in_(ids),
            Edge.dst.in_(ids),
            Edge.src < Edge.dst,
            Edge.level <= viewer.level,
            or_(Edge.ends_on.is_(None), Edge.ends_on > viewer.day),
        )
    )
    return {frozenset((src, dst)) for src, dst in rows}


def _with_contact(ids: Collection[int], viewer: Viewer) -> set[int]:
    """Those with somebody to call first, as far as the viewer's level knows."""
    query = (
        select(ContactRole.party_id)
        .join(Person, Person.id == ContactRole.person_id)
        .where(ContactRole.party_id.in_(ids), ContactRole.is_first_contact)
        .where(Person.level <= viewer.level, Person.archived_at.is_(None))
        .where(current(ContactRole, viewer.day))
    )
    return set(db.session.scalars(query))
