"""What of offers, schemes and grants goes along when one party becomes part of another."""

from __future__ import annotations

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.parties.following import Following, Told, follows
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


follows(
    Following(
        moves=(Offer.party_id, Grant.party_id, Scheme.provider_id),
        joins=(offer_answer.c.party_id, offer_fulfilment.c.party_id),
        derived=(Affiliation.party_id,),
        tell=tell,
    )
)
