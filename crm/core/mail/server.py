"""The mail server: its address as a setting, and handing one mail over to it."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from enum import Enum
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from crm.core.dates import utc_now

SECONDS = 30
PLAIN, STARTTLS, TLS = "smtp", "smtp+starttls", "smtps"
PORTS = {PLAIN: 25, STARTTLS: 587, TLS: 465}
LOCAL = ("localhost", "127.0.0.1", "::1")
KNOWN = {"van", "ca"}
ON_THE_LINE = EmailPolicy(linesep="\r\n")
"""A mail server takes no other line ends: to many the whole text is one line, too long for it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails go: `security` is one of the three schemes; `authority` a file with the root
    certificate of an own authority."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str | None = None


def mail_server(url: str) -> MailServer:
    """`smtp+starttls://naam:wachtwoord@mail.example:587?van=crm@gemeente.example` as a value.

    ValueError with a Dutch sentence when it will not do.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"Begin met {', '.join(f'{name}://' for name in PORTS)} en de server.")
    asked = parse_qs(parts.query)
    if set(asked) - KNOWN:
        raise ValueError(f"‘{min(set(asked) - KNOWN)}’ bestaat niet. Kies uit: ca, van.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and parts.scheme == PLAIN and parts.hostname not in LOCAL:
        raise ValueError("Een wachtwoord gaat niet over een open lijn: kies smtp+starttls://.")
    sender = asked.get("van", [user])[0]
    if "@" not in sender:
        raise ValueError("Zeg van welk adres de mails komen: ?van=crm@gemeente.example.")
    port = parts.port or PORTS[parts.scheme]
    authority = asked.get("ca", [None])[0]
    return MailServer(parts.hostname, port, parts.scheme, sender, user, password, authority)


class Answer(Enum):
    """What became of a mail that was handed over."""

    SENT = "verstuurd"
    LATER = "later"
    NO_SERVER = "geen server"
    REFUSED = "geweigerd"
    UNSURE = "onzeker"


@dataclass(frozen=True, slots=True)
class Handed:
    """An answer, with a Dutch sentence that names nobody."""

    answer: Answer
    sentence: str = ""

    SENT: ClassVar[Handed]


Handed.SENT = Handed(Answer.SENT)
NO_SERVER = "De mailserver antwoordt niet."
NO_ENTRY = "De mailserver laat ons niet binnen. Controleer BRUGGENBOUWER_MAIL_URL."
NO_ADDRESS = "De mailserver kent dit adres niet."
NOT_TAKEN = "De mailserver nam de mail niet aan."
NOT_NOW = "De mailserver kon de mail nu niet aannemen."
NOT_HEARD = "De verbinding viel weg. Misschien is de mail toch aangekomen: vraag het na."


def compose(
    server: MailServer, *, message_id: str, to: str, subject: str, text: str
) -> EmailMessage:
    """The mail as it goes over the line."""
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(utc_now())
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "nl"
    message.set_content(text, cte="quoted-printable")
    return message


def hand_over(server: MailServer, message: EmailMessage, to: str) -> Handed:
    """Offer a mail once. Only `UNSURE` means that it may have arrived without our knowing."""
    try:
        line = _connected(server)
    except smtplib.SMTPResponseException:
        return Handed(Answer.NO_SERVER, NO_ENTRY)
    except (OSError, smtplib.SMTPException):
        return Handed(Answer.NO_SERVER, NO_SERVER)
    try:
        return _offered(line, server, message, to)
    finally:
        line.close()


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=server.authority)
    place = (server.host, server.port, server.sender.rpartition("@")[2])
    if server.security == TLS:
        line: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=SECONDS, context=context)
    else:
        line = smtplib.SMTP(*place, timeout=SECONDS)
    try:
        if server.security == STARTTLS:
            line.starttls(context=context)
        if server.user:
            line.login(server.user, server.password)
        line.ehlo_or_helo_if_needed()
    except BaseException:
        line.close()
        raise
    return line


def _offered(line: smtplib.SMTP, server: MailServer, message: EmailMessage, to: str) -> Handed:
    """Until the whole text is on the line a failure is certain; after it, only an answer is."""
    try:
        for code, refusal in (_from(line, server), _to(line, to)):
            if code >= 400:
                return _refused(code, refusal)
    except (OSError, smtplib.SMTPException):
        return Handed(Answer.LATER, NOT_NOW)
    try:
        code, _said = line.data(message.as_bytes(policy=ON_THE_LINE))
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, NOT_TAKEN)
    except (OSError, smtplib.SMTPException):
        return Handed(Answer.UNSURE, NOT_HEARD)
    return Handed.SENT if code < 400 else _refused(code, NOT_TAKEN)


def _from(line: smtplib.SMTP, server: MailServer) -> tuple[int, str]:
    return line.mail(server.sender)[0], NO_ENTRY


def _to(line: smtplib.SMTP, to: str) -> tuple[int, str]:
    return line.rcpt(to)[0], NO_ADDRESS


def _refused(code: int, sentence: str) -> Handed:
    return Handed(Answer.REFUSED, sentence) if code >= 500 else Handed(Answer.LATER, NOT_NOW)
