"""Trees as a table from child to parent."""

from __future__ import annotations

from collections.abc import Mapping


def in_circles(parents: Mapping[str, str]) -> set[str]:
    """Everything that is, by its parents, part of itself."""
    circular: set[str] = set()
    settled: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in settled and here not in path:
            path[here] = None
            here = parents.get(here)
        if here is not None and here in path:
            steps = list(path)
            circular.update(steps[steps.index(here) :])
        settled.update(path)
    return circular
