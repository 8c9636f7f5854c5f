"""How quickly opportunities are found among 10,000 parties, next to a plain reference.

The reference is Adamic-Adar in networkx on a graph that is already in memory: one of our
reasons, without theme, area, needs, words or freshness.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import cycle
from random import Random
from typing import Any

import networkx
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from scipy import sparse
from sqlalchemy import func, select

from crm import create_app
from crm.accounts.viewer import Viewer
from crm.core import schema
from crm.core.db import db, transaction
from crm.ideas.finding import what_is_there
from crm.ideas.idea import Idea
from crm.ideas.related import related_to
from crm.links.models import Degree, Edge
from crm.opportunities.queries import (
    network_opportunities,
    opportunities_for,
    without_contact,
)
from crm.opportunities.ranking import kept
from crm.opportunities.ranking.engine import rank
from crm.opportunities.ranking.from_memory import FromMemory
from crm.opportunities.ranking.structure import BLOCK, ONCE, LargeNetwork, Structure
from crm.opportunities.ranking.tables import Tables
from crm.parties.models import Party
from crm.upkeep.generate import generate_network
from tests.support.settings import TODAY, app_settings

SIZE = 10_000
SAMPLE = 200
VIEWER = Viewer.operator(TODAY)
IDEAS = (
    "Ik wil een moestuin beginnen met ouderen",
    "repair cafe in het buurthuis",
    "een buurttuin in de wijk",
    "muziek maken met jongeren uit de buurt op het plein",
)


@pytest.fixture(scope="module", autouse=True)
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A generated network on SQLite."""
    folder = tmp_path_factory.mktemp("network")
    app = create_app(app_settings(f"sqlite:///{folder / 'network.sqlite3'}", folder))
    with app.app_context():
        schema.migrate()
        with transaction():
            generate_network(SIZE, actor=VIEWER)
        yield
        db.engine.dispose()


@pytest.fixture(scope="module")
def some(network: None) -> list[int]:
    """A sample of parties."""
    ids = list(db.session.scalars(select(Party.id).where(Party.level < 3).order_by(Party.id)))
    return Random(1).sample(ids, SAMPLE)


@pytest.fixture(scope="module")
def hubs(network: None) -> list[int]:
    """The parties with the most links."""
    most = select(Degree.party_id).where(Degree.level == 2).order_by(Degree.n.desc()).limit(20)
    return list(db.session.scalars(most))


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> kept.KeptNetworks:
    """The networks of one process, read at once when first asked for."""
    monkeypatch.setattr(kept, "AT_ONCE", SIZE)
    return kept.KeptNetworks(nullcontext)


@pytest.fixture
def ask(networks: kept.KeptNetworks) -> Callable[[int], object]:
    """Rank one party with the network in memory."""
    network = kept.AtHand(networks).network_for(VIEWER)
    assert network is not None
    return lambda party: rank(party, FromMemory(VIEWER, network), top=10)


@pytest.fixture
def ask_first(networks: kept.KeptNetworks) -> Callable[[int], object]:
    """The same as a page does: what changed is asked first."""

    def asked(party: int) -> object:
        request = kept.AtHand(networks)
        network = request.network_for(VIEWER)
        assert network is not None
        ranking = rank(party, FromMemory(VIEWER, network), top=10)
        request.let_go()
        return ranking

    return asked


@pytest.mark.benchmark(group="one party")
def test_engine(benchmark: BenchmarkFixture, some: list[int], ask: Callable[[int], object]) -> None:
    turn = cycle(some)
    benchmark.pedantic(lambda: ask(next(turn)), rounds=5 * SAMPLE, warmup_rounds=SAMPLE)


@pytest.mark.benchmark(group="one party")
def test_engine_that_asks_what_changed(
    benchmark: BenchmarkFixture, some: list[int], ask_first: Callable[[int], object]
) -> None:
    turn = cycle(some)
    benchmark.pedantic(lambda: ask_first(next(turn)), rounds=5 * SAMPLE, warmup_rounds=SAMPLE)


@pytest.mark.benchmark(group="one party")
def test_engine_for_hubs(
    benchmark: BenchmarkFixture, hubs: list[int], ask_first: Callable[[int], object]
) -> None:
    turn = cycle(hubs)
    benchmark.pedantic(lambda: ask_first(next(turn)), rounds=100, warmup_rounds=5)


@pytest.mark.benchmark(group="one party")
def test_engine_from_the_tables(benchmark: BenchmarkFixture, some: list[int]) -> None:
    turn = cycle(some)
    benchmark.pedantic(
        lambda: rank(next(turn), Tables(VIEWER), top=10), rounds=SAMPLE, warmup_rounds=50
    )


@pytest.mark.benchmark(group="one party")
def test_reference_adamic_adar_in_memory(benchmark: BenchmarkFixture, some: list[int]) -> None:
    graph: networkx.Graph = networkx.Graph()
    graph.add_nodes_from(some)
    graph.add_edges_from(
        tuple(row) for row in db.session.execute(select(Edge.src, Edge.dst).where(Edge.level < 3))
    )
    turn = cycle(some)

    def reference() -> list[tuple[float, int]]:
        one = next(turn)
        scores: dict[int, float] = {}
        for partner in graph[one]:
            weight = 1 / math.log(1 + graph.degree[partner])
            for other in graph[partner]:
                scores[other] = scores.get(other, 0.0) + weight
        known = {one, *graph[one]}
        return sorted(((s, other) for other, s in scores.items() if other not in known))[-10:]

    benchmark.pedantic(reference, rounds=SAMPLE, warmup_rounds=20)


OF_WEIGHT, OF_ROW = 20, 50
"""Bits: up to a million parties, then weights, then the rows of a block."""
HEAVIEST = (1 << (OF_ROW - OF_WEIGHT)) - 1
NEVER = 1 << 60
"""Taken off who is linked already, or the party itself: more than anything shared is worth."""
PARTS = 32


@pytest.mark.benchmark(group="everybody")
def test_shared_partners_of_everybody(benchmark: BenchmarkFixture) -> None:
    network = LargeNetwork(VIEWER)
    benchmark.pedantic(lambda: strongest(network.structure, 10), rounds=10, warmup_rounds=1)


def strongest(structure: Structure, top: int) -> np.ndarray:
    """Of every party the unlinked parties with the heaviest shared partners: (row, other) each."""
    size = structure.linked.shape[0]
    known = (structure.linked + sparse.eye_array(size, dtype=np.int64, format="csr")) * NEVER
    found = []
    for start in range(0, size, BLOCK):
        keys = heaviest_first(structure.shared(start) - known[start : start + BLOCK], top)
        pairs = (start + (keys >> OF_ROW), keys & ((1 << OF_WEIGHT) - 1))
        found.append(np.column_stack(pairs))
    return np.concatenate(found)


def heaviest_first(shared: Any, top: int) -> np.ndarray:
    """Row, weight and party in one number, of the `top` of each row: that is quick to sort.

    A row is cut in PARTS; the `top` lightest of what is heaviest in each bound what can be found.
    """
    sizes = np.diff(shared.indptr)
    row = np.repeat(np.arange(len(sizes)), sizes)
    lightness = HEAVIEST - np.minimum(shared.data % ONCE, HEAVIEST)
    keys = (row << OF_ROW) | (lightness << OF_WEIGHT) | shared.indices
    keys[shared.data <= 0] |= HEAVIEST << OF_WEIGHT
    most = (np.arange(len(sizes)) + 1) << OF_ROW
    many = np.flatnonzero(sizes >= PARTS)
    cuts = (shared.indptr[many, None] + (sizes[many, None] * np.arange(PARTS + 1)) // PARTS).ravel()
    firsts = np.zeros(len(cuts), dtype=np.int64)
    inside = cuts < len(keys)
    firsts[inside] = np.minimum.reduceat(keys, cuts[inside])
    by_part = firsts.reshape(-1, PARTS + 1)[:, :PARTS]
    most[many] = np.partition(by_part, top - 1, axis=1)[:, top - 1]
    kept = np.sort(keys[(keys <= np.repeat(most, sizes)) & (shared.data > 0)])
    rows = kept >> OF_ROW
    place = np.arange(len(kept)) - np.searchsorted(rows, np.arange(len(sizes)))[rows]
    return kept[place < top]


@pytest.mark.benchmark(group="with words")
def test_with_reasons(benchmark: BenchmarkFixture, some: list[int]) -> None:
    parties = list(db.session.scalars(select(Party).where(Party.id.in_(some))))
    turn = cycle(parties)
    benchmark.pedantic(
        lambda: opportunities_for(next(turn), viewer=VIEWER), rounds=SAMPLE, warmup_rounds=20
    )


@pytest.mark.benchmark(group="with words")
def test_related(benchmark: BenchmarkFixture, some: list[int]) -> None:
    parties = list(db.session.scalars(select(Party).where(Party.id.in_(some))))
    turn = cycle(parties)
    benchmark.pedantic(lambda: related_to(next(turn), viewer=VIEWER), rounds=50, warmup_rounds=10)


@pytest.mark.benchmark(group="with words")
def test_what_is_there_for_an_idea(benchmark: BenchmarkFixture) -> None:
    turn = cycle(Idea(text) for text in IDEAS)
    benchmark.pedantic(
        lambda: what_is_there(next(turn), viewer=VIEWER), rounds=60, warmup_rounds=20
    )


@pytest.mark.benchmark(group="with words")
def test_the_whole_network(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(lambda: network_opportunities(viewer=VIEWER), rounds=20, warmup_rounds=3)


@pytest.mark.benchmark(group="with words")
def test_without_contact(benchmark: BenchmarkFixture) -> None:
    assert db.session.scalar(select(func.count(Party.id))) == SIZE
    benchmark.pedantic(lambda: without_contact(viewer=VIEWER), rounds=20, warmup_rounds=3)
