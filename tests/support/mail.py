"""A real mail server on this machine, for tests: what arrived, and what it should answer."""

from __future__ import annotations

import email
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).resolve().parents[1] / "data" / "mail" / "localhost.pem"
USER, PASSWORD = "crm@vlietdam.example", "geheim/woord"


class Mailbox:
    """What came in. `answers` are given one by one, before the ordinary `250`."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.answers: list[str] = []
        self.unknown: set[str] = set()
        self.port = 0

    async def handle_RCPT(  # noqa: N802  (the name that the server calls)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Know every address but a few."""
        if address in self.unknown:
            return "550 5.1.1 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  (the name that the server calls)
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail in; `weg` takes it and hangs up without an answer."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250") or answer == "weg":
            assert isinstance(envelope.content, bytes)
            self.mails.append(email.message_from_bytes(envelope.content))
        if answer == "weg":
            server.transport.close()
        return answer


class _OnFreePort(Controller):
    """A server on a port that the system chose."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(*, security: str = "smtp") -> Iterator[Mailbox]:
    """A server that takes mails, plain, over TLS or with STARTTLS and a password."""
    box = Mailbox()
    settings: dict[str, Any] = {"server_hostname": "localhost"}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    if security == "smtps":
        settings |= {"ssl_context": context, "authenticator": _knows, "auth_require_tls": False}
    elif security == "smtp+starttls":
        settings |= {"tls_context": context, "authenticator": _knows, "auth_required": True}
        settings["require_starttls"] = True
    controller = _OnFreePort(box, hostname="127.0.0.1", port=0, **settings)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _knows(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
    assert isinstance(given, LoginPassword)
    fits = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=fits, handled=fits)
