"""What a network in memory holds, to compare it with one that was read this moment."""

from __future__ import annotations

from typing import Any

from crm.accounts.viewer import Viewer
from crm.opportunities.ranking.listings import Listing
from crm.opportunities.ranking.network import Network


def fresh_network(viewer: Viewer) -> Network:
    """The network of a viewer, from the tables."""
    return Network(viewer.level, viewer.day)


def what_it_holds(network: Network) -> dict[str, Any]:
    """All of it, whatever the order in which it came; what nobody has any more is left out."""
    held = vars(network)
    return {
        "names": [held[f"_{what}_names"] for what in ("theme", "group", "scheme")],
        "noticed": (network.weights, network.ever_left_out, held["_telling_groups"]),
        "facts": held["_facts"],
        "links": [_as_sets(held[f"_{when}"]) for when in ("now", "later")],
        "lists": {name: _listed(one) for name, one in held.items() if isinstance(one, Listing)},
        "offers": {
            party: sorted(offers, key=lambda one: one.id)
            for party, offers in held["_offers"].of.items()
        },
        "places": {
            place: offers for place, offers in vars(held["_offers"])["_at"].items() if offers
        },
    }


def _listed(listing: Listing) -> tuple[Any, Any]:
    return listing.of, _as_sets(listing.at)


def _as_sets(held: dict[int, tuple[int, ...]]) -> dict[int, frozenset[int]]:
    return {one: frozenset(values) for one, values in held.items() if values}
