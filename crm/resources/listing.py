"""Lists of offers and needs: filters, who answered, and what should be asked again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.accounts.viewer import Viewer
from crm.core.db import HIDDEN_LEVEL, db
from crm.parties.models import Party, party_area, party_theme
from crm.parties.queries import Page, paged, visible_parties
from crm.resources.models import (
    ASKED_BEFORE,
    RUNNING,
    Offer,
    offer_area,
    offer_fulfilment,
    offer_theme,
)
from crm.resources.queries import visible_offers
from crm.taxonomy.queries import areas_below, kinds_called, themes_below

OPEN, OVER = "lopend", "voorbij"
STANDS = {OPEN: "loopt nog", OVER: "voorbij"}
MOST_COUNTED = 1000
"""Of each offer its party is looked at too, so a list counts no further."""


@dataclass(frozen=True, slots=True)
class OfferFilters:
    """What the list is narrowed to; within one filter OR, between them AND.

    What says nothing of a theme or area has those of its party.
    """

    directions: Sequence[str] = ()
    kinds: Sequence[str] = ()
    themes: Sequence[str] = ()
    areas: Sequence[str] = ()
    stands: Sequence[str] = (OPEN,)


def list_offers(filters: OfferFilters, *, page: int, viewer: Viewer) -> Page[Offer]:
    """One page of offers and needs, the newest first: a constant number of queries."""
    return paged(filtered_offers(filters, viewer=viewer), page, count_to=MOST_COUNTED)


def filtered_offers(filters: OfferFilters, *, viewer: Viewer) -> Select[Offer]:
    """The offers and needs a viewer may see, narrowed by the filters, the newest first."""
    query = (
        visible_offers(viewer)
        .where(or_(*(_stands(one, viewer.day) for one in filters.stands or STANDS)))
        .options(joinedload(Offer.party), selectinload(Offer.themes), selectinload(Offer.areas))
        .options(selectinload(Offer.answered_by), selectinload(Offer.fulfilled_by))
        .order_by(Offer.id.desc())
    )
    if filters.directions:
        query = query.where(Offer.direction.in_(filters.directions))
    if filters.kinds:
        query = query.where(Offer.kind_id.in_(kinds_called(filters.kinds)))
    if filters.themes:
        query = query.where(_has_theme(themes_below(filters.themes)))
    if filters.areas:
        query = query.where(_has_area(areas_below(filters.areas)))
    return query


def any_offers(viewer: Viewer) -> ColumnElement[bool]:
    """Whether anybody offers or needs anything that the viewer may see: a condition."""
    query = visible_offers(viewer).with_only_columns(Offer.id, maintain_column_froms=True)
    return query.exists()


def offers_to_ask_again(parties: Iterable[Party], *, viewer: Viewer) -> list[Offer]:
    """What these parties offer and need of which the last day is near or over, the oldest first."""
    ids = [party.id for party in parties]
    query = (
        visible_offers(viewer)
        .where(
            Offer.party_id.in_(ids),
            Offer.status.in_(RUNNING),
            Offer.valid_until <= viewer.day + ASKED_BEFORE,
            Offer.level < HIDDEN_LEVEL,
        )
        .options(joinedload(Offer.party))
        .order_by(Offer.valid_until, Offer.id)
    )
    return list(db.session.scalars(query))


def parties_seen(offers: Iterable[Offer], *, viewer: Viewer) -> set[int]:
    """The ids of who answered or fulfilled these offers, of those the viewer may see."""
    ids = {one.id for offer in offers for one in (*offer.answered_by, *offer.fulfilled_by)}
    if not ids:
        return set()
    query = visible_parties(viewer).where(Party.id.in_(ids)).with_only_columns(Party.id)
    return set(db.session.scalars(query))


def fulfillers(offers: Iterable[Offer], *, viewer: Viewer) -> dict[int, list[Party]]:
    """Who fulfilled these offers, by offer id and by name, of those the viewer may see."""
    ids = [offer.id for offer in offers if offer.status == "vervuld"]
    if not ids:
        return {}
    query = (
        visible_parties(viewer)
        .join(offer_fulfilment, offer_fulfilment.c.party_id == Party.id)
        .where(offer_fulfilment.c.offer_id.in_(ids))
        .order_by(Party.sort_key, Party.id)
        .add_columns(offer_fulfilment.c.offer_id)
    )
    found: dict[int, list[Party]] = {}
    for party, offer_id in db.session.execute(query):
        found.setdefault(offer_id, []).append(party)
    return found


def _stands(stand: str, day: date) -> ColumnElement[bool]:
    running = and_(
        Offer.status.in_(RUNNING), or_(Offer.valid_until.is_(None), Offer.valid_until >= day)
    )
    return running if stand == OPEN else not_(running)


def _has_theme(ids: Select[int]) -> ColumnElement[bool]:
    own = select(offer_theme.c.offer_id).where(offer_theme.c.offer_id == Offer.id)
    of_party = select(party_theme.c.party_id).where(party_theme.c.party_id == Offer.party_id)
    return or_(
        own.where(offer_theme.c.theme_id.in_(ids)).exists(),
        and_(~own.exists(), of_party.where(party_theme.c.theme_id.in_(ids)).exists()),
    )


def _has_area(ids: Select[int]) -> ColumnElement[bool]:
    own = select(offer_area.c.offer_id).where(offer_area.c.offer_id == Offer.id)
    of_party = select(party_area.c.party_id).where(party_area.c.party_id == Offer.party_id)
    return or_(
        own.where(offer_area.c.area_id.in_(ids)).exists(),
        and_(~own.exists(), of_party.where(party_area.c.area_id.in_(ids)).exists()),
    )
