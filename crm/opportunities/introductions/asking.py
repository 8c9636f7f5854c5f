"""Asking parties whether they want to meet, and telling them what the others said.

A mail leaves where there is a mail server and an address; else the text and link are to be copied.
These letters are about a question somebody waits for: they stand apart from the mail of the week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.accounts.models import PersonalLink
from crm.accounts.personal_links import give_link, revoke_link
from crm.accounts.purposes import TERMS, Purpose
from crm.accounts.queries import setting
from crm.accounts.viewer import Viewer
from crm.core.dates import dutch_day, utc_now
from crm.core.db import HIDDEN_LEVEL, db
from crm.core.errors import Refused
from crm.core.extensions import configuration
from crm.core.jobs.operations import today
from crm.core.mail.letters import Letter, letter
from crm.core.mail.outbox import queue_mail
from crm.opportunities.introductions.answering import answer, go_on
from crm.opportunities.introductions.introducing import note_asked, withdraw
from crm.opportunities.models import Introduction, IntroductionParty
from crm.opportunities.states import YES, Status
from crm.parties.models import Party
from crm.people.contacts import contact_roles
from crm.people.models import ContactRole, Person

PAGE = "/kennismaking"
NETWORK_LEVEL = 1
"""What everybody in the network may know: who may be named to others."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody of a party: what is shared once both said yes."""

    party: Party
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The question to one party: its link and letter, and whether it leaves by mail."""

    line: IntroductionParty
    url: str
    letter: Letter
    mailed: bool


def why_not_by_link(line: IntroductionParty) -> str:
    """Why this party cannot be asked by mail or link, in a sentence; empty when it can."""
    introduction, person = line.introduction, line.person
    if not introduction.is_answerable:
        return "Deze kennismaking loopt niet (meer)."
    if person is None:
        return f"Wij kennen nog geen aanspreekpunt van {line.party.name}."
    if not _speaking(line, [person]):
        return f"{person.name} spreekt niet meer namens {line.party.name}. Vraag iemand anders."
    unnamed = [one.party.name for one in introduction.lines
               if one is not line and not may_be_named(one.party)]  # fmt: skip
    if unnamed:
        return f"{unnamed[0]} is alleen voor de gemeente te zien. Vraag het zelf, in een gesprek."
    if not may_be_told(line):
        return "Dit is vertrouwelijk. Vraag het zelf, aan de telefoon of in een gesprek."
    return ""


def may_be_told(line: IntroductionParty) -> bool:
    """Whether all of an introduction may be told to who is asked for one of its parties.

    A party that was hidden, withheld or archived since is named to nobody any more.
    """
    introduction, person = line.introduction, line.person
    if introduction.is_archived or introduction.level >= HIDDEN_LEVEL:
        return False
    if person is None or person.is_archived or person.level >= HIDDEN_LEVEL:
        return False
    own = line.party.level < HIDDEN_LEVEL and not line.party.is_archived
    return own and all(may_be_named(one.party) for one in introduction.lines if one is not line)


def may_be_named(party: Party) -> bool:
    """Whether everybody in the network may know that a party is there."""
    return party.level <= NETWORK_LEVEL and not party.is_archived and not party.withheld


def ask(line: IntroductionParty, *, site: str, actor: Viewer) -> Asked:
    """Give a party its link and mail it where that can be; Refused with the reason when not."""
    [asked] = ask_all([line], site=site, actor=actor)
    return asked


def ask_all(lines: Sequence[IntroductionParty], *, site: str, actor: Viewer) -> list[Asked]:
    """The same for several parties of one introduction: one event for all of them."""
    asked = [_question(line, site=site, actor=actor) for line in lines]
    if asked:
        note_asked(lines, actor=actor)
    return asked


def can_mail(line: IntroductionParty) -> bool:
    """Whether the question can leave by mail right now."""
    has_address = bool(line.person and line.person.email and configuration()["MAIL"])
    return has_address and not why_not_by_link(line)


def _question(line: IntroductionParty, *, site: str, actor: Viewer) -> Asked:
    sentence = why_not_by_link(line)
    if sentence:
        raise Refused(sentence)
    person = _person(line)
    token = give_link(Purpose.INTRODUCTION, about=line.introduction, holder=person, actor=actor)
    url = f"{site}{PAGE}/{token}"
    told = _letter(
        "kennismaking",
        line,
        person,
        url=url,
        message=line.introduction.message,
        others=[one.party.name for one in line.introduction.lines if one is not line],
        own=contact_of(line),
        until=dutch_day(utc_now() + TERMS[Purpose.INTRODUCTION].lasts),
        from_whom=actor.name,
    )
    mailed = can_mail(line)
    if mailed:
        _queue(line, person, told, actor)
    return Asked(line, url, told, mailed)


def take_links_back(line: IntroductionParty, *, actor: Viewer) -> int:
    """Let no link to this introduction work that the party's contact was given; how many."""
    living = select(PersonalLink).where(
        PersonalLink.purpose == Purpose.INTRODUCTION,
        PersonalLink.subject_ref == line.introduction.ref,
        PersonalLink.holder_ref == (line.person.ref if line.person else None),
        PersonalLink.revoked_at.is_(None),
        PersonalLink.expires_at > utc_now(),
    )
    links = list(db.session.scalars(living.order_by(PersonalLink.id)))
    for link in links:
        revoke_link(link, actor=actor)
    return len(links)


def hear(
    introduction: Introduction,
    party: Party,
    *,
    said: str,
    how: str,
    by: Person | None,
    on: date,
    text: str = "",
    actor: Viewer,
) -> Introduction:
    """Keep what a party says, and tell the others what follows from it."""
    before, knew = introduction.status, len(introduction.willing)
    answer(introduction, party, said=said, how=how, by=by, on=on, text=text, actor=actor)
    _tell(introduction, before, knew, actor)
    return introduction


def let_go_on(introduction: Introduction, *, actor: Viewer) -> Introduction:
    """Let who said yes meet without waiting for the others, and share their details."""
    before, knew = introduction.status, len(introduction.willing)
    go_on(introduction, actor=actor)
    _tell(introduction, before, knew, actor)
    return introduction


def take_back(introduction: Introduction, *, actor: Viewer) -> Introduction:
    """Take an introduction back, and tell who said yes that they wait for nobody any more."""
    before, knew = introduction.status, len(introduction.willing)
    withdraw(introduction, actor=actor)
    _tell(introduction, before, knew, actor)
    return introduction


def _tell(introduction: Introduction, before: str, knew: int, actor: Viewer) -> None:
    """Details to all who said yes when they may meet, or one came in; or that it is off."""
    now = introduction.status
    if now == Status.AGREED and (before != now or len(introduction.willing) != knew):
        for line in introduction.willing:
            if may_be_reached(line.party):
                _mail(line, "kennismaking_gegevens", actor, **_details(line))
    elif now in (Status.OFF, Status.WITHDRAWN) and before == Status.ASKED:
        for line in introduction.willing:
            names = [one.party.name for one in introduction.lines if one is not line]
            if may_be_told(line):
                _mail(line, "kennismaking_niet", actor, others=names)


def may_be_reached(party: Party) -> bool:
    """Whether how to reach a party that said yes may still be passed on, to it and of it."""
    return party.level < HIDDEN_LEVEL and not party.is_archived and not party.withheld


def speaker_of(line: IntroductionParty) -> Person | None:
    """Who speaks for a party here: who answered, else who is asked; nobody who left it."""
    people = [one for one in (line.answered_by, line.person) if one is not None]
    speaking = _speaking(line, people)
    known = (one for one in people if one.id in speaking and one.level < HIDDEN_LEVEL)
    return next(known, None)


def _speaking(line: IntroductionParty, people: Sequence[Person]) -> set[int]:
    """The ids of those of these people who have a role at the party today."""
    ids = [one.id for one in people]
    there = contact_roles(today()).where(
        ContactRole.party_id == line.party_id, ContactRole.person_id.in_(ids)
    )
    return {role.person_id for role in db.session.scalars(there)} if ids else set()


def contact_of(line: IntroductionParty) -> Contact | None:
    """Who speaks for a party here, with what would be shared; None when we know nobody.

    Of a party that was hidden, withheld or archived since, nothing is shared any more.
    """
    person = speaker_of(line) if may_be_reached(line.party) else None
    return Contact(line.party, person.name, person.email, person.phone) if person else None


def shared_with(line: IntroductionParty) -> list[Contact]:
    """Whom a party may reach now: of the others that said yes, once it did so itself."""
    if line.answer != YES or not line.introduction.is_shared or not may_be_reached(line.party):
        return []
    others = (one for one in line.introduction.willing if one is not line)
    return [contact for one in others if (contact := contact_of(one)) is not None]


def letter_of_details(line: IntroductionParty) -> Letter:
    """The letter with the details of the others, to copy where there is no mail."""
    return _letter("kennismaking_gegevens", line, speaker_of(line), **_details(line))


def _details(line: IntroductionParty) -> dict[str, Any]:
    return {"others": shared_with(line), "is_pair": len(line.introduction.willing) == 2}


def _mail(line: IntroductionParty, name: str, actor: Viewer, **values: Any) -> None:
    person = speaker_of(line)
    if configuration()["MAIL"] and person is not None and person.email:
        _queue(line, person, _letter(name, line, person, **values), actor)


def _queue(line: IntroductionParty, person: Person, told: Letter, actor: Viewer) -> None:
    people = [one for one in (line.answered_by, line.person) if one is not None]
    levels = (line.introduction.level, *(one.level for one in people))
    queue_mail(
        to=person.email,
        subject=told.subject,
        text=told.text,
        about=line.introduction.ref,
        level=max(levels),
        actor=actor,
    )


def _letter(name: str, line: IntroductionParty, person: Person | None, **values: Any) -> Letter:
    place = configuration()["NETWORK_NAME"] or setting("network_name")
    who = person.name if person else line.party.name
    return letter(name, who=who, party=line.party.name, place=place, **values)


def _person(line: IntroductionParty) -> Person:
    assert line.person is not None
    return line.person
