"""What of offers, schemes and grants goes along when one party becomes part of another."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.trace import table_of
from crm.parties.following import Following, Lost, Pair, Told, follows
from crm.parties.models import Party
from crm.resources.models import (
    Affiliation,
    Grant,
    Offer,
    Scheme,
    offer_answer,
    offer_fulfilment,
)
from crm.resources.queries import grants_of, offers_of

TO_ITSELF = "blijft, maar zonder dat de ander reageerde: dat is nu dezelfde partij"


def make_room(pair: Pair) -> None:
    """Nobody answers or fulfils what it offers or needs itself."""
    both = (pair.kept, pair.dropped)
    offer: Any = table_of(Offer)
    of_both = select(offer.c.id).where(offer.c.party_id.in_(both))
    for table in (offer_answer, offer_fulfilment):
        pair.trace.remove(table, and_(table.c.party_id.in_(both), table.c.offer_id.in_(of_both)))


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """What a party offers, needs, received and provides, of what the viewer may see."""
    schemes = (
        select(Scheme.name)
        .where(Scheme.provider_id == party.id, Scheme.level <= viewer.level)
        .order_by(Scheme.sort_key, Scheme.id)
    )
    grants = [
        f"{grant.scheme.name}{f', {grant.year}' if grant.year else ''}"
        for grant in grants_of(party, viewer=viewer)
    ]
    return [
        Told("biedt en zoekt", [one.title for one in offers_of(party, viewer=viewer)]),
        Told("subsidies", grants),
        Told("regelingen", list(db.session.scalars(schemes))),
    ]


def lose(kept: Party, dropped: Party, *, viewer: Viewer) -> list[Lost]:
    """What one of the two offers or needs and the other answered, of what the viewer may see."""
    both = (kept.id, dropped.id)
    ids = [offer.id for party in (kept, dropped) for offer in offers_of(party, viewer=viewer)]
    answered = or_(
        Offer.answered_by.any(Party.id.in_(both)), Offer.fulfilled_by.any(Party.id.in_(both))
    )
    titles = select(Offer.title).where(Offer.id.in_(ids), answered).order_by(Offer.id)
    return [Lost(title, TO_ITSELF) for title in db.session.scalars(titles)]


follows(
    Following(
        moves=(Offer.party_id, Grant.party_id, Scheme.provider_id),
        joins=(offer_answer.c.party_id, offer_fulfilment.c.party_id),
        derived=(Affiliation.party_id,),
        make_room=make_room,
        tell=tell,
        lose=lose,
    )
)
