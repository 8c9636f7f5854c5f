"""The bundled mail: what waits for one person, in one letter with one link; sent once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.accounts.personal_links import give_link
from crm.accounts.purposes import TERMS, Purpose
from crm.accounts.queries import setting
from crm.accounts.viewer import Viewer
from crm.core.dates import dutch_day, utc_now
from crm.core.db import HIDDEN_LEVEL, db, transaction
from crm.core.errors import Refused
from crm.core.extensions import configuration
from crm.core.jobs.operations import today
from crm.core.mail.letters import Letter, letter, link_to
from crm.core.mail.outbox import queue_mail
from crm.opportunities.introductions.questions import note_reminded
from crm.parties.models import Party
from crm.people.models import Person
from crm.reminders.operations import ask_profile, note_mail
from crm.reminders.queries import mailed_this_week
from crm.reminders.waiting import Point, list_due, waiting_for

PROFILE_PAGE, PERSONAL_PAGE = "/profiel", "/mijn-punten"


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many people were, or would be, mailed about how many parties; and who could not be."""

    people: int
    parties: int
    refused: int = 0


def send_due(*, on: date, dry_run: bool = False, actor: Viewer) -> Reminded:
    """Mail what is due on a day, each person in a transaction of its own; again sends nothing.

    Without a mail server nothing is sent: the texts are on the list of the medewerker.
    """
    found = [(due.person.id, len(due.points)) for due in list_due(on=on)]
    # reading ends here: on SQLite a write that follows it would be refused when another came first
    db.session.rollback()
    if dry_run or not configuration()["MAIL"]:
        return Reminded(len(found), sum(count for _, count in found))
    sent, parties, refused = 0, 0, 0
    for person_id, _ in found:
        try:
            with transaction():
                told = _send_once(person_id, on=on, actor=actor)
        except Refused:
            refused += 1
            continue
        sent, parties = sent + bool(told), parties + told
    return Reminded(sent, parties, refused)


def _send_once(person_id: int, *, on: date, actor: Viewer) -> int:
    """Look again inside the transaction: somebody may have answered, or another was first.

    Returns how many parties the mail is about.
    """
    person = db.session.get_one(Person, person_id)
    due = next(iter(list_due(on=on, person=person)), None)
    # a day that was asked for and is past counts as today: the pause is real
    if due is None or not note_mail(person, on=max(on, today())):
        return 0
    token = give_link(Purpose.PERSONAL, about=person, holder=person, actor=actor)
    told = bundled_letter(person, due.points, url=link_to(f"{PERSONAL_PAGE}/{token}"))
    parties = [point.party for point in due.points]
    _queue(person, parties, told, about=person.ref, actor=actor)
    note_reminded(due.questions, on=max(on, today()))
    return len(parties)


@dataclass(frozen=True, slots=True)
class Sent:
    """A link that was given, and the letter that goes with it."""

    url: str
    letter: Letter
    mailed: bool


FULL = Refused("Deze week ging er al een mail naar dit adres. Kan het niet wachten?")


def send_profile_link(
    party: Party, person: Person, *, site: str, again: bool = False, actor: Viewer
) -> Sent:
    """Give somebody the link to confirm a profile, and mail it when that can be.

    Refused when this address had mail this week, unless who sends it knows that (`again`).
    """
    url = f"{site}{PROFILE_PAGE}/{ask_profile(party, person, actor=actor)}"
    told = profile_letter(person, party, url=url)
    return _mail_or_show(person, [party], told, url, about=party.ref, again=again, actor=actor)


def send_personal_link(person: Person, *, site: str, again: bool = False, actor: Viewer) -> Sent:
    """Give somebody the link to everything that waits, and mail it when that can be.

    Refused when this address had mail this week, unless who sends it knows that (`again`).
    """
    points = waiting_for(person, day=actor.day)
    if not points or person.level >= HIDDEN_LEVEL:
        raise Refused("Er wacht niets op deze persoon.")
    token = give_link(Purpose.PERSONAL, about=person, holder=person, actor=actor)
    url = f"{site}{PERSONAL_PAGE}/{token}"
    told = bundled_letter(person, points, url=url)
    parties = [point.party for point in points]
    return _mail_or_show(person, parties, told, url, about=person.ref, again=again, actor=actor)


def _mail_or_show(
    person: Person,
    parties: list[Party],
    told: Letter,
    url: str,
    *,
    about: str,
    again: bool,
    actor: Viewer,
) -> Sent:
    """Without a mail server the text is to be copied. What is sent by hand counts for the week."""
    if not configuration()["MAIL"] or not person.email:
        return Sent(url, told, mailed=False)
    if not again and mailed_this_week(person.email, on=actor.day):
        raise Refused(str(FULL))
    note_mail(person, on=actor.day)
    _queue(person, parties, told, about=about, actor=actor)
    return Sent(url, told, mailed=True)


def _queue(
    person: Person, parties: list[Party], told: Letter, *, about: str, actor: Viewer
) -> None:
    queue_mail(
        to=person.email,
        subject=told.subject,
        text=told.text,
        about=about,
        level=max(person.level, *(party.level for party in parties)),
        actor=actor,
    )


def bundled_letter(person: Person, points: list[Point], *, url: str) -> Letter:
    """What waits for somebody, in one letter."""
    return _letter("punten", Purpose.PERSONAL, person, url, points=points)


def profile_letter(person: Person, party: Party, *, url: str) -> Letter:
    """The letter with the link to one party's profile."""
    return _letter("profiel", Purpose.PROFILE, person, url, party=party)


def _letter(
    name: str, purpose: Purpose, person: Person, url: str, **values: Party | list[Point]
) -> Letter:
    until = dutch_day(utc_now() + TERMS[purpose].lasts)
    place = configuration()["NETWORK_NAME"] or setting("network_name")
    return letter(name, who=person.name, url=url, place=place, until=until, **values)
