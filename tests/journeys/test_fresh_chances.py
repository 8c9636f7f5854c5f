"""A link made in one process changes the chances of every other at its next request."""

from __future__ import annotations

import json
import re
from urllib.request import Request

import pytest

from tests.journeys.test_kill import SECONDS, post, read, signed_in
from tests.support.journeys import DemoServer
from tests.support.server import LiveServer

ROUNDS = 4
ASKED = 3
"""How often the others are asked after each link, so that each of their workers is."""
CHANCE = re.compile(r"/partijen/[0-9a-f-]{36}/kansen/([0-9a-f-]{36})")


@pytest.mark.parametrize("live_server", ["sqlite", "postgresql"], indirect=True)
def test_no_process_gives_a_stale_answer(
    live_server: LiveServer, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.params["live_server"]
    demo: DemoServer = request.getfixturevalue(f"{name}_demo")
    other = LiveServer(demo.environ, live_server.log)
    other.start()
    try:
        make_links(live_server, other)
    finally:
        other.stop()


def make_links(one: LiveServer, other: LiveServer) -> None:
    """Link a party with its best chance through one server, and ask the other for its chances."""
    writer, reader = signed_in(one), signed_in(other)
    wanted = Request(f"{one.url}/zoeken?q=Leestuin", headers={"Accept": "application/json"})
    with writer.open(wanted, timeout=SECONDS) as answer:
        party = json.load(answer)[0]["adres"]
    for _ in range(ROUNDS):
        best = CHANCE.findall(read(reader, f"{other.url}{party}/kansen"))[0]
        form = f"{one.url}/verbindingen/nieuw?van={party.rsplit('/', 1)[1]}&naar={best}"
        assert post(writer, form, read(writer, form)) == 303
        for _ in range(ASKED):
            assert best not in CHANCE.findall(read(reader, f"{other.url}{party}/kansen"))
