"""The outbox: a mail is written with what it tells of, leaves after the commit, and never twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select, update
from sqlalchemy.engine import CursorResult

from crm.core.dates import utc_now
from crm.core.db import db, transaction, when_settled
from crm.core.errors import Refused
from crm.core.extensions import configuration
from crm.core.jobs.operations import at_once
from crm.core.jobs.queue import queue_in
from crm.core.mail.models import STUCK, Mail, MailState
from crm.core.mail.server import Answer, Handed, MailServer, compose, hand_over

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
ANSWER_SURELY_LOST_AFTER = timedelta(minutes=10)
SENT_KEPT = timedelta(days=30)
NEVER_HEARD = (
    "De server stopte terwijl deze mail vertrok. Misschien is hij aangekomen: vraag het na."
)


class Actor(Protocol):
    """Who asks."""

    @property
    def ref(self) -> str | None: ...


def queue_mail(
    *, to: str, subject: str, text: str, about: str | None = None, level: int = 2, actor: Actor
) -> Mail:
    """Put a mail in the outbox; it leaves after this transaction, or not at all.

    `about` is the ref of the record it is about, `level` the highest level of what it tells.
    Without a mail server it stays to be copied: `mail.is_to_copy`. Refused for an address that
    is none.
    """
    try:
        validate_email(to, check_deliverability=False)
    except EmailNotValidError as error:
        raise Refused(f"‘{to}’ is geen e-mailadres.", field="email") from error
    mail = Mail(
        to_address=to,
        subject=" ".join(subject.split())[:300],
        text=text,
        about_ref=about,
        level=level,
        actor_ref=actor.ref,
        state=MailState.WAITING if configuration()["MAIL"] else MailState.TO_COPY,
    )
    db.session.add(mail)
    db.session.flush()
    if not mail.is_to_copy:
        when_settled(_send_off)
    return mail


def try_again(mail: Mail) -> Mail:
    """Let a mail that is stuck, or that was to be copied, leave after this transaction.

    It keeps its Message-ID: a mail server that had it already knows it again.
    """
    if configuration()["MAIL"] is None:
        raise Refused("Er is geen mailserver ingesteld. Kopieer de tekst en verstuur die zelf.")
    if not (mail.is_stuck or mail.is_to_copy):
        raise Refused("Deze mail is al verstuurd of onderweg.")
    mail.state, mail.tries, mail.problem, mail.next_at = MailState.WAITING, 0, "", utc_now()
    db.session.flush()
    when_settled(_send_off)
    return mail


def drop_mail(mail: Mail) -> None:
    """Throw away a mail that need not leave any more."""
    if not (mail.is_stuck or mail.is_to_copy):
        raise Refused("Deze mail is al verstuurd of onderweg.")
    db.session.delete(mail)
    db.session.flush()


def not_arrived(about: str) -> frozenset[str]:
    """The addresses whose newest mail about this record failed, or may have."""
    about_it = select(Mail.to_address, Mail.state).where(Mail.about_ref == about)
    newest = dict(db.session.execute(about_it.order_by(Mail.id)).all())
    return frozenset(address for address, state in newest.items() if state in STUCK)


# --- by the worker ------------------------------------------------------------------------


def _send_off(kept: bool) -> None:
    if not kept:
        return
    if configuration()["JOBS_AT_ONCE"]:
        at_once(deliver_due)
    else:
        queue_in(configuration()["INSTANCE"]).deliver()


def deliver_due() -> None:
    """Hand over every mail whose time has come; stop when the mail server does not answer."""
    server: MailServer | None = configuration()["MAIL"]
    if server is None:
        return
    due = select(Mail.id).where(Mail.state == MailState.WAITING, Mail.next_at <= utc_now())
    waiting = list(db.session.scalars(due.order_by(Mail.id)))
    db.session.rollback()
    for mail_id in waiting:
        if _is_claimed(mail_id) and not _deliver(mail_id, server):
            return


def _is_claimed(mail_id: int) -> bool:
    """Mark a mail as leaving, for good, before it does: that is why it never leaves twice."""
    leaving = {"state": MailState.LEAVING, "handed_over_at": utc_now(), "tries": Mail.tries + 1}
    waits = (Mail.id == mail_id, Mail.state == MailState.WAITING)
    with transaction():
        marked = db.session.execute(update(Mail).where(*waits).values(leaving))
        assert isinstance(marked, CursorResult)
        return marked.rowcount == 1


def _deliver(mail_id: int, server: MailServer) -> bool:
    """Hand one mail over and keep the answer; False when the mail server is not there."""
    mail = db.session.get_one(Mail, mail_id)
    message = compose(
        server,
        message_id=_message_id(mail),
        to=mail.to_address,
        subject=mail.subject,
        text=mail.text,
    )
    to = mail.to_address
    db.session.rollback()
    handed = hand_over(server, message, to)
    with transaction():
        _keep(db.session.get_one(Mail, mail_id), handed, now=utc_now())
    return handed.answer is not Answer.NO_SERVER


def _keep(mail: Mail, handed: Handed, *, now: datetime) -> None:
    """What the answer means: sent, once more later, or somebody has to look."""
    mail.problem = handed.sentence
    if handed.answer is Answer.SENT:
        mail.state, mail.text, mail.ended_at = MailState.SENT, "", now
    elif handed.answer is Answer.UNSURE:
        mail.state = MailState.UNSURE
    elif handed.answer is Answer.REFUSED or mail.tries > len(PAUSES):
        mail.state = MailState.FAILED
    else:
        mail.state, mail.next_at = MailState.WAITING, now + PAUSES[mail.tries - 1]


def _message_id(mail: Mail) -> str:
    """The same for every attempt, so that a mail server can tell that it had it already."""
    host = urlsplit(configuration()["BASE_URL"]).hostname or "localhost"
    return f"<{mail.ref}@{host}>"


def tidy_outbox() -> None:
    """Tell of mails whose answer was never heard; forget those that were sent long ago."""
    now = utc_now()
    lost = (Mail.state == MailState.LEAVING, Mail.handed_over_at < now - ANSWER_SURELY_LOST_AFTER)
    old = (Mail.state == MailState.SENT, Mail.ended_at < now - SENT_KEPT)
    with transaction():
        told = {"state": MailState.UNSURE, "problem": NEVER_HEARD}
        db.session.execute(update(Mail).where(*lost).values(told))
        db.session.execute(delete(Mail).where(*old))
