"""With which theme or area a network becomes small enough to draw."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.network.tables import linked
from crm.parties.models import party_area, party_theme
from crm.parties.queries import PartyFilters
from crm.taxonomy.models import Area, Theme

MOST_OFFERED = 24


class Choice(NamedTuple):
    """A value of a filter, its word, and how many parties with a link it leaves."""

    value: str
    word: str
    parties: int


def theme_choices_left(filters: PartyFilters, viewer: Viewer) -> list[Choice]:
    """The themes of the linked parties that the filters leave, the most common first."""
    return _offered(Theme, Theme.name, party_theme, party_theme.c.theme_id, filters, viewer)


def area_choices_left(filters: PartyFilters, viewer: Viewer) -> list[Choice]:
    """The areas of the linked parties that the filters leave, the most common first."""
    return _offered(Area, Area.code, party_area, party_area.c.area_id, filters, viewer)


def _offered(
    tree: type[Theme] | type[Area],
    value: Any,
    having: Any,
    had: Any,
    filters: PartyFilters,
    viewer: Viewer,
) -> list[Choice]:
    """Each value counts who has it, or anything beneath it: as the filter does."""
    below = select(tree.id.label("top"), tree.id.label("id")).cte(recursive=True)
    below = below.union_all(select(below.c.top, tree.id).join(below, tree.parent_id == below.c.id))
    parties = func.count(having.c.party_id.distinct())
    query: Select[Any] = (
        select(value, tree.name, parties)
        .join(below, below.c.top == tree.id)
        .join(having, had == below.c.id)
        .where(having.c.party_id.in_(linked(filters, viewer)))
        .group_by(tree.id, value, tree.name, tree.sort_key)
        .order_by(parties.desc(), tree.sort_key, tree.id)
        .limit(MOST_OFFERED)
    )
    return [Choice(*row) for row in db.session.execute(query)]
