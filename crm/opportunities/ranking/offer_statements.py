"""The statements that read needs and offers: of a party, what may meet them, and how they are told.

Only open ones up to the viewer's level. Parameters: `party`, `level`, `day`, `kinds` and
`directions` of what is wanted, `areas`, `most`, `ids`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, or_, select, union_all

from crm.core.prepared import Among
from crm.opportunities.ranking.statements import has, usable, values_of
from crm.parties.models import Party, party_area
from crm.resources.models import Offer, offer_area, offer_theme
from crm.taxonomy.models import OfferKind

_party: Any = Party.__table__
_offer: Any = Offer.__table__
_offer_kind: Any = OfferKind.__table__
_own: Any = bindparam("party")
_level: Any = bindparam("level")
_day: Any = bindparam("day")


def _open_offers() -> Any:
    valid = or_(_offer.c.valid_until.is_(None), _offer.c.valid_until >= _day)
    return (
        select(_offer.c.id, _offer.c.party_id, _offer.c.kind_id, _offer.c.direction, _offer.c.title)
        .select_from(_offer.join(_party, _party.c.id == _offer.c.party_id))
        .where(usable(), _offer.c.level <= _level, _offer.c.archived_at.is_(None))
        .where(_offer.c.status == "open", valid)
    )


def _counterparts() -> Any:
    return _open_offers().where(
        _offer.c.party_id != _own,
        Among(_offer.c.kind_id, "kinds"),
        Among(_offer.c.direction, "directions"),
    )


def _in_place() -> Any:
    """Counterparts in one of the areas: their own, else those of their party."""
    chosen = select(offer_area.c.offer_id).where(Among(offer_area.c.area_id, "areas"))
    homes = select(party_area.c.party_id).where(Among(party_area.c.area_id, "areas"))
    at_home = and_(_offer.c.party_id.in_(homes), ~has(offer_area, "offer_id", _offer.c.id))
    return union_all(_counterparts().where(_offer.c.id.in_(chosen)), _counterparts().where(at_home))


def _anywhere() -> Any:
    """Counterparts without any area; at most `most`."""
    without = and_(
        ~has(offer_area, "offer_id", _offer.c.id), ~has(party_area, "party_id", _offer.c.party_id)
    )
    return _counterparts().where(without).limit(bindparam("most"))


OPEN_OFFERS = _open_offers()
OWN_OFFERS = OPEN_OFFERS.where(_offer.c.party_id == _own)
OFFERS_OF = OPEN_OFFERS.where(Among(_offer.c.party_id, "ids"))
IN_PLACE = _in_place()
ANYWHERE = _anywhere()
EVERYWHERE = _counterparts().limit(bindparam("most"))
OFFER_THEMES = values_of(offer_theme, "offer_id", "theme_id")
OFFER_AREAS = values_of(offer_area, "offer_id", "area_id")
TITLES = (
    select(_offer.c.id, _offer.c.title, _offer_kind.c.name, _offer.c.ref, _party.c.ref)
    .join_from(_offer, _offer_kind, _offer_kind.c.id == _offer.c.kind_id)
    .join(_party, _party.c.id == _offer.c.party_id)
    .where(Among(_offer.c.id, "ids"))
)
