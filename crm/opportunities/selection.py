"""The best chances between the parties of a list: nobody else is in them."""

from __future__ import annotations

from collections.abc import Collection

from crm.accounts.viewer import Viewer
from crm.opportunities.queries import CHANCES_EACH, NetworkOpportunity, best_told
from crm.opportunities.ranking.engine import rank
from crm.opportunities.ranking.kept import evidence_for, whole_network_for
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.ranking.worth import WorthShowing
from crm.opportunities.starts import has_at_most

READ_WHOLE = 2000
"""A network of at most so many parties is read whole: quicker than each of a list by itself."""
MOST_COMPARED = 100
"""So many parties are compared with each other at a time."""


def opportunities_between(parties: Collection[int], *, viewer: Viewer) -> list[NetworkOpportunity]:
    """The best connections to make between at most MOST_COMPARED parties, by their ids.

    The scores are those of the whole network: a chance is as strong here as on any other page.
    """
    if len(parties) < 2:
        return []
    tables = _tables(parties, viewer)
    rankings = [
        rank(party, tables, top=CHANCES_EACH, among=parties, sieve=WorthShowing)
        for party in sorted(parties)
    ]
    return best_told([one for one in rankings if one], tables)


def _tables(parties: Collection[int], viewer: Viewer) -> Tables:
    if has_at_most(READ_WHOLE, viewer):
        return whole_network_for(viewer)
    tables = evidence_for(viewer)
    tables.look_up_left_out(parties)
    return tables
