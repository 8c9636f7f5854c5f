"""Changing what parties offer and need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.accounts.viewer import Viewer
from crm.audit.changing import changed, created
from crm.core.errors import Refused
from crm.core.text import tidy
from crm.parties.models import Party
from crm.resources.models import Offer

OFFER_FIELDS: dict[str, str] = {
    "direction": "biedt of zoekt",
    "kind": "soort",
    "title": "wat",
    "description": "omschrijving",
    "themes": "thema’s",
    "areas": "gebied",
    "valid_until": "geldig tot",
    "status": "status",
    "visibility": "wie mag dit zien",
}


def add_offer(party: Party, *, values: Mapping[str, Any], actor: Viewer) -> Offer:
    """Note something a party offers or needs."""
    offer = Offer(party=party, created_by=actor.ref, changed_by=actor.ref)
    _fill(offer, values)
    created(offer, OFFER_FIELDS, "offer.created", actor=actor)
    return offer


def change_offer(
    offer: Offer, *, values: Mapping[str, Any], version: int | None = None, actor: Viewer
) -> Offer:
    """Change an offer or need, or what became of it."""
    changed(
        offer,
        lambda: _fill(offer, values),
        OFFER_FIELDS,
        "offer.changed",
        version=version,
        actor=actor,
    )
    return offer


def _fill(offer: Offer, values: Mapping[str, Any]) -> None:
    for attribute in OFFER_FIELDS:
        if attribute in values:
            value = values[attribute]
            setattr(offer, attribute, tidy(value) if attribute == "title" else value)
    if not offer.title:
        raise Refused("Wat is het? Vul een korte naam in.", field="title")
