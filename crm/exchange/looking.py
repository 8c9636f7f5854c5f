"""What a preview shows: what would be new, what would change, and what must be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.exchange.doubles import MOST_WAITED_FOR, choices_of, uncompared
from crm.exchange.keys import is_ref
from crm.exchange.obstacles import NAMED_BY
from crm.exchange.operations import Done, Progress, untold
from crm.exchange.plan import Draft
from crm.exchange.seen import seen_refs
from crm.exchange.state import chunks
from crm.parties.models import Party
from crm.parties.queries import visible_parties
from crm.resources.models import Scheme

MOST_OF_KIND = 50
SOMETHING = "iets anders"
LONGEST_VALUE = 80
WORDS = {"themas": "thema’s"}


def shown(
    done: Done,
    *,
    viewer: Viewer,
    most_compared: int = MOST_WAITED_FOR,
    progress: Progress = untold,
) -> dict[str, Any]:
    """A preview as JSON, for the page that shows it; nothing that the viewer may not see."""
    new: dict[str, list[str]] = {}
    changed: dict[str, list[dict[str, Any]]] = {}
    for kind in done.plan.drafts:
        named = (one for one in done.plan.written(kind) if one.is_new and kind in NAMED_BY)
        if first := list(islice(named, MOST_OF_KIND)):
            new[kind] = [_name(one) for one in first]
        known = seen_refs(kind, viewer)
        moved = (one for one in done.plan.written(kind) if not one.is_new)
        moved = (one for one in moved if known is None or one.ref in known)
        if first := list(islice(moved, MOST_OF_KIND)):
            changed[kind] = _changes(first, viewer)
    plan, most = done.plan, most_compared
    choices = choices_of(plan, keys=plan.keys, most=most, viewer=viewer, progress=progress)
    return {
        "report": done.report,
        "found": done.found,
        "samples": [asdict(one) for one in done.samples],
        "new": new,
        "changed": changed,
        "choices": [asdict(one) for one in choices],
        "uncompared": uncompared(plan, most=most),
        "refused": done.refused,
    }


def _name(draft: Draft) -> str:
    return str(draft.after.get(NAMED_BY.get(draft.kind, ""), "") or "")


def _changes(drafts: list[Draft], viewer: Viewer) -> list[dict[str, Any]]:
    """Per record its name and, per field, a few words on what changes."""
    values = [value for one in drafts for both in one.difference.values() for value in both]
    names = _names_of(
        {value for value in values if isinstance(value, str) and is_ref(value)}, viewer
    )
    return [
        {
            "name": _name(one),
            "fields": [
                f"{WORDS.get(label, label)} {_told_change(old, new, names)}"
                for label, (old, new) in one.difference.items()
            ],
        }
        for one in drafts
    ]


def _told_change(old: Any, new: Any, names: Mapping[str, str]) -> str:
    """`van ‘a’ naar ‘b’`; of a list only what comes and what goes, since most of it stays."""
    if isinstance(old, list) and isinstance(new, list):
        more = [f"‘{one}’ erbij" for one in new if one not in old]
        less = [f"‘{one}’ eraf" for one in old if one not in new]
        return ", ".join([*more, *less])
    before, after = (_cut(_told(value, names)) for value in (old, new))
    return f"van ‘{before}’ naar ‘{after}’"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _names_of(refs: set[str], viewer: Viewer) -> dict[str, str]:
    """Names of the parties and schemes behind refs, as far as the viewer may see them."""
    found: dict[str, str] = {}
    for some in chunks(refs):
        parties = visible_parties(viewer).where(Party.ref.in_(some))
        found.update(db.session.execute(parties.with_only_columns(Party.ref, Party.name)).all())
        schemes = select(Scheme.ref, Scheme.name)
        schemes = schemes.where(Scheme.ref.in_(some), Scheme.level <= viewer.level)
        found.update(db.session.execute(schemes).all())
    return found


def _told(value: Any, names: Mapping[str, str]) -> str:
    if value in (None, "", []):
        return "leeg"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    return names.get(text, SOMETHING) if is_ref(text) else text
