"""Changing what parties offer and need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.accounts.viewer import Viewer
from crm.audit.changing import changed, created
from crm.core.errors import Refused
from crm.core.text import tidy
from crm.parties.models import Party
from crm.resources.guessing import kind_guessed
from crm.resources.models import KEPT_FOR, OFFER_STATUSES, RUNNING, Offer
from crm.taxonomy.queries import get_offer_kind, list_offer_kinds, offered

OFFER_FIELDS: dict[str, str] = {
    "direction": "biedt of zoekt",
    "kind": "soort",
    "title": "wat",
    "description": "omschrijving",
    "themes": "thema’s",
    "areas": "gebied",
    "valid_until": "geldig tot",
    "status": "status",
    "answered_by": "reageerden",
    "fulfilled_by": "vervuld door",
    "visibility": "wie mag dit zien",
}


def add_offer(party: Party, *, values: Mapping[str, Any], actor: Viewer) -> Offer:
    """Note something a party offers or needs.

    Without a kind it is guessed from the words; without a last day it is asked again in a year.
    """
    offer = Offer(party=party, created_by=actor.ref, changed_by=actor.ref)
    kind = values.get("kind") or _guessed(str(values.get("title", "")))
    until = values.get("valid_until") or actor.day + KEPT_FOR
    _fill(offer, {**values, "kind": kind, "valid_until": until})
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


def keep_offer(offer: Offer, *, actor: Viewer) -> Offer:
    """It still holds: for another year from today."""

    def fill() -> None:
        offer.valid_until = actor.day + KEPT_FOR

    changed(offer, fill, OFFER_FIELDS, "offer.kept", version=None, actor=actor)
    return offer


def answer_offer(offer: Offer, *, party: Party, actor: Viewer) -> Offer:
    """A party says that it wants what is offered, or has what is needed."""
    if party.id == offer.party_id:
        raise Refused("Dit is van uzelf. Een ander moet reageren.")
    if offer.status_on(actor.day) not in [OFFER_STATUSES[status] for status in RUNNING]:
        raise Refused("Dit staat niet meer open.")

    def fill() -> None:
        if party not in offer.answered_by:
            offer.answered_by = [*offer.answered_by, party]

    changed(offer, fill, OFFER_FIELDS, "offer.answered", version=None, actor=actor)
    return offer


def _guessed(title: str) -> str:
    return kind_guessed(title, [kind.code for kind in offered(list_offer_kinds())])


def _fill(offer: Offer, values: Mapping[str, Any]) -> None:
    for attribute in OFFER_FIELDS:
        if attribute in values:
            value = values[attribute]
            if attribute == "kind":
                value = get_offer_kind(value)
            setattr(offer, attribute, tidy(value) if attribute == "title" else value)
    if not offer.title:
        raise Refused("Wat is het? Vul een korte naam in.", field="title")
    if any(one.id == offer.party.id for one in offer.fulfilled_by):
        raise Refused("Een partij vervult niet wat zij zelf vraagt.", field="fulfilled_by")
    if offer.fulfilled_by and offer.is_running:
        offer.status = "vervuld"
