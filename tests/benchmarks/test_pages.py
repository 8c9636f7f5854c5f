"""How quickly a signed-in reader gets a page among 10,000 parties: gunicorn, two workers.


The reference in the same run is the smallest page of this server, one that asks the database
nothing: what a request costs before the product does anything.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator
from itertools import cycle, pairwise
from random import Random
from urllib.parse import urlencode, urlsplit

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import select

from crm import create_app
from crm.core import schema
from crm.core.db import db, transaction
from crm.links.operations import seed_link_kinds
from crm.parties.models import Party
from crm.upkeep.generate import generate_network
from tests.cast import OPERATOR, PASSWORD, email_of, enter
from tests.support.server import LiveServer
from tests.support.settings import app_settings, environment

SIZE = 10_000
ROUNDS = 200
SAMPLE = 100
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
Ask = Callable[[str], int]


class Town:
    """A served network and the parties that are asked for."""

    def __init__(self, server: LiveServer, parties: list[tuple[str, str]]) -> None:
        self.server = server
        self.refs = [ref for ref, _ in parties]
        self.words = [name.split()[0] for _, name in parties]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Ten thousand invented parties, served."""
    folder = tmp_path_factory.mktemp("pages")
    url = f"sqlite:///{folder / 'network.sqlite3'}"
    app = create_app(app_settings(url, folder))
    with app.app_context():
        schema.migrate()
        with transaction():
            seed_link_kinds()
            generate_network(SIZE, actor=OPERATOR)
            enter("amina")
        query = select(Party.ref, Party.name).where(Party.level < 3).order_by(Party.id)
        parties = [(ref, name) for ref, name in db.session.execute(query)]
        db.engine.dispose()
    server = LiveServer(environment(url, folder), folder / "log")
    server.start()
    yield Town(server, Random(1).sample(parties, SAMPLE))
    server.stop()


@pytest.fixture
def ask(town: Town) -> Iterator[Ask]:
    """One browser, signed in, that keeps its connection."""
    connection = http.client.HTTPConnection(urlsplit(town.server.url).netloc, timeout=30)
    connection.request("GET", "/inloggen")
    answer = connection.getresponse()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    token = TOKEN.search(answer.read().decode())
    assert token is not None
    typed = {"csrf_token": token[1], "email": email_of("amina"), "password": PASSWORD}
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/inloggen", urlencode(typed), headers)
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]

    def get(address: str) -> int:
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    yield get
    connection.close()


def measure(benchmark: BenchmarkFixture, ask: Ask, addresses: list[str]) -> None:
    """Ask these in turn; every answer must be a page."""
    turn = cycle(addresses)
    for address in addresses[:20]:
        assert ask(address) == 200
    benchmark.pedantic(lambda: ask(next(turn)), rounds=ROUNDS, warmup_rounds=10)


def test_reference_of_pages(benchmark: BenchmarkFixture, ask: Ask) -> None:
    measure(benchmark, ask, ["/_healthz/livez"])


def test_list(benchmark: BenchmarkFixture, ask: Ask) -> None:
    measure(benchmark, ask, [f"/partijen?pagina={page}" for page in range(1, 200, 2)])


def test_search(benchmark: BenchmarkFixture, ask: Ask, town: Town) -> None:
    measure(benchmark, ask, [f"/zoeken?{urlencode({'q': word})}" for word in town.words])


def test_detail(benchmark: BenchmarkFixture, ask: Ask, town: Town) -> None:
    measure(benchmark, ask, [f"/partijen/{ref}" for ref in town.refs])


def test_opportunities_page(benchmark: BenchmarkFixture, ask: Ask, town: Town) -> None:
    measure(benchmark, ask, [f"/partijen/{ref}/kansen" for ref in town.refs])


def test_opportunities_of_the_network(benchmark: BenchmarkFixture, ask: Ask) -> None:
    measure(benchmark, ask, ["/kansen"])


def test_one_opportunity(benchmark: BenchmarkFixture, ask: Ask, town: Town) -> None:
    pairs = pairwise(town.refs)
    measure(benchmark, ask, [f"/partijen/{one}/kansen/{other}" for one, other in pairs])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_list_as_a_file(benchmark: BenchmarkFixture, ask: Ask, form: str) -> None:
    """All ten thousand parties at once."""
    address = f"/partijen?vorm={form}"
    assert benchmark.pedantic(lambda: ask(address), rounds=5, warmup_rounds=1) == 200
