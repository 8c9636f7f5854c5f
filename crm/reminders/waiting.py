"""What waits for whom: profiles to confirm, proposed links, and what is offered and ends soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from crm.accounts.viewer import Viewer
from crm.core.db import HIDDEN_LEVEL, db
from crm.links.models import Link, LinkSide
from crm.links.queries import PARTY_A, PARTY_B
from crm.links.sides import PROPOSED
from crm.opportunities.introductions.questions import Question, open_questions
from crm.parties.models import Party
from crm.parties.queries import current
from crm.people.contacts import contact_roles, contacts_for
from crm.people.models import ContactRole, Person
from crm.people.queries import people_seen
from crm.reminders.due import (
    LINK_OVER,
    NETWORK_LEVEL,
    NOT_ASKED,
    WEEK,
    may_be_mailed,
)
from crm.reminders.models import Correction, MailedPerson
from crm.reminders.queries import is_stale
from crm.resources.models import ASKED_BEFORE, RUNNING, Offer

AT_ONCE = 500


@dataclass(slots=True)
class Point:
    """A party that somebody is asked about, and what of it waits."""

    party: Party
    is_stale: bool = False
    proposals: int = 0
    lapsing: int = 0
    questions: list[Question] = field(default_factory=list)

    @property
    def asks_profile(self) -> bool:
        """Whether the page of the profile answers anything of it."""
        return self.is_stale or bool(self.proposals or self.lapsing)

    @property
    def told_of_profile(self) -> list[str]:
        """What waits of the profile."""
        told = ["klopt het profiel nog?"] if self.is_stale else []
        if self.proposals:
            links = "verbinding" if self.proposals == 1 else "verbindingen"
            told.append(f"{self.proposals} voorgestelde {links}")
        if self.lapsing:
            told.append(f"{self.lapsing} keer aanbod of vraag die afloopt")
        return told


@dataclass(slots=True)
class Due:
    """Somebody to be asked, and about what."""

    person: Person
    points: list[Point] = field(default_factory=list)

    @property
    def questions(self) -> list[Question]:
        """What introductions ask of this person."""
        return [question for point in self.points for question in point.questions]

    def asks(self, on: date) -> bool:
        """Whether anything is a reason to mail: a question is asked again once."""
        asks = any(point.asks_profile for point in self.points)
        return asks or any(question.is_due(on) for question in self.questions)

    def point_of(self, party: Party) -> Point:
        """What is asked about a party; made when nothing was."""
        known = next((point for point in self.points if point.party.id == party.id), None)
        if known is None:
            known = Point(party)
            self.points.append(known)
        return known


def contacts_seen(parties: Iterable[Party], *, viewer: Viewer) -> dict[int, Person]:
    """Whom to ask about each party, of those that the viewer may know."""
    people = contacts_for(parties, day=viewer.day)
    seen = {person.id for person in people_seen(people.values(), viewer=viewer)}
    return {party_id: person for party_id, person in people.items() if person.id in seen}


def speaks_for(person: Person, party: Party, *, day: date) -> bool:
    """Whether somebody has a role at a party on a day, so that a link may open its profile."""
    query = contact_roles(day).where(
        ContactRole.person_id == person.id, ContactRole.party_id == party.id
    )
    return not party.is_archived and db.session.scalar(query.limit(1)) is not None


def people_of(party: Party, *, day: date) -> list[Person]:
    """Who has a role at a party on a day."""
    query = contact_roles(day).where(ContactRole.party_id == party.id)
    return list({role.person_id: role.person for role in db.session.scalars(query)}.values())


def waiting_for(person: Person, *, day: date) -> list[Point]:
    """What waits for this person, by the party's name."""
    return next((due.points for due in _waiting(day, person=person)), [])


def list_due(*, on: date, person: Person | None = None) -> list[Due]:
    """Who is to be mailed on a day: there is an address, something waits, the pause is over.

    An address gets one mail a week, also when several people read it: it is one mailbox. Who is
    second waits for the next week. Both in one mail would mean one link for two people, and an
    answer is said by one of them.
    """
    paused: dict[int, bool] = {}
    full: set[str] = set()
    for mailed, address in db.session.execute(_mailed_people(person)):
        if not may_be_mailed(mailed.last_on, fewer=mailed.fewer, on=on):
            paused[mailed.person_id] = mailed.fewer
        if mailed.last_on is not None and on - mailed.last_on < WEEK:
            full.add(address.casefold())
    found = []
    for due in _waiting(on, person=person):
        address = due.person.email.casefold()
        is_hidden = due.person.level >= HIDDEN_LEVEL
        is_free = due.person.id not in paused or _may_not_wait(due, paused, on)
        if address and address not in full and not is_hidden and is_free and due.asks(on):
            full.add(address)
            found.append(due)
    return found


def _may_not_wait(due: Due, paused: dict[int, bool], on: date) -> bool:
    """Somebody else waits for an answer: then a week is long enough, unless less mail was asked."""
    wants_fewer = paused[due.person.id]
    return not wants_fewer and any(question.is_due(on) for question in due.questions)


def _mailed_people(person: Person | None) -> Select[MailedPerson, str]:
    """Who was ever mailed, and where; of one person only those who read the same address."""
    query = select(MailedPerson, Person.email).join(Person, Person.id == MailedPerson.person_id)
    if person is None:
        return query
    same = func.lower(Person.email) == person.email.lower()
    return query.where(or_(Person.id == person.id, same))


def _waiting(day: date, *, person: Person | None = None) -> list[Due]:
    """By person: each party is asked of one of them, the first contact when there is one."""
    proposed, lapsing = _proposed(day).subquery(), _lapsing(day).subquery()
    stale = is_stale(day)
    query = (
        contact_roles(day)
        .join(Party, Party.id == ContactRole.party_id)
        .outerjoin(proposed, proposed.c.party_id == Party.id)
        .outerjoin(lapsing, lapsing.c.party_id == Party.id)
        .where(
            or_(stale, proposed.c.count > 0, lapsing.c.count > 0),
            Party.kind.not_in(NOT_ASKED),
            Party.archived_at.is_(None),
            Party.level < HIDDEN_LEVEL,
        )
        .options(joinedload(ContactRole.party))
        .add_columns(stale, proposed.c.count, lapsing.c.count)
    )
    if person is not None:
        own = select(ContactRole.party_id).where(ContactRole.person_id == person.id)
        query = query.where(ContactRole.party_id.in_(own))
    found: dict[int, Due] = {}
    asked: set[int] = set()
    for role, is_old, proposals, ends in db.session.execute(query):
        if role.party_id not in asked:
            asked.add(role.party_id)
            point = Point(role.party, bool(is_old), proposals or 0, ends or 0)
            found.setdefault(role.person_id, Due(role.person)).points.append(point)
    for question in open_questions(day, person=person):
        asked_person = question.line.person
        if asked_person is not None:
            due = found.setdefault(asked_person.id, Due(asked_person))
            due.point_of(question.line.party).questions.append(question)
    for due in found.values():
        due.points.sort(key=lambda point: (point.party.sort_key, point.party.id))
    wanted = (due for due in found.values() if person is None or due.person.id == person.id)
    return sorted(wanted, key=lambda due: due.person.id)


def _proposed(day: date) -> Select[int, int]:
    """Of each party, how many proposed links wait for its yes or no."""
    ends = [
        select(own.id.label("party_id"), Link.id.label("link_id"))
        .join(own, own.id == mine)
        .join(other, other.id == theirs)
        .where(
            Link.status == PROPOSED,
            Link.archived_at.is_(None),
            Link.level < HIDDEN_LEVEL,
            current(Link, day),
            other.level <= NETWORK_LEVEL,
            other.archived_at.is_(None),
            ~_has_answered(own.id),
        )
        for own, mine, other, theirs in (
            (PARTY_A, Link.party_a_id, PARTY_B, Link.party_b_id),
            (PARTY_B, Link.party_b_id, PARTY_A, Link.party_a_id),
        )
    ]
    both = union_all(*ends).subquery()
    return select(both.c.party_id, func.count().label("count")).group_by(both.c.party_id)


def _has_answered(party_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """A yes of this side is kept, or its no waits for a glance."""
    yes = exists().where(
        LinkSide.link_id == Link.id,
        LinkSide.party_id == party_id,
        LinkSide.confirmed_on.is_not(None),
    )
    no = exists().where(
        Correction.link_id == Link.id,
        Correction.party_id == party_id,
        Correction.kind == LINK_OVER,
        Correction.settled_at.is_(None),
    )
    return or_(yes, no)


def _lapsing(day: date) -> Select[int, int]:
    """Of each party, how much of what it offers or needs ends soon or has ended."""
    ends = and_(
        Offer.status.in_(RUNNING),
        Offer.archived_at.is_(None),
        Offer.level < HIDDEN_LEVEL,
        Offer.valid_until <= day + ASKED_BEFORE,
    )
    return select(Offer.party_id, func.count().label("count")).where(ends).group_by(Offer.party_id)
