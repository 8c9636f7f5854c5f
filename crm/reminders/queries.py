"""Reading parties to confirm, what a form asks about one, and corrections that wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.accounts.models import PersonalLink
from crm.accounts.purposes import Purpose
from crm.accounts.viewer import Viewer
from crm.core.dates import end_of, utc_now
from crm.core.db import HIDDEN_LEVEL, db
from crm.core.errors import NotFound
from crm.links.models import Link
from crm.links.queries import PARTY_A, PARTY_B, visible_links, with_parties
from crm.parties.models import Party
from crm.parties.queries import Page, PartyFilters, current, filtered_parties, paged, party_seen
from crm.people.models import Person
from crm.reminders.due import NETWORK_LEVEL, NOT_ASKED, WEEK, stale_before
from crm.reminders.models import Correction, MailedPerson
from crm.resources.models import RUNNING, Offer

MOST_LINKS, MOST_OFFERS, MOST_CORRECTIONS = 12, 12, 25


def is_stale(day: date) -> ColumnElement[bool]:
    """Whether a party's profile was confirmed too long ago; a new one is new for a while."""
    last = stale_before(day)
    never = and_(Party.verified_on.is_(None), Party.created_at < end_of(last))
    return and_(or_(Party.verified_on <= last, never), Party.kind.not_in(NOT_ASKED))


def stale_parties(filters: PartyFilters, *, viewer: Viewer) -> Select[Party]:
    """The parties nobody confirmed for long, never confirmed ones first, then the oldest."""
    query = filtered_parties(filters, viewer=viewer).where(is_stale(viewer.day))
    return query.order_by(None).order_by(Party.verified_on.nulls_first(), Party.sort_key, Party.id)


def list_stale(filters: PartyFilters, *, page: int, viewer: Viewer) -> Page[Party]:
    """One page of them."""
    return paged(stale_parties(filters, viewer=viewer), page)


def profile_links_of(party: Party, *, people: Iterable[Person] = ()) -> list[PersonalLink]:
    """The living links by which somebody may confirm this party's profile.

    Those are the links to it alone, and the links of these people to everything that waits.
    """
    holders = [person.ref for person in people]
    query = select(PersonalLink).where(
        or_(
            and_(
                PersonalLink.purpose == Purpose.PROFILE,
                PersonalLink.subject_ref == party.ref,
            ),
            and_(
                PersonalLink.purpose == Purpose.PERSONAL,
                PersonalLink.holder_ref.in_(holders),
            ),
        ),
        PersonalLink.revoked_at.is_(None),
        PersonalLink.expires_at > utc_now(),
    )
    return list(db.session.scalars(query.order_by(PersonalLink.id)))


def own_links(party: Party, *, day: date) -> list[Link]:
    """The links of a party for who speaks for it: up to `intern`, with who is in the network."""
    query = (
        select(Link)
        .join(PARTY_A, PARTY_A.id == Link.party_a_id)
        .join(PARTY_B, PARTY_B.id == Link.party_b_id)
        .where(
            or_(
                and_(Link.party_a_id == party.id, PARTY_B.level <= NETWORK_LEVEL),
                and_(Link.party_b_id == party.id, PARTY_A.level <= NETWORK_LEVEL),
            ),
            PARTY_A.archived_at.is_(None),
            PARTY_B.archived_at.is_(None),
            Link.level < HIDDEN_LEVEL,
            Link.archived_at.is_(None),
            current(Link, day),
        )
        .options(*with_parties(), selectinload(Link.sides))
        .order_by(
            (Link.status == "voorgesteld").desc(), Link.begins_on.desc().nulls_last(), Link.id
        )
    )
    return list(db.session.scalars(query.limit(MOST_LINKS)))


def own_offers(party: Party) -> list[Offer]:
    """What a party offers and needs now, for who speaks for it: up to `intern`."""
    query = select(Offer).where(
        Offer.party_id == party.id,
        Offer.level < HIDDEN_LEVEL,
        Offer.archived_at.is_(None),
        Offer.status.in_(RUNNING),
    )
    # what ends first is asked about first
    query = query.order_by(Offer.valid_until.nulls_last(), Offer.direction, Offer.id)
    return list(db.session.scalars(query.limit(MOST_OFFERS)))


def mailed_this_week(address: str, *, on: date) -> date | None:
    """When a mail last left for this address in the week before a day, whoever reads it there."""
    same = func.lower(Person.email) == address.strip().casefold()
    recent = (MailedPerson.last_on > on - WEEK, Person.level < HIDDEN_LEVEL)
    query = select(func.max(MailedPerson.last_on)).join(Person, Person.id == MailedPerson.person_id)
    return db.session.scalar(query.where(same, *recent)) if address.strip() else None


# --- corrections --------------------------------------------------------------------------


def visible_corrections(viewer: Viewer) -> Select[Correction]:
    """The corrections that wait: of parties, of links and by people that the viewer may see."""
    # of each the one link is looked at: a list of all that are seen is long
    link = visible_links(viewer).where(Link.id == Correction.link_id)
    link_seen = link.with_only_columns(Link.id, maintain_column_froms=True).exists()
    return (
        select(Correction)
        .join(Party, Party.id == Correction.party_id)
        .join(Person, Person.id == Correction.person_id)
        .where(
            Correction.settled_at.is_(None),
            Party.archived_at.is_(None),
            party_seen(viewer),
            Person.level <= viewer.level,
            or_(Correction.link_id.is_(None), link_seen),
        )
    )


def list_corrections(*, viewer: Viewer) -> list[Correction]:
    """The corrections that wait longest."""
    query = visible_corrections(viewer).options(
        joinedload(Correction.party),
        joinedload(Correction.person),
        selectinload(Correction.link).options(*with_parties()),
    )
    return list(db.session.scalars(query.order_by(Correction.id).limit(MOST_CORRECTIONS)))


def count_corrections(*, viewer: Viewer) -> int:
    """How many wait."""
    ids = visible_corrections(viewer).with_only_columns(Correction.id, maintain_column_froms=True)
    return db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def has_correction(party: Party, person: Person) -> bool:
    """Whether something that this person corrected waits; asked for who said it."""
    mine = (Correction.party_id == party.id, Correction.person_id == person.id)
    query = select(Correction.id).where(*mine, Correction.settled_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def get_correction(ref: str, *, viewer: Viewer) -> Correction:
    """A correction that waits, else NotFound."""
    correction = db.session.scalar(visible_corrections(viewer).where(Correction.ref == ref))
    if correction is None:
        raise NotFound("Deze aanpassing wacht niet meer, of u mag haar niet zien.")
    return correction
