"""Which new parties of a plan may be there already, so that somebody can choose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import nsmallest
from typing import Any

from crm.accounts.viewer import Viewer
from crm.core.db import HIDDEN_LEVEL, db
from crm.exchange.operations import Progress, untold
from crm.exchange.plan import Choice, Draft, Plan
from crm.exchange.register import name_key
from crm.exchange.state import chunks
from crm.parties.lookalikes import WHY, Described
from crm.parties.lookalikes_pairs import LEAST_LISTED
from crm.parties.lookalikes_queries import Lookalike, find_lookalikes
from crm.parties.models import Party
from crm.parties.queries import visible_parties

MOST_AT_EASE, MOST_WAITED_FOR = 2500, 1000
"""So many new parties are compared by the worker, and while somebody waits for the page."""
_DESCRIBED_BY = ("name", "kvk", "website", "email", "phone", "postcode", "house_number")


def choices_of(
    plan: Plan,
    *,
    keys: Mapping[str, str],
    most: int = MOST_WAITED_FOR,
    viewer: Viewer,
    progress: Progress = untold,
) -> list[Choice]:
    """New parties that look like one that is there, or that took over all its dossiers.

    `keys` maps a handle to what the source calls the party. The surest come first, then the order
    of the file. Of a long file only the first `most` new parties are looked at; the others come on
    the list of possible doubles later.
    """
    looked_at = nsmallest(most, _new(plan, keys), key=lambda one: one.line)
    before = _seen(plan.moved.values(), viewer)
    found = []
    for at, draft in enumerate(looked_at, start=1):
        progress(at, len(looked_at), "nieuwe partijen vergeleken")
        alike = find_lookalikes(_described(draft.values), viewer=viewer)
        moved = before.get(plan.moved.get(draft.ref, ""))
        if (choice := _choice(keys[draft.ref], draft, alike, moved)) is not None:
            found.append(choice)
    return _sure_once(sorted(found, key=lambda one: (not one.is_sure, one.line)))


def uncompared(plan: Plan, *, most: int = MOST_WAITED_FOR) -> int:
    """How many new parties were not looked at, because there are so many."""
    return max(0, sum(1 for _ in _new(plan, plan.keys)) - most)


def _new(plan: Plan, keys: Mapping[str, str]) -> Iterator[Draft]:
    return (one for one in plan.written("partijen") if one.is_new and one.ref in keys)


def _seen(refs: Iterable[str], viewer: Viewer) -> dict[str, Party]:
    """The parties behind refs that the viewer may see, as far as a look-alike may be one."""
    there = (Party.archived_at.is_(None), Party.level < HIDDEN_LEVEL)
    query = visible_parties(viewer).where(*there)
    return {
        party.ref: party
        for some in chunks(set(refs))
        for party in db.session.scalars(query.where(Party.ref.in_(some)))
    }


def _described(values: Mapping[str, Any]) -> Described:
    return Described(**{name: values.get(name) or "" for name in _DESCRIBED_BY})


def _choice(key: str, draft: Draft, alike: list[Lookalike], moved: Party | None) -> Choice | None:
    """The likeliest one; who looks like it and has its dossiers too is surely the same."""
    best = alike[0] if alike and _is_worth_asking(draft, alike[0]) else None
    if moved is not None and (best is None or not best.likeness.is_sure):
        best = next((one for one in alike if one.ref == moved.ref), None)
        is_sure = best is not None and best.likeness.score >= LEAST_LISTED
        place = "" if moved.withheld else moved.place
        return _made(key, draft, moved.ref, moved.name, place, is_sure, (*_why(best), "dossiers"))
    if best is None:
        return None
    codes = _why(best)
    if moved is not None and moved.ref == best.ref:
        codes = (*codes, "dossiers")
    return _made(key, draft, best.ref, best.name, best.place, best.likeness.is_sure, codes)


def _is_worth_asking(draft: Draft, other: Lookalike) -> bool:
    same_name = name_key(draft.values["name"]) == name_key(other.name)
    return other.likeness.is_sure or other.likeness.score >= LEAST_LISTED or same_name


def _why(found: Lookalike | None) -> tuple[str, ...]:
    return found.likeness.why if found is not None else ()


def _made(
    key: str,
    draft: Draft,
    other_ref: str,
    other_name: str,
    other_place: str,
    is_sure: bool,
    codes: Iterable[str],
) -> Choice:
    why = " ".join(WHY[code] for code in codes if code in WHY)
    name = draft.values["name"]
    return Choice(key, draft.line, name, other_ref, other_name, other_place, why, is_sure)


def _sure_once(choices: list[Choice]) -> list[Choice]:
    """Two rows of a list cannot both be one party: of them only the first is called sure."""
    taken: set[str] = set()
    for one in choices:
        if one.other_ref in taken:
            one.is_sure = False
        taken.add(one.other_ref)
    return sorted(choices, key=lambda one: (not one.is_sure, one.line))
