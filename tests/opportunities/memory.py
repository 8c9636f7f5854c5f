"""What a network in memory holds, to compare it with one that was read this moment."""

from __future__ import annotations

from typing import Any

import numpy as np

from crm.accounts.viewer import Viewer
from crm.opportunities.ranking.listings import Called, Listing
from crm.opportunities.ranking.network import Network
from crm.opportunities.ranking.numbers import UNUSABLE


def fresh_network(viewer: Viewer) -> Network:
    """The network of a viewer, from the tables."""
    return Network(viewer.level, viewer.day)


def what_it_holds(network: Network) -> dict[str, Any]:
    """All of it, whatever the order in which it came; what nobody has any more is left out."""
    held = vars(network)
    links = {one: network.links.of(one).tolist() for one in held["_ids"]}
    return {
        "names": [held[f"_{what}_names"] for what in ("theme", "group", "scheme")],
        "called": [vars(one)["_placed"] for one in held["_called"]],
        "words of areas": network.words_of_areas,
        "in common": [vars(one)["_placed"] for one in held.values() if isinstance(one, Called)],
        "with money": held["_themes_with_money"],
        "noticed": (network.weights, network.ever_left_out, held["_telling_groups"]),
        "facts": held["_facts"],
        "told": held["_told"],
        "links": ({one: some for one, some in links.items() if some}, held["_later"]),
        "numbers": _numbers(network),
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
    at = {value: frozenset(parties) for value, parties in listing.at.items() if parties}
    for value, parties in at.items():
        assert set(listing.counted_at([value])[0].tolist()) == parties
    return listing.of, at


def _numbers(network: Network) -> dict[str, Any]:
    """What stands in arrays, of the parties that may be used; the others must be marked so."""
    held = vars(network)
    numbers, names = held["_numbers"], held["_names"]
    ids = sorted(held["_facts"])
    gone = sorted(held["_ids"].keys() - held["_facts"].keys())
    assert (numbers.kind[gone] == UNUSABLE).all()
    kept = {what: getattr(numbers, what)[ids].tolist() for what in ("degree", "weight", "kind")}
    kept |= {code: size[ids].tolist() for code, size in numbers.sizes.items()}
    kept |= {what: getattr(numbers, what)[ids].tolist() for what in ("themes", "areas")}
    kept["themes shared"] = [numbers.shared_themes(one, np.array(ids)).tolist() for one in ids]
    kept["names"] = [names.alike(one, np.array(ids)).tolist() for one in ids]
    return kept
