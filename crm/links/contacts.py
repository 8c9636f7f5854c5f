"""The last real contact with each party, kept in the transaction of every change.

Contact of any kind counts: a contact moment, or a side of a link that said yes. What is
confidential or sensitive feeds nothing derived, so it does not count here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, union
from sqlalchemy.orm import aliased

from crm.accounts.operations import change_setting
from crm.accounts.queries import setting
from crm.accounts.viewer import Viewer
from crm.core.dates import dutch_day
from crm.core.db import HIDDEN_LEVEL, db
from crm.links.edges import CHUNK
from crm.links.models import ContactMoment, Edge, Link, LinkSide, PartyContact, moment_party
from crm.links.rhythm import days_for, marks, read_rhythms, written_rhythms
from crm.parties.kinds import Phase
from crm.parties.models import InitiativeProfile, Party
from crm.parties.operations import when_reach_changes

RHYTHM_SETTING = "contact_rhythm"


class Row(NamedTuple):
    """One row of the table as it should be."""

    party_id: int
    last_on: date | None
    fades_on: date | None
    quiet_on: date | None


def rhythms() -> dict[str, int]:
    """How many days may lie between two contacts, by kind of party."""
    return read_rhythms(setting(RHYTHM_SETTING))


def change_rhythms(chosen: dict[str, int], *, actor: Viewer) -> None:
    """Choose the rhythm of each kind of party; who is quiet follows at once."""
    change_setting(RHYTHM_SETTING, written_rhythms(chosen), actor=actor)
    rebuild_contacts()


def sync_contacts(party_ids: Iterable[int]) -> None:
    """Make the rows of these parties follow from the tables again."""
    days = rhythms()
    for ids in _chunks(party_ids):
        db.session.execute(delete(PartyContact).where(PartyContact.party_id.in_(ids)))
        _insert(_rows(ids, days))


def rebuild_contacts() -> None:
    """Make the whole table again: for bulk paths and a change of rhythm."""
    db.session.execute(delete(PartyContact))
    _insert(expected_contacts())


def expected_contacts() -> list[Row]:
    """What the table should hold."""
    days = rhythms()
    return [row for ids in _chunks(_candidates()) for row in _rows(ids, days)]


def _insert(rows: Sequence[Row]) -> None:
    if rows:
        db.session.execute(insert(PartyContact), [row._asdict() for row in rows])


def _candidates() -> Iterable[int]:
    """Parties with a contact or a rhythm of their own: nobody else can become quiet."""
    found = union(
        select(moment_party.c.party_id),
        select(LinkSide.party_id),
        select(Party.id).where(Party.contact_every > 0),
    )
    return db.session.scalars(found).all()


def _rows(ids: Sequence[int], days: dict[str, int]) -> list[Row]:
    spoken, said = _last_moments(ids), _last_confirmed(ids)
    query = (
        select(Party.id, Party.kind, Party.contact_every, Party.created_at, InitiativeProfile.phase)
        .outerjoin(InitiativeProfile, InitiativeProfile.party_id == Party.id)
        .where(Party.id.in_(ids), _counts(Party))
    )
    found = []
    for party_id, kind, own, created_at, phase in db.session.execute(query):
        known = [day for day in (spoken.get(party_id), said.get(party_id)) if day]
        if not known and not own:
            continue
        last = max(known, default=None)
        every = 0 if phase == Phase.STOPPED else days_for(kind, own, days)
        found.append(Row(party_id, last, *marks(last or dutch_day(created_at), every)))
    return found


def _last_moments(ids: Sequence[int]) -> dict[int, date]:
    other, partner = moment_party.alias(), aliased(Party)
    hides = (
        select(other.c.party_id)
        .join(partner, partner.id == other.c.party_id)
        .where(other.c.moment_id == ContactMoment.id, partner.level >= HIDDEN_LEVEL)
        .exists()
    )
    query = (
        select(moment_party.c.party_id, func.max(ContactMoment.happened_at))
        .join(ContactMoment, ContactMoment.id == moment_party.c.moment_id)
        .where(moment_party.c.party_id.in_(ids), _counts(ContactMoment), ~hides)
        .group_by(moment_party.c.party_id)
    )
    return {party_id: dutch_day(at) for party_id, at in db.session.execute(query)}


def _last_confirmed(ids: Sequence[int]) -> dict[int, date]:
    """By the edges, which carry the strictest level of a link and both its parties."""
    of_side = (Edge.link_id == LinkSide.link_id) & (Edge.src == LinkSide.party_id)
    query = (
        select(LinkSide.party_id, func.max(LinkSide.confirmed_on))
        .join(Edge, of_side)
        .where(
            LinkSide.party_id.in_(ids),
            LinkSide.confirmed_on.is_not(None),
            Edge.level < HIDDEN_LEVEL,
        )
        .group_by(LinkSide.party_id)
    )
    return {party_id: on for party_id, on in db.session.execute(query) if on is not None}


def _counts(record: Any) -> ColumnElement[bool]:
    return (record.level < HIDDEN_LEVEL) & record.archived_at.is_(None)


def _sync_around(party_ids: list[int]) -> None:
    """A party that becomes hidden takes what it did together with others along."""
    for ids in _chunks(party_ids):
        own, other = moment_party.alias(), moment_party.alias()
        met = (
            select(other.c.party_id)
            .join(own, own.c.moment_id == other.c.moment_id)
            .where(own.c.party_id.in_(ids))
        )
        linked = (
            select(LinkSide.party_id)
            .join(Link, Link.id == LinkSide.link_id)
            .where(or_(Link.party_a_id.in_(ids), Link.party_b_id.in_(ids)))
        )
        sync_contacts([*ids, *db.session.scalars(union(met, linked))])


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    unique = sorted(set(ids))
    return (unique[start : start + CHUNK] for start in range(0, len(unique), CHUNK))


when_reach_changes(_sync_around)
