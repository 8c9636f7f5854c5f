"""Whatever is put under what, nothing ever lies under itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm.core.trees import would_circle

things = st.integers(0, 9)


@given(st.lists(st.tuples(things, st.none() | things), max_size=60))
def test_what_is_accepted_never_circles(moves: list[tuple[int, int | None]]) -> None:
    parents: dict[int, int | None] = {}
    for one, above in moves:
        if not would_circle(one, above, parents.get):
            parents[one] = above
        for start in parents:
            steps, here = 0, parents.get(start)
            while here is not None:
                steps, here = steps + 1, parents.get(here)
                assert steps <= len(parents)


@given(st.permutations(range(6)))
def test_the_top_cannot_go_under_the_bottom(line: list[int]) -> None:
    parents = dict(zip(line[1:], line, strict=False))
    assert would_circle(line[0], line[-1], parents.get)
    assert not would_circle(line[-1], line[0], parents.get)
