"""Which new parties of a plan may be there already, so that somebody can choose per row."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nsmallest
from typing import Any

from crm.accounts.viewer import Viewer
from crm.exchange.operations import Progress, untold
from crm.exchange.plan import Choice, Draft, Plan
from crm.exchange.register import name_key
from crm.parties.lookalikes import WHY, Described
from crm.parties.lookalikes_queries import Lookalike, find_lookalikes

MOST_LOOKED_AT = 1000
MOST_SHOWN = 200
_DESCRIBED_BY = ("name", "kvk", "website", "email", "phone", "postcode", "house_number")


def choices_of(
    plan: Plan, *, keys: Mapping[str, str], viewer: Viewer, progress: Progress = untold
) -> list[Choice]:
    """New parties that surely look like one that is there, in the order of the file.

    `keys` maps a handle to what the source calls the party. Of a very long file only the first
    new parties are looked at; the others come on the list of possible doubles later.
    """
    found = []
    new = (one for one in plan.written("partijen") if one.is_new and one.ref in keys)
    looked_at = nsmallest(MOST_LOOKED_AT, new, key=lambda one: one.line)
    for at, draft in enumerate(looked_at, start=1):
        progress(at, len(looked_at), "nieuwe partijen vergeleken")
        alike = find_lookalikes(_described(draft.values), viewer=viewer, most=1)
        if alike and (alike[0].likeness.is_sure or _same_name(draft, alike[0])):
            found.append(_choice(keys[draft.ref], draft, alike[0]))
        if len(found) == MOST_SHOWN:
            break
    return found


def _described(values: Mapping[str, Any]) -> Described:
    return Described(**{name: values.get(name) or "" for name in _DESCRIBED_BY})


def _same_name(draft: Draft, other: Lookalike) -> bool:
    return name_key(draft.values["name"]) == name_key(other.name)


def _choice(key: str, draft: Draft, other: Lookalike) -> Choice:
    why = " ".join(WHY[code] for code in other.likeness.why if code in WHY)
    return Choice(key, draft.line, draft.values["name"], other.ref, other.name, other.place, why)
