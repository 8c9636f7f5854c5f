"""What happened, in names instead of refs, without what is hidden."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

# An event keeps refs of other records; who reads it later sees only the names it may see.
REF = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def refs_in(difference: Mapping[str, Any]) -> Iterator[str]:
    """The refs of other records that a difference `{label: [old, new]}` holds."""
    for values in difference.values():
        for value in values:
            yield from (one for one in _each(value) if is_ref(one))


def told_difference(
    difference: Mapping[str, Any], names: Mapping[str, str], *, kept: Collection[str] = ()
) -> dict[str, list[Any]]:
    """A difference with names for refs; what has no name is left out, and so are labels in `kept`.

    A label under which nothing but refs without a name stood is left out whole.
    """
    told: dict[str, list[Any]] = {}
    for label, values in difference.items():
        if label in kept:
            continue
        told[label] = [_told(value, names) for value in values]
        if any(refs_in({label: values})) and not any(told[label]):
            del told[label]
    return told


def is_ref(value: Any) -> bool:
    """Whether a value in a difference stands for another record."""
    return isinstance(value, str) and REF.fullmatch(value) is not None


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _told(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        known = [one for one in value if not is_ref(one) or one in names]
        return sorted(names.get(one, one) for one in known)
    return names.get(value) if is_ref(value) else value
