"""A closer look at one chance: since when, how far apart they are, who knows both, what it brings.

All of it rests on records up to the viewer's level, as the ranking does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from crm.accounts.viewer import Viewer
from crm.core.dates import dutch_day
from crm.core.db import db
from crm.links.models import Edge, Link
from crm.opportunities.between import chance_between
from crm.opportunities.distance import Distance, distance_between
from crm.opportunities.gains import Side, Wanted, gain
from crm.opportunities.queries import Opportunity, ShownReason
from crm.opportunities.ranking.evidence import Facts
from crm.opportunities.ranking.kept import evidence_for
from crm.opportunities.ranking.reasons import NEEDS, PARTNERS
from crm.parties.models import Party
from crm.parties.queries import current
from crm.people.contacts import contact_roles
from crm.people.models import ContactRole, Person
from crm.resources.models import Offer

MOST_INTRODUCERS = 3


@dataclass(frozen=True, slots=True)
class Since:
    """From which day the strongest reason holds, and what happened that day."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Introducer:
    """Who could introduce two parties: the way over the parties in between, and whom to call."""

    way: tuple[Facts, ...]
    contact: Person | None


@dataclass(frozen=True, slots=True)
class Closer:
    """All that a page tells of one chance; `gains` in the order of the two parties."""

    chance: Opportunity
    since: Since
    distance: Distance
    introducers: tuple[Introducer, ...]
    gains: tuple[str, ...]

    @property
    def is_linked(self) -> bool:
        """Whether they know each other already, as far as may be known."""
        return self.distance.steps == 1


def look_closer(one: Party, other: Party, *, viewer: Viewer) -> Closer | None:
    """The chance that two parties meet; None when nothing that may be used speaks for it."""
    chance = chance_between(one, other, viewer=viewer)
    if chance is None:
        return None
    tables = evidence_for(viewer)
    distance = distance_between(one.id, other.id, tables)
    facts = tables.facts([one.id, other.id])
    offers = _met(chance.reasons, viewer)
    wanted = [met.wanted for met in offers]
    sides = (
        Side(facts[one.id], distance.one, [each for each in wanted if each.party == one.id]),
        Side(facts[other.id], distance.other, [each for each in wanted if each.party == other.id]),
    )
    return Closer(
        chance,
        _since(one, other, chance.reasons[0], distance, offers, viewer),
        distance,
        _introducers(distance, viewer),
        tuple(told for told in (gain(*sides), gain(*reversed(sides))) if told),
    )


@dataclass(frozen=True, slots=True)
class _Met:
    """A need or offer of the evidence, and since when it stands."""

    wanted: Wanted
    since: date


def _met(reasons: Iterable[ShownReason], viewer: Viewer) -> list[_Met]:
    """The needs and offers that the reasons name, in their order."""
    refs = [named.ref for reason in reasons for named in reason.evidence if named.what == "offer"]
    if not refs:
        return []
    found = {
        offer.ref: offer
        for offer in db.session.scalars(
            select(Offer).where(Offer.ref.in_(refs), Offer.level <= viewer.level)
        )
    }
    return [
        _Met(
            Wanted(offer.party_id, offer.direction, offer.title, offer.kind_label),
            dutch_day(offer.created_at),
        )
        for ref in dict.fromkeys(refs)
        if (offer := found.get(ref)) is not None
    ]


def _since(
    one: Party,
    other: Party,
    reason: ShownReason,
    distance: Distance,
    offers: Sequence[_Met],
    viewer: Viewer,
) -> Since:
    """From when the strongest reason holds, where that can be told; else since both are known."""
    if reason.code == PARTNERS.code and distance.steps == 2:
        shared = [way[0] for way in distance.ways]
        told = _since_partner(one.id, other.id, shared, viewer)
        if told:
            return told
    if reason.code == NEEDS.code and len(offers) > 1:
        day = max(met.since for met in offers[:2])
        return Since(day, "Toen stonden de vraag en het aanbod er allebei.")
    day = max(dutch_day(one.created_at), dutch_day(other.created_at))
    return Since(day, "Toen stonden zij allebei in dit netwerk.")


def _since_partner(one: int, other: int, shared: Sequence[Facts], viewer: Viewer) -> Since | None:
    """The first day that a shared partner was linked with both."""
    query = (
        select(Edge.src, Edge.dst, Edge.begins_on, Link.created_at)
        .join(Link, Link.id == Edge.link_id)
        .where(
            or_(Edge.src == one, Edge.src == other),
            Edge.dst.in_([party.id for party in shared]),
            Edge.level <= viewer.level,
            current(Edge, viewer.day),
        )
    )
    first: dict[tuple[int, int], date] = {}
    for src, dst, begins_on, created_at in db.session.execute(query):
        day = begins_on or dutch_day(created_at)
        first[src, dst] = min(day, first.get((src, dst), day))
    days = [
        (max(first[one, party.id], first[other, party.id]), party.name)
        for party in shared
        if (one, party.id) in first and (other, party.id) in first
    ]
    if not days:
        return None
    day, name = min(days)
    return Since(day, f"Toen kende {name} hen allebei.")


def _introducers(distance: Distance, viewer: Viewer) -> tuple[Introducer, ...]:
    """The shortest ways to an introduction, those with a known contact first."""
    contacts = _contacts({way[0].id for way in distance.ways}, viewer)
    found = [Introducer(way, contacts.get(way[0].id)) for way in distance.ways]
    found.sort(key=lambda one: one.contact is None)
    return tuple(found[:MOST_INTRODUCERS])


def _contacts(parties: Collection[int], viewer: Viewer) -> dict[int, Person]:
    """Whom to call first at each party, of the people that the viewer's level knows."""
    if not parties:
        return {}
    known: Any = and_(Person.level <= viewer.level, ContactRole.party_id.in_(sorted(parties)))
    found: dict[int, Person] = {}
    for role in db.session.scalars(contact_roles(viewer.day).where(known)):
        found.setdefault(role.party_id, role.person)
    return found
