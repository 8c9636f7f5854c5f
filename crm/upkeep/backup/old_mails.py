"""Mails in a copy: what waited there may have left since, so it waits for somebody to look."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.engine import Connection

from crm.core.mail.models import Mail, MailState

MAYBE_SENT = (
    "Deze mail stond klaar in een kopie die is teruggezet. Misschien is hij toen verstuurd."
)


def hold_mails_back(connection: Connection) -> None:
    """Before the copy takes the place of the database: a worker may be running."""
    waiting = Mail.state.in_((MailState.WAITING, MailState.LEAVING))
    held = {"state": MailState.UNSURE, "problem": MAYBE_SENT}
    connection.execute(update(Mail).where(waiting).values(held))
