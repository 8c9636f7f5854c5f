"""Who is alike to a party: what pages ask, bounded however many are in its themes and areas."""

from __future__ import annotations

from collections import defaultdict

from crm.accounts.viewer import Viewer
from crm.ideas.candidates import candidates
from crm.ideas.finding import PARTIES, STARTED, STARTING, idea_of
from crm.opportunities.ranking.kept import evidence_for
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.related.alike import INITIATIVES, rank_related, said_by
from crm.opportunities.related.queries import Alike, alike
from crm.parties.models import Party


def related_to(party: Party, *, viewer: Viewer, top: int = 10) -> list[Alike]:
    """The parties most alike in what they do, linked or not; the reasons add up here too."""
    tables = evidence_for(viewer)
    found = rank_related(party.id, tables, top=top, near=_near(party, tables, viewer, top))
    if found is None:
        return []
    own, rows = found
    ids = [row.party.id for row in rows]
    areas: dict[int, list[str]] = defaultdict(list)
    for _, other, name in tables.which_areas({(own.id, one) for one in ids}):
        areas[other].append(name)
    said = said_by([own, *(row.party for row in rows)], tables)
    return [
        alike(row.party, row.points, said[own.id], said[row.party.id], areas[row.party.id])
        for row in rows
    ]


def acquainted(party: Party, *, viewer: Viewer) -> frozenset[int]:
    """The ids of those it is linked with, or has been brought together with, or is not to meet."""
    tables = evidence_for(viewer)
    return tables.linked(party.id) | tables.left_out(party.id)


def _near(party: Party, tables: Tables, viewer: Viewer, top: int) -> dict[int, float]:
    """Who to compare it with: of those that share a theme or an area, found by the index.

    With how alike their areas are, by id.
    """
    sought = STARTED if party.kind in INITIATIVES else PARTIES
    values = {"level": viewer.level, "kinds": STARTING}
    found = candidates(sought, idea_of(party), values, top=top + 1)
    return tables.near_among(party.id, set(found) - {party.id})
