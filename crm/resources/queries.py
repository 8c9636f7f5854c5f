"""Reading offers, needs, schemes and grants through the visibility filter."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import joinedload

from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.parties.models import Party
from crm.parties.queries import PARTY, has_access, party_seen
from crm.resources.models import Grant, Offer, Scheme


@remembered
def offer_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of an offer or need: itself and its party. Needs a join."""
    if viewer.is_operator:
        return true()
    if not viewer.is_signed_in:
        return and_(Offer.level == 0, Party.level == 0)
    own = or_(Offer.level <= viewer.level, has_access(viewer, Offer.party_id, Offer.level))
    return and_(own, party_seen(viewer))


@remembered
def visible_offers(viewer: Viewer) -> Select[Offer]:
    """The offers and needs the viewer may see, joined with their party."""
    return (
        select(Offer)
        .join(Party, Party.id == Offer.party_id)
        .where(offer_seen(viewer), Offer.archived_at.is_(None), Party.archived_at.is_(None))
    )


def offers_of(party: Party, *, viewer: Viewer) -> list[Offer]:
    """What a party offers and needs, the open ones first."""
    return list(db.session.scalars(_offers_of(viewer), {"party_id": party.id}))


@remembered
def _offers_of(viewer: Viewer) -> Select[Offer]:
    return (
        visible_offers(viewer)
        .where(Offer.party_id == PARTY)
        .order_by((Offer.status == "open").desc(), Offer.direction, Offer.id)
    )


def get_offer(ref: str, *, party: Party | None = None, viewer: Viewer) -> Offer:
    """The offer or need with this ref, of this party when one is given."""
    query = visible_offers(viewer).where(Offer.ref == ref)
    if party is not None:
        query = query.where(Offer.party_id == party.id)
    offer = db.session.scalar(query)
    if offer is None:
        raise NotFound("Dit aanbod bestaat niet, of u mag het niet zien.")
    return offer


def grants_of(party: Party, *, viewer: Viewer) -> list[Grant]:
    """What a party received, the newest year first."""
    return list(db.session.scalars(_grants_of(viewer), {"party_id": party.id}))


@remembered
def _grants_of(viewer: Viewer) -> Select[Grant]:
    if viewer.is_operator:
        seen: ColumnElement[bool] = true()
    else:
        seen = or_(
            and_(Grant.level <= viewer.level, Scheme.level <= viewer.level),
            has_access(viewer, Grant.party_id, Grant.level),
        )
    return (
        select(Grant)
        .join(Scheme, Scheme.id == Grant.scheme_id)
        .where(Grant.party_id == PARTY, Grant.archived_at.is_(None), seen)
        .options(joinedload(Grant.scheme))
        .order_by(Grant.year.desc().nulls_last(), Scheme.sort_key, Grant.id)
    )
