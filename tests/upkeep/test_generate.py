"""The invented network for measuring."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.core.errors import Refused
from crm.links.edges import expected_degrees, expected_edges
from crm.links.models import Degree, Edge, Link
from crm.parties.models import Party
from crm.upkeep.generate import generate_network
from crm.upkeep.generate.draw import draw
from tests.opportunities.invented import OPERATOR
from tests.support.settings import TODAY


def test_the_same_number_and_seed_give_the_same_network() -> None:
    assert draw(50, 1, TODAY) == draw(50, 1, TODAY)
    assert draw(50, 1, TODAY) != draw(50, 2, TODAY)


def test_the_tail_of_the_links_is_heavy() -> None:
    drawn = draw(1000, 1, TODAY)
    links = [0] * 1000
    for link in drawn.links:
        links[link["a"]] += 1
        links[link["b"]] += 1
    assert 6 < sum(links) / 1000 <= 8
    assert max(links) > 60
    assert sorted(links)[500] < 8


def test_it_is_written_with_all_that_follows_from_it(session: Session) -> None:
    made = generate_network(60, actor=OPERATOR)
    assert session.scalar(select(func.count(Party.id))) == made["partijen"] == 60
    assert session.scalar(select(func.count(Link.id))) == made["verbindingen"] > 100
    columns = select(Edge.src, Edge.dst, Edge.link_id, Edge.level)
    edges = {tuple(row) for row in session.execute(columns)}
    assert edges == {tuple(row)[:4] for row in session.execute(expected_edges())}
    degrees = {
        tuple(row) for row in session.execute(select(Degree.party_id, Degree.level, Degree.n))
    }
    assert degrees == {tuple(row) for row in session.execute(expected_degrees())}
    assert not session.scalar(select(func.count(Party.id)).where(Party.stems == ""))


def test_the_same_network_does_not_come_twice(session: Session) -> None:
    generate_network(20, actor=OPERATOR)
    with pytest.raises(Refused, match="al"):
        generate_network(20, actor=OPERATOR)
    generate_network(20, seed=2, actor=OPERATOR)


@pytest.mark.parametrize("size", [1, 1_000_000])
def test_a_size_that_makes_no_sense_is_refused(session: Session, size: int) -> None:
    with pytest.raises(Refused):
        generate_network(size, actor=OPERATOR)
