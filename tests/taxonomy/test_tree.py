"""A list as a tree, and the words for whatever points at a list."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

import crm.models  # noqa: F401  (fills the metadata)
from crm.taxonomy.models import Area, OfferKind, TargetGroup, Theme
from crm.taxonomy.tree import in_tree
from crm.taxonomy.uses import WORDS, references_to


@dataclass(frozen=True)
class Node:
    """An entry."""

    id: int
    parent_id: int | None


def test_each_stands_under_what_it_belongs_to() -> None:
    nodes = [Node(3, 1), Node(1, None), Node(2, None), Node(4, 3)]
    assert [(node.id, depth) for node, depth in in_tree(nodes)] == [(1, 0), (3, 1), (4, 2), (2, 0)]


@given(st.lists(st.one_of(st.none(), st.integers(0, 7)), max_size=8))
def test_nothing_disappears_and_nothing_shows_twice(parents: list[int | None]) -> None:
    nodes = [Node(number, parent) for number, parent in enumerate(parents)]
    shown = [node.id for node, _ in in_tree(nodes)]
    assert sorted(shown) == [node.id for node in nodes]


def test_everything_that_points_at_a_list_has_words() -> None:
    found = {column.table.name for model in (Theme, Area, TargetGroup, OfferKind)
             for column in references_to(model)}  # fmt: skip
    assert found == set(WORDS)
