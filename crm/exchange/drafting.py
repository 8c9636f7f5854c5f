"""Making drafts: a new record with its defaults, or the difference with one that is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from crm.audit.operations import plain
from crm.core.db import VISIBILITIES
from crm.exchange import attributes as columns
from crm.exchange.mapping import LINK_KINDS, OFFER_KINDS, TARGET_GROUPS
from crm.exchange.plan import Draft
from crm.exchange.state import Existing, State

OPEN_LISTS = ("gebieden", "themas", TARGET_GROUPS, LINK_KINDS, OFFER_KINDS)
LABELS = {"zichtbaarheid": "wie mag dit zien"}


def visibility_for(mapping: columns.Mapping, chosen: str | None) -> str:
    """Who may see a new record: what was chosen, but never more than its kind starts with
    when that is for the town hall only (persons, contacts, agreements)."""
    default = mapping.default_visibility
    if chosen is None:
        return default
    if default == "intern":
        return max(default, chosen, key=VISIBILITIES.index)
    return chosen


def new_draft(
    mapping: columns.Mapping,
    *,
    line: int,
    ref: str,
    values: Mapping[str, Any],
    pointers: Mapping[str, str | None],
    lists: Mapping[str, Collection[str]],
    visibility: str | None,
) -> Draft:
    """A record that is not there yet: every field has its value or its default."""
    filled = {one.attribute: one.default for one in mapping.all_fields} | dict(values)
    if mapping.format.is_record:
        if filled["visibility"] is None:
            chosen = visibility_for(mapping, visibility)
            if filled["sensitive"] and chosen in ("openbaar", "netwerk"):
                chosen = "vertrouwelijk"
            filled["visibility"] = chosen
        if mapping.has_reference:
            filled.setdefault("reference", None)
    return Draft(
        kind=mapping.name,
        line=line,
        ref=ref,
        values=filled,
        pointers=dict.fromkeys(one.attribute for one in mapping.pointers) | dict(pointers),
        added={column: frozenset(handles) for column, handles in lists.items() if handles},
        after=filled,
    )


def filled_in(mapping: columns.Mapping, draft: Draft) -> dict[str, list[Any]]:
    """What the event of a new record tells: what is not as it would have been by itself.

    Made when the event is, since a hundred thousand of them would fill the memory.
    """
    own = {"visibility": mapping.default_visibility}
    return {
        label(one.column): [None, plain(value)]
        for one in mapping.all_fields
        if (value := draft.values[one.attribute]) not in (None, "", False)
        and value != own.get(one.attribute, one.default)
    }


def changed_draft(
    mapping: columns.Mapping,
    existing: Existing,
    *,
    line: int,
    values: Mapping[str, Any],
    pointers: Mapping[str, str | None],
    added: Mapping[str, Collection[str]],
    removed: Mapping[str, Collection[str]],
    state: State,
) -> Draft:
    """What would change in a record that is there; values that are the same do not count."""
    difference: dict[str, list[Any]] = {}
    new_values, old_values = {}, {}
    for one in mapping.all_fields:
        if one.attribute in values and values[one.attribute] != existing.values[one.attribute]:
            new_values[one.attribute] = values[one.attribute]
            old, new = existing.values[one.attribute], values[one.attribute]
            old_values[one.attribute] = old
            difference[label(one.column)] = [plain(old), plain(new)]
    new_pointers = {}
    for pointer in mapping.pointers:
        attribute = pointer.attribute
        if attribute in pointers and pointers[attribute] != existing.pointers[attribute]:
            new_pointers[attribute] = pointers[attribute]
            both = (existing.pointers[attribute], pointers[attribute])
            difference[label(pointer.column)] = [
                _told(state, pointer.to, handle) if handle else None for handle in both
            ]
    draft = Draft(
        kind=mapping.name,
        line=line,
        ref=existing.ref,
        id=existing.id,
        version=existing.version,
        values=new_values,
        pointers=new_pointers,
        difference=difference,
        after=existing.values | new_values,
        before=existing.pointers,
        old=old_values,
    )
    for many in mapping.lists:
        have = existing.lists.get(many.column, frozenset())
        more = frozenset(added.get(many.column, ())) - have
        less = frozenset(removed.get(many.column, ())) & have
        if more or less:
            draft.added[many.column], draft.removed[many.column] = more, less
            draft.difference[label(many.column)] = [
                sorted(_told(state, many.to, handle) for handle in handles)
                for handles in (have, (have | more) - less)
            ]
    return draft


def _told(state: State, kind: str, handle: str) -> str:
    """How the timeline names another record: lists by name, the rest by its ref alone, because
    not everybody who reads the timeline may know of it."""
    return state.index(kind).keys.get(handle, handle) if kind in OPEN_LISTS else handle


def label(column: str) -> str:
    """The word of a column in the timeline."""
    return LABELS.get(column, column.replace("_", " "))
