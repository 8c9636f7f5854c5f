"""Confirming a profile by a personal link, looking at corrections, and mailing what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.accounts.personal_links import give_link, revoke_link
from crm.accounts.purposes import Purpose
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.dates import utc_now
from crm.core.db import HIDDEN_LEVEL, VISIBILITIES, db, is_postgresql
from crm.core.errors import Refused
from crm.links.kinds import ITSELF
from crm.links.models import Link
from crm.links.operations import end_link
from crm.links.sides import PROPOSED, decline_link, record_side
from crm.parties.models import Party
from crm.parties.operations import change_party
from crm.parties.queries import current
from crm.people.models import ContactRole, Person
from crm.people.operations import add_first_contact, close_role
from crm.reminders.due import CONTACT, LINK_NEW, LINK_OVER, ONLY_CONTACT, SEEN_BY
from crm.reminders.models import Correction, MailedPerson
from crm.reminders.queries import own_offers, profile_links_of
from crm.reminders.waiting import people_of, speaks_for
from crm.resources.models import Offer
from crm.resources.operations import add_offer, change_offer, keep_offer


@dataclass(slots=True)
class Answer:
    """What somebody said about a party: values for the profile, and what is so no longer.

    `links` and `offers` hold True for what is still so, False for what is over; what was not
    answered is not in them.
    """

    profile: dict[str, Any]
    visibility: str
    links: list[tuple[Link, bool]] = field(default_factory=list)
    offers: list[tuple[Offer, bool]] = field(default_factory=list)
    fresh_offers: list[dict[str, Any]] = field(default_factory=list)
    fresh_link: str = ""
    contact: dict[str, str] | None = None


def speaker(person: Person, *, day: date) -> Viewer:
    """Who acts by a personal link: nobody's account, and never an account's rights."""
    return Viewer(None, Role.VISITOR, day, name=person.name, ref=person.ref)


def ask_profile(party: Party, person: Person, *, actor: Viewer) -> str:
    """Give somebody with a role at a party the link to confirm its profile: its token, once."""
    if party.level >= HIDDEN_LEVEL or person.level >= HIDDEN_LEVEL:
        raise Refused("Over een vertrouwelijke partij sturen wij geen link.")
    if not speaks_for(person, party, day=actor.day):
        raise Refused("Deze persoon is geen aanspreekpunt van deze partij.", field="person")
    return give_link(Purpose.PROFILE, about=party, holder=person, actor=actor)


def take_links_back(party: Party, *, actor: Viewer) -> int:
    """Let no link open this party's profile any more. Returns how many there were."""
    links = profile_links_of(party, people=people_of(party, day=actor.day))
    for link in links:
        revoke_link(link, actor=actor)
    return len(links)


def confirm_profile(
    party: Party, answer: Answer, *, person: Person, version: int | None, actor: Viewer
) -> Party:
    """Keep what somebody said: the profile lands, what changes who is connected waits."""
    stricter = VISIBILITIES.index(answer.visibility) - VISIBILITIES.index(party.visibility)
    values = {**answer.profile, "verified_on": actor.day}
    if stricter > 0:
        values["visibility"] = answer.visibility
    change_party(party, values=values, version=version, tag="party.confirmed", actor=actor)
    if stricter < 0:
        _wait(party, SEEN_BY, {"visibility": answer.visibility}, person=person, actor=actor)
    for link, is_so in answer.links:
        _say_of_link(party, link, is_so, person=person, actor=actor)
    for offer, is_so in answer.offers:
        _say_of_offer(offer, is_so, actor=actor)
    _add_offers(party, answer.fresh_offers, actor=actor)
    if answer.fresh_link:
        _wait(party, LINK_NEW, {"text": answer.fresh_link}, person=person, actor=actor)
    if answer.contact:
        _wait(party, CONTACT, answer.contact, person=person, actor=actor)
    return party


def _say_of_link(party: Party, link: Link, is_so: bool, *, person: Person, actor: Viewer) -> None:
    """A yes is kept once; that it is over waits for a glance."""
    if not is_so:
        _wait(party, LINK_OVER, {}, link=link, person=person, actor=actor)
        return
    side = link.side_of(party)
    if side is None or side.confirmed_on is None:
        yes = {"confirmed_on": actor.day, "confirmed_how": ITSELF, "person": person}
        record_side(link, party, values=yes, actor=actor)


def _say_of_offer(offer: Offer, is_so: bool, *, actor: Viewer) -> None:
    """A yes is kept when it was time to ask."""
    if not is_so:
        change_offer(offer, values={"status": "vervallen"}, actor=actor)
    elif offer.asks_again(actor.day):
        keep_offer(offer, actor=actor)


def _add_offers(party: Party, fresh: list[dict[str, Any]], *, actor: Viewer) -> None:
    """What is new; a form that is sent twice adds it once."""
    known = {(one.direction, one.title.casefold()) for one in own_offers(party)}
    for values in fresh:
        if (values["direction"], values["title"].casefold()) not in known:
            add_offer(party, values=values, actor=actor)


def _wait(
    party: Party,
    kind: str,
    said: Mapping[str, str],
    *,
    link: Link | None = None,
    person: Person,
    actor: Viewer,
) -> None:
    """Keep a correction until somebody looked; the same one does not wait twice."""
    query = select(Correction).where(
        Correction.party_id == party.id, Correction.kind == kind, Correction.settled_at.is_(None)
    )
    for one in db.session.scalars(query):
        if one.link_id == (link.id if link else None) and one.said == dict(said):
            return
    correction = Correction(party=party, kind=kind, said=dict(said), link=link, person=person)
    db.session.add(correction)
    db.session.flush()
    record("correction.made", correction, difference=_about(correction), actor=actor)


def _about(correction: Correction) -> dict[str, list[str | None]]:
    """What the log says a correction is about: it has no name and no page of its own."""
    return {"over": [None, correction.party.ref]}


def take_over(correction: Correction, *, person: Person | None = None, actor: Viewer) -> Correction:
    """Do what a correction says; Refused when that cannot be, and then nothing changes.

    `person` is who the other contact is when that person is there already.
    """
    _settle(correction, "correction.taken_over", taken_over=True, actor=actor)
    party, said = correction.party, correction.said
    if correction.kind == CONTACT:
        _change_contact(party, said, person=person, actor=actor)
    elif correction.kind == LINK_OVER:
        _let_link_end(correction.link, actor=actor)
    elif correction.kind == SEEN_BY and said["visibility"] != "openbaar":
        # what everybody may see is shown first, and shared by an act of its own
        change_party(party, values={"visibility": said["visibility"]}, actor=actor)
    return correction


def _let_link_end(link: Link | None, *, actor: Viewer) -> None:
    if link is None or link.is_archived:
        raise Refused("Deze verbinding is er niet meer. Kies ‘Laat het zo’.")
    if link.status == PROPOSED:
        decline_link(link, actor=actor)
    elif link.ends_on is not None and link.ends_on <= actor.day:
        raise Refused("Deze verbinding is al voorbij. Kies ‘Laat het zo’.")
    else:
        end_link(link, ends_on=actor.day, actor=actor)


def decline(correction: Correction, *, actor: Viewer) -> Correction:
    """Leave everything as it is."""
    return _settle(correction, "correction.declined", taken_over=False, actor=actor)


def _settle(correction: Correction, tag: str, *, taken_over: bool, actor: Viewer) -> Correction:
    """Claim it first: of two people who choose at the same moment one does it."""
    waits = (Correction.id == correction.id, Correction.settled_at.is_(None))
    settled = {"settled_at": utc_now(), "settled_by": actor.ref, "taken_over": taken_over}
    claimed = update(Correction).where(*waits).values(settled).returning(Correction.id)
    if db.session.scalar(claimed) is None:
        raise Refused("Een collega was u voor.")
    record(tag, correction, difference=_about(correction), actor=actor)
    return correction


def _change_contact(
    party: Party, said: Mapping[str, str], *, person: Person | None, actor: Viewer
) -> None:
    """The first contact of before keeps the history and another role; the new one begins now."""
    query = select(ContactRole).where(
        ContactRole.party_id == party.id,
        ContactRole.is_first_contact,
        current(ContactRole, actor.day),
    )
    if person is not None:
        query = query.where(ContactRole.person_id != person.id)
    for role in db.session.scalars(query.order_by(ContactRole.id)).all():
        if role.role == ONLY_CONTACT and role.begins_on != actor.day:
            close_role(role, ends_on=actor.day, actor=actor)
    add_first_contact(
        party,
        name=said.get("name", ""),
        phone=said.get("phone", ""),
        email=said.get("email", ""),
        person=person,
        on=actor.day,
        actor=actor,
    )


def choose_fewer_mails(person: Person, *, fewer: bool, actor: Viewer) -> MailedPerson:
    """Remember how often somebody wants the bundled mail; saying so twice changes nothing."""
    mailed = mailed_person(person)
    if mailed.fewer == fewer:
        return mailed
    mailed.fewer = fewer
    person.touch(actor)
    db.session.flush()
    told = {"minder mail": [not fewer, fewer]}
    record("person.mail_chosen", person, difference=told, actor=actor)
    return mailed


def mailed_person(person: Person) -> MailedPerson:
    """What we know of mailing somebody; made when it is not there yet."""
    mailed = db.session.get(MailedPerson, person.id)
    if mailed is None:
        # two workers may be here at the same moment
        insert: Any = postgresql.insert if is_postgresql() else sqlite.insert
        fresh = insert(MailedPerson).values(person_id=person.id, fewer=False)
        db.session.execute(fresh.on_conflict_do_nothing())
        mailed = db.session.get_one(MailedPerson, person.id)
    return mailed


def note_mail(person: Person, *, on: date) -> bool:
    """Write down that a mail leaves now; False when another one was first that day."""
    mailed_person(person)
    unless_today = or_(MailedPerson.last_on.is_(None), MailedPerson.last_on < on)
    ours = update(MailedPerson).where(MailedPerson.person_id == person.id, unless_today)
    return db.session.scalar(ours.values(last_on=on).returning(MailedPerson.person_id)) is not None
