"""Who was not spoken to for too long: parties that are fading, and links that sleep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from crm.accounts.viewer import Viewer
from crm.core.dates import dutch_day
from crm.core.db import db, remembered
from crm.links.contacts import rhythms
from crm.links.models import ContactMoment, Link, PartyContact, moment_party
from crm.links.moment_queries import moment_seen
from crm.links.queries import in_state
from crm.links.rhythm import FADING, ON_TIME, QUIET, band_on, days_for, marks
from crm.parties.kinds import Phase
from crm.parties.models import InitiativeProfile, Party
from crm.parties.queries import Page, PartyFilters, filtered_parties, paged
from crm.people.queries import held_parties

YOUNG = timedelta(days=90)
"""A link that began so recently does not sleep yet."""
AWAKE = ("actief", "kennismaking")
MOST_COUNTED = 1000
_IDS: Any = bindparam("ids", expanding=True)
_CONTACTS = select(PartyContact).where(PartyContact.party_id.in_(_IDS))


@dataclass(frozen=True, slots=True)
class QuietFilters:
    """What the list is narrowed to: bands, parties, and whether only those of who looks."""

    bands: Sequence[str] = ()
    parties: PartyFilters = field(default_factory=PartyFilters)
    own: bool = False


def any_fading(viewer: Viewer) -> ColumnElement[bool]:
    """Whether there is anybody in the list: a condition, a look in one index."""
    return select(PartyContact.party_id).where(PartyContact.fades_on <= viewer.day).exists()


def count_fading(*, viewer: Viewer) -> int:
    """How many parties are fading or quiet, counted to MOST_COUNTED."""
    ids = select(PartyContact.party_id).where(PartyContact.fades_on <= viewer.day)
    counted = select(func.count()).select_from(ids.limit(MOST_COUNTED).subquery())
    return db.session.scalar(counted) or 0


def fading_parties(filters: QuietFilters, *, viewer: Viewer) -> Select[Party]:
    """The parties that are fading or quiet, the longest quiet first."""
    day = viewer.day
    query = (
        filtered_parties(filters.parties, viewer=viewer)
        .join(PartyContact, PartyContact.party_id == Party.id)
        .where(Party.level <= viewer.level, PartyContact.fades_on <= day)
    )
    bands = {QUIET: PartyContact.quiet_on <= day, FADING: PartyContact.quiet_on > day}
    chosen = [bands[band] for band in filters.bands if band in bands]
    if chosen:
        query = query.where(or_(*chosen))
    if filters.own:
        held = held_parties(viewer).with_only_columns(Party.id).correlate(None)
        query = query.where(Party.id.in_(held))
    order = (PartyContact.quiet_on, Party.sort_key, Party.id)
    return query.order_by(None).order_by(*order)


def list_fading(filters: QuietFilters, *, page: int, viewer: Viewer) -> Page[Party]:
    """One page of the parties that are fading or quiet."""
    return paged(fading_parties(filters, viewer=viewer), page)


def contacts_of(parties: Iterable[Party]) -> dict[int, PartyContact]:
    """The last contact and what follows from it, by party; none for who was never spoken to."""
    ids = [party.id for party in parties]
    return {row.party_id: row for row in db.session.scalars(_CONTACTS, {"ids": ids})}


def sleeping_links(links: Iterable[Link], *, viewer: Viewer) -> set[int]:
    """The ids of those of these links that sleep."""
    ids = [link.id for link in links]
    if not ids:
        return set()
    return set(db.session.scalars(_sleeping(viewer), {"ids": ids}))


@remembered
def _sleeping(viewer: Viewer) -> Select[int]:
    return select(Link.id).where(Link.id.in_(_IDS), link_sleeps(viewer))


@dataclass(frozen=True, slots=True)
class Silence:
    """A party somebody holds, and the last contact with it; None when there was none."""

    party: Party
    last_at: datetime | None


def long_silent(*, viewer: Viewer) -> list[Silence]:
    """Parties that who looks holds and should have spoken to by now, the longest silent first.

    Of the own parties every contact counts that who looks may read, also what is confidential:
    nobody else sees this list.
    """
    last = (
        select(func.max(ContactMoment.happened_at))
        .join(moment_party, moment_party.c.moment_id == ContactMoment.id)
        .where(
            moment_party.c.party_id == Party.id,
            ContactMoment.archived_at.is_(None),
            moment_seen(viewer),
        )
        .correlate(Party)
        .scalar_subquery()
    )
    rows = db.session.execute(
        held_parties(viewer)
        .add_columns(last.label("last_at"))
        .where(~_stopped())
        .order_by(Party.sort_key, Party.id)
    )
    days = rhythms()
    found = [Silence(party, at) for party, at in rows if _is_due(party, at, days, viewer.day)]
    long_ago = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda one: (one.last_at is not None, one.last_at or long_ago))


def _is_due(party: Party, last_at: datetime | None, days: dict[str, int], day: date) -> bool:
    every = days_for(party.kind, party.contact_every, days)
    if last_at is None:
        return every > 0
    return band_on(day, marks(dutch_day(last_at), every)) != ON_TIME


def _stopped() -> ColumnElement[bool]:
    return (
        select(InitiativeProfile.party_id)
        .where(InitiativeProfile.party_id == Party.id, InitiativeProfile.phase == Phase.STOPPED)
        .exists()
    )


@remembered
def link_sleeps(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a link runs on paper only: nobody at either end was spoken to for too long."""
    of_link = PartyContact.party_id.in_((Link.party_a_id, Link.party_b_id))
    expected = PartyContact.quiet_on.is_not(None)
    someone = select(PartyContact.party_id).where(of_link, expected).exists()
    awake = (
        select(PartyContact.party_id).where(of_link, PartyContact.quiet_on > viewer.day).exists()
    )
    return and_(
        Link.level <= viewer.level,
        Link.archived_at.is_(None),
        Link.status.in_(AWAKE),
        in_state("huidig", viewer),
        or_(Link.begins_on.is_(None), Link.begins_on <= viewer.day - YOUNG),
        someone,
        ~awake,
    )
