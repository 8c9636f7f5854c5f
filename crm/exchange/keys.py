"""Which record a key in a file stands for: what is there, what is planned, what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping as Values

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.exchange.attributes import Mapping
from crm.exchange.mapping import MAPPINGS
from crm.exchange.models import SourceName
from crm.exchange.register import name_key
from crm.exchange.seen import seen_refs
from crm.exchange.state import State
from crm.parties.models import Party
from crm.taxonomy.models import Area

_REF = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def canonical(key: str) -> str:
    """A key as it is looked up: one that is a ref may be written in capitals."""
    return key.lower() if is_ref(key) else key


def is_ref(key: str) -> bool:
    """Whether a key has the form of a ref (a UUID)."""
    return _REF.fullmatch(key) is not None


class Keys:
    """The keys of every kind, while a plan is made."""

    def __init__(self, state: State, viewer: Viewer) -> None:
        self._state = state
        self._viewer = viewer
        self._planned: dict[str, dict[str, str]] = {}
        self._refused: dict[str, set[str]] = {}
        self._gone: dict[str, set[str]] = {}
        self._seen: dict[str, frozenset[str] | None] = {}
        self._names: dict[str, tuple[str, str]] | None = None
        self._area_names: dict[str, str] | None = None

    def find(self, kind: str, key: str) -> str | None:
        """The handle of a record that is named: by its key, now or before; an area by its name."""
        handle = self.own(kind, key) or self._state.index(kind).once_called.get(canonical(key))
        if handle is None and kind == "gebieden":
            return self._areas_by_name().get(key)
        return handle

    def own(self, kind: str, key: str) -> str | None:
        """The handle of the record whose key this is, when it may be known of."""
        key = canonical(key)
        planned = self._planned.get(kind, {}).get(key)
        if planned is not None:
            return planned
        handle = self._state.index(kind).by_key.get(key)
        return handle if handle is not None and self.is_seen(kind, handle) else None

    def stand_for(self, kind: str, profile: str, same: Values[str, str]) -> dict[str, str]:
        """Let keys stand for records that have another one; returns those that are new.

        Those that were told before are remembered by the profile.
        """
        query = select(SourceName.key, Party.ref).join(Party, Party.id == SourceName.party_id)
        known = dict(db.session.execute(query.where(SourceName.profile == profile)).all())
        new = {key: ref for key, ref in same.items() if key not in known}
        for key, ref in (known | new).items():
            if self.is_seen(kind, ref):
                self.plan(kind, key, ref)
        return new

    def was_merged(self, kind: str, key: str) -> bool:
        """Whether a key is of a party that became part of another, and now stands for that one."""
        return canonical(key) in self._state.index(kind).former

    def plan(self, kind: str, key: str, handle: str) -> None:
        """From now on a key stands for a record that is to be made."""
        self._planned.setdefault(kind, {})[canonical(key)] = handle

    def name_area(self, name: str, handle: str) -> None:
        """An area of the file is called this."""
        self._areas_by_name().setdefault(name, handle)

    def refuse(self, kind: str, key: str) -> None:
        """A row is not written; what it would have made does not come to exist."""
        self._refused.setdefault(kind, set()).add(key)
        handle = self._planned.get(kind, {}).pop(canonical(key), None)
        if handle is not None:
            self._gone.setdefault(kind, set()).add(handle)

    def was_refused(self, kind: str, key: str) -> bool:
        """Whether a row of this key was refused."""
        return key in self._refused.get(kind, ())

    def is_gone(self, kind: str, handle: str) -> bool:
        """Whether a handle was given to a row that was refused after all."""
        return handle in self._gone.get(kind, ())

    def is_hidden(self, kind: str, key: str) -> bool:
        """Whether a key belongs to a record that whoever imports may not see."""
        handle = self._state.index(kind).by_key.get(canonical(key))
        return handle is not None and not self.is_seen(kind, handle)

    def is_seen(self, kind: str, handle: str) -> bool:
        """Whether whoever imports may know of a record that is there."""
        if kind not in self._seen:
            self._seen[kind] = seen_refs(kind, self._viewer)
        seen = self._seen[kind]
        return seen is None or handle in seen

    def _areas_by_name(self) -> dict[str, str]:
        """Files of others name areas too: a name that only one area has will do."""
        if self._area_names is None:
            found: dict[str, str | None] = {}
            for ref, name in db.session.execute(select(Area.ref, Area.name)):
                found[name] = None if name in found else ref
            self._area_names = {name: ref for name, ref in found.items() if ref}
        return self._area_names

    def same_name(self, name: str, handle: str) -> str | None:
        """The name of another party that is called the same; this one is known from now on."""
        if self._names is None:
            seen = Party.archived_at.is_(None)
            rows = db.session.execute(select(Party.ref, Party.name).where(seen))
            self._names = {
                name_key(other): (ref, other)
                for ref, other in rows
                if self.is_seen("partijen", ref)
            }
        found = self._names.setdefault(name_key(name), (handle, name))
        return found[1] if found[0] != handle else None

    def parents(self, mapping: Mapping, attribute: str) -> dict[str, str]:
        """Who is part of whom now, by handle."""
        refs = self._state.index(mapping.name).refs
        model = MAPPINGS[mapping.name].model
        column = getattr(model, attribute)
        rows = db.session.execute(select(model.id, column).where(column.is_not(None)))
        return {refs[child]: refs[parent] for child, parent in rows}
