"""The outbox for who looks after the system: what is stuck, what is to be copied, and doing so.

A mail may tell of what only a few may know: its subject and text are for who may know its level,
and for who asked for it.
"""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.core.mail.models import STUCK, Mail, MailState
from crm.core.mail.outbox import drop_mail, try_again

MOST = 20
WAITING = (MailState.WAITING, MailState.LEAVING)


def mail_counts() -> dict[str, int]:
    """How many mails there are in each state; sent ones are kept for a month."""
    counts = select(Mail.state, func.count()).group_by(Mail.state).order_by(Mail.state)
    return dict(db.session.execute(counts).all())


def waiting_for_somebody(*, viewer: Viewer) -> list[Mail]:
    """The mails that are stuck or to be copied and that the viewer may read, newest first."""
    states = (*STUCK, MailState.TO_COPY)
    query = select(Mail).where(Mail.state.in_(states), _readable(viewer))
    return list(db.session.scalars(query.order_by(Mail.id.desc()).limit(MOST)))


def get_readable_mail(ref: str, *, viewer: Viewer) -> Mail:
    """A mail that the viewer may read, else NotFound."""
    mail = db.session.scalar(select(Mail).where(Mail.ref == ref, _readable(viewer)))
    if mail is None:
        raise NotFound
    return mail


def send_again(mail: Mail, *, actor: Viewer) -> Mail:
    """Let a mail that waits for somebody leave after all."""
    try_again(mail)
    record("mail.retried", mail, actor=actor)
    return mail


def throw_away(mail: Mail, *, actor: Viewer) -> Mail:
    """Let go of a mail that need not leave, or that somebody sent by hand."""
    drop_mail(mail)
    record("mail.dropped", mail, actor=actor)
    return mail


@remembered
def _readable(viewer: Viewer) -> ColumnElement[bool]:
    return or_(Mail.level <= viewer.level, Mail.actor_ref == viewer.ref)
