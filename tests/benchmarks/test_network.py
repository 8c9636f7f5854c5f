"""How long it takes to give everybody a place: a picture is made anew with every page."""

from __future__ import annotations

from random import Random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crm.network.drawing import drawn
from crm.network.graph import build
from crm.network.layout import spread
from crm.network.words import network_told
from tests.network.town import network_of

SEED = 7


def grown(count: int) -> list[str]:
    """Pairs in which who has many links gets more, four links a party."""
    chance, ends = Random(SEED), ["0000"]
    pairs: list[str] = []
    for number in range(1, count):
        ref = f"{number:04d}"
        for other in {chance.choice(ends) for _ in range(2)}:
            pairs.append(f"{other}-{ref}")
            ends += [other, ref]
    return pairs


@pytest.mark.parametrize("count", [24, 120, 300])
def test_positions(benchmark: BenchmarkFixture, count: int) -> None:
    pairs = [tuple(pair.split("-")) for pair in grown(count)]
    refs = {ref for pair in pairs for ref in pair}
    assert len(benchmark(spread, refs, pairs).places) == count


@pytest.mark.parametrize("count", [24, 120, 300])
def test_picture_with_words(benchmark: BenchmarkFixture, count: int) -> None:
    graph = build(*network_of(grown(count)))

    def made() -> int:
        told = network_told(graph, alone=0)
        return len(drawn(graph, sentences=told.sentences, named=told.named).spots)

    assert benchmark(made) == count
