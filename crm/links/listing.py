"""Lists of links: filters, the links that look like a new one, and those of several parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select

from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.core.db import db
from crm.links.models import Link, LinkKind
from crm.links.nature import sectors_of
from crm.links.queries import (
    PARTY_A,
    PARTY_B,
    in_state,
    link_seen,
    visible_links,
    with_parties,
)
from crm.links.quiet import link_sleeps
from crm.links.states import ENDED, SLEEPING
from crm.parties.models import Party
from crm.parties.queries import Page, paged

MOST_COUNTED = 1000
"""Of each link both parties are looked at, so a list counts no further."""


@dataclass(frozen=True, slots=True)
class LinkFilters:
    """What a list of links is narrowed to; within one filter OR, between them AND."""

    kinds: Sequence[str] = ()
    statuses: Sequence[str] = ()
    natures: Sequence[str] = ()
    state: str = "huidig"
    party: Party | None = None


def list_links(filters: LinkFilters, *, page: int, viewer: Viewer) -> Page[Link]:
    """One page of links, the last written down first: a constant number of queries."""
    return paged(filtered_links(filters, viewer=viewer), page, count_to=MOST_COUNTED)


def filtered_links(filters: LinkFilters, *, viewer: Viewer) -> Select[Link]:
    """The links a viewer may see, narrowed by the filters, the last written down first."""
    query = (
        select(Link)
        .join(PARTY_A, PARTY_A.id == Link.party_a_id)
        .join(PARTY_B, PARTY_B.id == Link.party_b_id)
        .where(link_seen(viewer, PARTY_A, PARTY_B), Link.archived_at.is_(None))
        .options(*with_parties())
        .order_by(Link.id.desc())
    )
    if filters.kinds:
        kinds = select(LinkKind.id).where(LinkKind.code.in_(filters.kinds))
        query = query.where(Link.kind_id.in_(kinds))
    if filters.statuses:
        query = query.where(or_(*(_has_status(one, viewer) for one in filters.statuses)))
    if filters.natures:
        query = query.where(or_(*(_has_nature(one) for one in filters.natures)))
    if filters.party is not None:
        query = query.where(_of_party(filters.party))
    return query.where(in_state(filters.state, viewer))


def links_between(party_a: Party, party_b: Party, *, viewer: Viewer) -> list[Link]:
    """The links between two parties, either way round, also those that are over."""
    query = (
        visible_links(viewer)
        .where(_of_party(party_a), _of_party(party_b), Link.archived_at.is_(None))
        .options(*with_parties())
        .order_by(Link.id.desc())
    )
    return list(db.session.scalars(query))


def similar_links(
    party_a: Party, party_b: Party, kind: LinkKind, period: Period, *, viewer: Viewer
) -> list[Link]:
    """Links between two parties, either way round, that look like a new one.

    Those that still run, and earlier ones of the same kind. What the database refuses anyway
    (the same kind the same way round in the same period) is not among them.
    """
    return [
        link
        for link in links_between(party_a, party_b, viewer=viewer)
        if (link.kind_id == kind.id or link.period.state(viewer.day) != "voorbij")
        and not _is_same(link, party_a, kind, period)
    ]


def _is_same(link: Link, party_a: Party, kind: LinkKind, period: Period) -> bool:
    same_way = not kind.directed or link.party_a_id == party_a.id
    return link.kind_id == kind.id and same_way and link.period.overlaps(period)


def _of_party(party: Party) -> ColumnElement[bool]:
    return or_(Link.party_a_id == party.id, Link.party_b_id == party.id)


def _has_status(status: str, viewer: Viewer) -> ColumnElement[bool]:
    over = in_state("voorbij", viewer)
    if status == ENDED:
        return over
    if status == SLEEPING:
        return link_sleeps(viewer)
    return and_(Link.status == status, or_(Link.ends_on.is_(None), not_(over)))


def _has_nature(nature: str) -> ColumnElement[bool]:
    one, other = sectors_of(nature)
    ways = {(one, other), (other, one)}
    return or_(*(and_(PARTY_A.sector == a, PARTY_B.sector == b) for a, b in sorted(ways)))
