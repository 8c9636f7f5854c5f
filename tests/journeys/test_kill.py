"""A power cut: what the server said it saved is there when it comes back.

Several browsers keep conversations through the form; in the middle of it every process of the
server is killed with -9.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.error
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

import pytest

from tests.cast import PASSWORD, email_of
from tests.page import forms_on
from tests.support.journeys import DemoServer, flask
from tests.support.server import LiveServer

WRITERS = 3
FEWEST = 12
SECONDS = 20
BROKEN = (urllib.error.URLError, http.client.HTTPException, OSError)


class Stay(HTTPRedirectHandler):
    """Follow nothing: 303 is the acknowledgement itself."""

    def redirect_request(self, *_arguments: object) -> None:
        """Nowhere."""


class Writer(threading.Thread):
    """A colleague who keeps one conversation after the other until nobody answers."""

    def __init__(self, server: LiveServer, address: str, number: int) -> None:
        super().__init__(daemon=True)
        self.address = f"{server.url}{address}"
        self.number = number
        self.acknowledged: list[str] = []
        self.opener = signed_in(server)

    def run(self) -> None:
        """Write until the line is cut."""
        try:
            form = read(self.opener, self.address)
            for turn in range(10_000):
                subject = f"gesprek {self.number} keer {turn}"
                if post(self.opener, self.address, form, subject=subject) == 303:
                    self.acknowledged.append(subject)
        except BROKEN:
            return


def signed_in(server: LiveServer) -> OpenerDirector:
    """A browser without a screen, as Amina."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()), Stay())
    address = f"{server.url}/inloggen"
    typed = {"email": email_of("amina"), "password": PASSWORD}
    assert post(opener, address, read(opener, address), **typed) == 302
    return opener


def read(opener: OpenerDirector, address: str) -> str:
    """A page."""
    with opener.open(address, timeout=SECONDS) as answer:
        text: str = answer.read().decode()
    return text


def post(opener: OpenerDirector, address: str, page: str, **changes: str) -> int:
    """Send the form of a page; the status of the answer."""
    _action, values = max(forms_on(page), key=lambda form: len(form[1]))
    body = urlencode({**values, **changes}, doseq=True).encode()
    try:
        with opener.open(Request(address, body), timeout=SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("live_server", ["sqlite", "postgresql"], indirect=True)
def test_what_was_acknowledged_survives(
    live_server: LiveServer, request: pytest.FixtureRequest
) -> None:
    demo: DemoServer = request.getfixturevalue(
        f"{request.node.callspec.params['live_server']}_demo"
    )
    opener = signed_in(live_server)
    wanted = Request(f"{live_server.url}/zoeken?q=Leestuin", headers={"Accept": "application/json"})
    with opener.open(wanted, timeout=SECONDS) as answer:
        party = json.load(answer)[0]["adres"]
    writers = [Writer(live_server, f"{party}/contact/nieuw", at) for at in range(WRITERS)]
    for writer in writers:
        writer.start()
    until = time.monotonic() + SECONDS
    while sum(len(writer.acknowledged) for writer in writers) < FEWEST:
        assert time.monotonic() < until, live_server.log.read_text()
        time.sleep(0.01)
    live_server.kill()
    for writer in writers:
        writer.join(SECONDS)
    live_server.start()

    # flask prints what is wrong and ends in error when a control is not good
    flask("crm", "check", environ=demo.environ)
    contact = read(signed_in(live_server), f"{live_server.url}{party}/contact")
    acknowledged = [subject for writer in writers for subject in writer.acknowledged]
    assert len(acknowledged) >= FEWEST
    assert [subject for subject in acknowledged if f">{subject}<" not in contact] == []
