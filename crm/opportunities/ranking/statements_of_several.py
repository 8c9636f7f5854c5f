"""The statements that read the evidence of several parties at once, beside those of one.

Parameters: `parties`, `level`, `day`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, func, literal, select

from crm.core.prepared import Among
from crm.links.models import Degree, Edge
from crm.opportunities.ranking import offer_statements
from crm.opportunities.ranking import statements as one
from crm.opportunities.ranking.evidence import MILLION
from crm.resources.models import Offer, SchemeDegree

_edge: Any = Edge.__table__
_offer: Any = Offer.__table__
_degree: Any = Degree.__table__
_recipients: Any = SchemeDegree.__table__
_level: Any = bindparam("level")


def _shared_partners() -> Any:
    """Each way from one of them over a partner; two links make it twice."""
    to_partner, onward, theirs = _edge.alias("to_partner"), _edge.alias("onward"), _degree.alias()
    steps, allowed = one.two_steps(to_partner, onward)
    of_other = and_(theirs.c.party_id == onward.c.dst, theirs.c.level == _level)
    own, other = to_partner.c.src, onward.c.dst
    return (
        select(own, other, to_partner.c.dst, _degree.c.n, theirs.c.n)
        .select_from(steps.outerjoin(theirs, of_other))
        .where(Among(own, "parties"), allowed, other != own)
    )


def _shared_schemes() -> Any:
    joined, allowed, own, theirs = one.same_scheme()
    weight = func.sum(literal(MILLION) // _recipients.c.n)
    return (
        select(own.c.party_id, theirs.c.party_id, weight)
        .select_from(joined)
        .where(Among(own.c.party_id, "parties"), allowed, theirs.c.party_id != own.c.party_id)
        .group_by(own.c.party_id, theirs.c.party_id)
    )


LINKED = select(_edge.c.src, _edge.c.dst).where(
    Among(_edge.c.src, "parties"), _edge.c.level <= _level, one.not_over(_edge)
)
SHARED_PARTNERS = _shared_partners()
SHARED_SCHEMES = _shared_schemes()
OWN_OFFERS = offer_statements.OPEN_OFFERS.where(Among(_offer.c.party_id, "parties"))
