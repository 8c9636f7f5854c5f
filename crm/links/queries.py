"""Reading links through the visibility filter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.links.models import Link, LinkKind
from crm.parties.models import Party
from crm.parties.queries import PARTY, has_access, party_seen

MOST_LINKS = 200
# The two ends of a link: made once, since making one is slow.
PARTY_A, PARTY_B = aliased(Party), aliased(Party)


@remembered
def link_seen(viewer: Viewer, party_a: Any, party_b: Any, link: Any = Link) -> ColumnElement[bool]:
    """Whether the viewer may know of a link: both parties seen, and the link itself."""
    if viewer.is_operator:
        return true()
    own_level = (
        link.level <= viewer.level
        if not viewer.is_signed_in
        else or_(
            link.level <= viewer.level,
            has_access(viewer, link.party_a_id, link.level),
            has_access(viewer, link.party_b_id, link.level),
        )
    )
    return and_(own_level, party_seen(viewer, party_a), party_seen(viewer, party_b))


@remembered
def visible_links(viewer: Viewer) -> Select[Link]:
    """The links the viewer may see, archived ones too: a select to build on."""
    return (
        select(Link)
        .join(PARTY_A, PARTY_A.id == Link.party_a_id)
        .join(PARTY_B, PARTY_B.id == Link.party_b_id)
        .where(link_seen(viewer, PARTY_A, PARTY_B))
    )


def get_link(ref: str, *, viewer: Viewer) -> Link:
    """The link with this ref; NotFound also when the viewer may not see it."""
    query = visible_links(viewer).where(Link.ref == ref).options(*with_parties())
    link = db.session.scalar(query)
    if link is None:
        raise NotFound("Deze verbinding bestaat niet, of u mag haar niet zien.")
    return link


def links_of(
    party: Party, *, viewer: Viewer, state: str = "alle", most: int = MOST_LINKS
) -> list[Link]:
    """The newest links of a party that the viewer may see: all, or those in one state."""
    query = _links_in_state(viewer, state, most)
    return list(db.session.scalars(query, {"party_id": party.id}))


@remembered
def _links_in_state(viewer: Viewer, state: str, most: int) -> Select[Link]:
    return (
        links_of_party(viewer)
        .where(in_state(state, viewer))
        .options(*_with_names())
        .order_by(Link.begins_on.desc().nulls_last(), Link.id)
        .limit(most)
    )


@remembered
def links_of_party(viewer: Viewer) -> Select[Link]:
    """The links of PARTY that the viewer may see: a select to build on."""
    of_party = or_(Link.party_a_id == PARTY, Link.party_b_id == PARTY)
    return visible_links(viewer).where(of_party, Link.archived_at.is_(None))


def in_state(state: str, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a link is `huidig`, `voorbij`, `toekomstig` or `niet voorbij` on the day shown."""
    day = viewer.shown_day
    begun = or_(Link.begins_on.is_(None), Link.begins_on <= day)
    ended = Link.ends_on <= day
    if state == "huidig":
        return and_(begun, or_(Link.ends_on.is_(None), Link.ends_on > day))
    if state == "voorbij":
        return ended
    if state == "niet voorbij":
        return or_(Link.ends_on.is_(None), Link.ends_on > day)
    return not_(begun) if state == "toekomstig" else true()


def list_link_kinds() -> list[LinkKind]:
    """The kinds of link, in the order of the start set."""
    return list(db.session.scalars(select(LinkKind).order_by(LinkKind.id)))


def offered_link_kinds() -> list[LinkKind]:
    """The kinds that may be chosen for a new link."""
    return [kind for kind in list_link_kinds() if not kind.is_retired]


def link_kind_uses(*, viewer: Viewer) -> dict[int, int]:
    """How many links the viewer may see of each kind, by the kind's id."""
    seen = visible_links(viewer).subquery()
    query = select(seen.c.kind_id, func.count()).group_by(seen.c.kind_id)
    return dict(db.session.execute(query).all())


def get_link_kind(code: str) -> LinkKind:
    """The kind of link with this code."""
    kind = db.session.scalar(select(LinkKind).where(LinkKind.code == code))
    if kind is None:
        raise NotFound(f"‘{code}’ is geen soort verbinding.")
    return kind


def with_parties() -> tuple[Any, ...]:
    """Read the parties and the kind of links together with them."""
    return (joinedload(Link.party_a), joinedload(Link.party_b), joinedload(Link.kind))


def _with_names() -> tuple[Any, ...]:
    """The kind, and of the parties (joined already) only what a row shows of them."""
    return (
        _named(Link.party_a, PARTY_A),
        _named(Link.party_b, PARTY_B),
        joinedload(Link.kind),
    )


def _named(end: Any, party: Any) -> Any:
    return contains_eager(end.of_type(party)).load_only(party.ref, party.name, party.kind)
