"""What becomes visible together with parties that are shared: only they kept it from the group."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from crm.core.db import VISIBILITIES, db
from crm.links.models import Link
from crm.links.queries import PARTY_A, PARTY_B
from crm.parties.models import Party
from crm.parties.sharing import Outlook
from crm.resources.models import Grant, Offer, Scheme


def seen_along(outlook: Outlook) -> list[tuple[str, int]]:
    """What a group of GROUPS would see beside the parties: words and how many; one query.

    Links, offers and grants have a choice of their own, but are never seen without their party.
    """
    level = VISIBILITIES.index(outlook.visibility)
    ids = [party.id for party in outlook.shared]
    shared = select(select(Party.id).where(Party.id.in_(ids)).cte("shared").c.id)
    found = db.session.execute(
        select(
            *(
                query.with_only_columns(func.count()).scalar_subquery()
                for query in (_links(shared, level), _offers(shared, level), _grants(shared, level))
            )
        )
    ).one()
    one = ("verbinding", "keer aanbod of vraag", "subsidie")
    more = ("verbindingen", "keer aanbod of vraag", "subsidies")
    return [
        (one[place] if count == 1 else more[place], count)
        for place, count in enumerate(found)
        if count
    ]


def _links(shared: Select[int], level: int) -> Select[Any]:
    """Those of which both ends are seen then, one of them only because of this."""
    ends = (Link.party_a_id.in_(shared), Link.party_b_id.in_(shared))
    return (
        select(Link)
        .join(PARTY_A, PARTY_A.id == Link.party_a_id)
        .join(PARTY_B, PARTY_B.id == Link.party_b_id)
        .where(
            Link.level <= level,
            Link.archived_at.is_(None),
            or_(*ends),
            or_(ends[0], PARTY_A.level <= level),
            or_(ends[1], PARTY_B.level <= level),
        )
    )


def _offers(shared: Select[int], level: int) -> Select[Any]:
    there = and_(Offer.level <= level, Offer.archived_at.is_(None))
    return select(Offer).where(Offer.party_id.in_(shared), there)


def _grants(shared: Select[int], level: int) -> Select[Any]:
    there = and_(Grant.level <= level, Scheme.level <= level, Grant.archived_at.is_(None))
    return select(Grant).join(Scheme).where(Grant.party_id.in_(shared), there)
