"""What happened to an agreement, in names instead of refs, without what is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# In these changes an event keeps refs; who reads it later sees only the names it may see.
REF_LABELS = frozenset({"partij", "partijen", "ondertekenaar", "verbinding", "verbindingen"})


def told_difference(
    difference: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, list[Any]]:
    """A difference `{label: [old, new]}` with names for refs; what has no name is left out."""
    told = {
        label: [_told(value, names) for value in values] if label in REF_LABELS else list(values)
        for label, values in difference.items()
    }
    return {
        label: values
        for label, values in told.items()
        if label not in REF_LABELS or any(value for value in values)
    }


def _told(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return sorted(names[ref] for ref in value if ref in names)
    return names.get(value)
