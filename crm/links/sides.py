"""What each side says of a link: proposing one, confirming it, and the level it experiences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from crm.accounts.viewer import Viewer
from crm.audit.changing import put_away
from crm.audit.operations import difference_between, record, snapshot
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.saving import check_version, flush_or_refuse
from crm.links.contacts import sync_contacts
from crm.links.edges import sync_links
from crm.links.kinds import ITSELF
from crm.links.models import Link, LinkKind, LinkSide
from crm.links.operations import REFUSALS, add_link
from crm.links.queries import visible_links, with_parties
from crm.parties.models import Party
from crm.people.models import Person

PROPOSED, ACTIVE = "voorgesteld", "actief"
SIDE_FIELDS: dict[str, str] = {
    "level_experienced": "ervaren niveau",
    "confirmed_on": "bevestigd op",
    "confirmed_how": "bevestigd via",
    "person": "bevestigd door",
}
_SETTLED = {"status": "status", "visibility": "wie mag dit zien"}
MOST_COUNTED, MOST_SHOWN = 1000, 20
CLASH = "Dit voorstel kan nu niet. Vraag het uw contactpersoon bij de gemeente."


def propose_link(
    own: Party,
    other: Party,
    kind: LinkKind,
    *,
    turned: bool = False,
    values: Mapping[str, Any],
    person: Person | None,
    actor: Viewer,
) -> Link:
    """Propose a link of the own party; `turned` makes the other party the first.

    Until the other side says yes only both sides and the town hall see it.
    """
    ends = (other, own) if turned else (own, other)
    proposed = {**values, "status": PROPOSED, "visibility": "intern"}
    try:
        link = add_link(*ends, kind, values=proposed, actor=actor)
    except Refused as refusal:
        if str(refusal) == str(REFUSALS["link_no_overlap"]):
            # what it clashes with may be hidden from this side
            raise Refused(CLASH) from None
        raise
    said = {"confirmed_on": actor.day, "confirmed_how": ITSELF, "person": person}
    return record_side(link, own, values=said, proposed=True, actor=actor)


def record_side(
    link: Link,
    party: Party,
    *,
    values: Mapping[str, Any],
    proposed: bool = False,
    version: int | None = None,
    actor: Viewer,
) -> Link:
    """Keep what the party at one end says, by SIDE_FIELDS; Stale as everywhere.

    A proposed link becomes active when both sides have confirmed it.
    """
    if party.id not in (link.party_a_id, link.party_b_id):
        raise Refused("Deze partij hoort niet bij deze verbinding.")
    check_version(link, version)
    with db.session.no_autoflush:
        side = link.side_of(party)
        before = snapshot(side, SIDE_FIELDS) if side else {}
        before |= snapshot(link, _SETTLED)
        was_confirmed = side is not None and side.confirmed_on is not None
        if side is None:
            side = LinkSide(link=link, party_id=party.id, proposed=proposed)
            db.session.add(side)
        _fill(side, values, day=actor.day)
        _settle(link)
        after = snapshot(side, SIDE_FIELDS) | snapshot(link, _SETTLED)
        difference = difference_between(before, after)
        if not difference:
            return link
        link.touch(actor)
    flush_or_refuse(link, REFUSALS)
    is_new = side.confirmed_on is not None and not was_confirmed
    tag = "link.confirmed" if is_new else "link.side_changed"
    record(tag, link, difference={"namens": [None, party.ref], **difference}, actor=actor)
    sync_links([link.id])
    sync_contacts([link.party_a_id, link.party_b_id])
    return link


def decline_link(link: Link, *, version: int | None = None, actor: Viewer) -> Link:
    """Put a proposed link away: one side took it back, or says that it is not so."""
    if link.status != PROPOSED:
        raise Refused(
            "Deze verbinding is geen voorstel meer. Beëindig haar als zij niet meer loopt."
        )
    put_away(link, "link.declined", version=version, actor=actor)
    sync_links([link.id])
    sync_contacts([link.party_a_id, link.party_b_id])
    return link


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed link, and the own party that must still say yes; None: it waits for the other."""

    link: Link
    waits_for: Party | None


def proposals_of(own: Sequence[Party], *, viewer: Viewer) -> list[Proposal]:
    """The proposed links of these parties: those that wait for them first, then the newest."""
    ids = [party.id for party in own]
    of_own = or_(Link.party_a_id.in_(ids), Link.party_b_id.in_(ids))
    query = _proposals(viewer).where(of_own).options(*with_parties(), selectinload(Link.sides))
    links = db.session.scalars(query.order_by(Link.id.desc()).limit(MOST_SHOWN))
    found = [Proposal(link, _silent_end(link, own)) for link in links]
    return sorted(found, key=lambda one: one.waits_for is None)


def _silent_end(link: Link, own: Sequence[Party]) -> Party | None:
    for party in own:
        side = link.side_of(party)
        if party.id in (link.party_a_id, link.party_b_id) and not (side and side.confirmed_on):
            return party
    return None


def count_proposals(*, viewer: Viewer) -> int:
    """How many proposed links wait for a yes, counted to MOST_COUNTED."""
    ids = _proposals(viewer).with_only_columns(Link.id, maintain_column_froms=True)
    counted = select(func.count()).select_from(ids.limit(MOST_COUNTED).subquery())
    return db.session.scalar(counted) or 0


def _proposals(viewer: Viewer) -> Select[Link]:
    return visible_links(viewer).where(Link.status == PROPOSED, Link.archived_at.is_(None))


def _fill(side: LinkSide, values: Mapping[str, Any], *, day: date) -> None:
    for attribute in SIDE_FIELDS:
        if attribute in values:
            setattr(side, attribute, values[attribute])
    if side.confirmed_on is not None and side.confirmed_on > day:
        raise Refused(
            "Deze dag moet nog komen. Vul in wanneer deze partij ja zei.", field="confirmed_on"
        )
    if side.confirmed_on is None:
        side.confirmed_how, side.person = None, None


def _settle(link: Link) -> None:
    """Both said yes: it runs, and what a side itself brought up is for the network to see."""
    confirmed = [side for side in link.sides if side.confirmed_on is not None]
    if link.status != PROPOSED or len(confirmed) < 2:
        return
    link.status = ACTIVE
    if link.visibility == "intern" and any(side.proposed for side in confirmed):
        link.visibility = Link.default_visibility if not link.sensitive else link.visibility
