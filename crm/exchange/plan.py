"""What an import is going to do, before anything is written. Values only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crm.core.spool import Spool
from crm.exchange.tables import Refusal

MOST_MESSAGES = 200


@dataclass(slots=True)
class Counts:
    """How many rows of one kind of record meet which fate."""

    new: int = 0
    changed: int = 0
    same: int = 0
    maybe_double: int = 0
    refused: int = 0

    def as_json(self) -> dict[str, int]:
        """As CONTRACT's JSON shows it."""
        return {
            "nieuw": self.new,
            "gewijzigd": self.changed,
            "gelijk": self.same,
            "mogelijk_dubbel": self.maybe_double,
            "geweigerd": self.refused,
        }


@dataclass(slots=True)
class Draft:
    """One record to be written, or found to be the same.

    `ref` is its handle everywhere in a plan; `id` is None when it is new, and `version` when its
    kind has none. `values` are by attribute; `pointers` by attribute to the handle of another
    record; `added` and `removed` by column of a list to the handles that come and go. For an
    existing record only what changes is in them; `after` and `before` are all its values and its
    old pointers, `old` the values that change as they were.
    """

    kind: str
    line: int
    ref: str
    id: int | None = None
    version: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    pointers: dict[str, str | None] = field(default_factory=dict)
    added: dict[str, frozenset[str]] = field(default_factory=dict)
    removed: dict[str, frozenset[str]] = field(default_factory=dict)
    difference: dict[str, list[Any]] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    before: dict[str, str | None] = field(default_factory=dict)
    old: dict[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Whether it is not in the database yet."""
        return self.id is None

    @property
    def changes(self) -> bool:
        """Whether writing it would change an existing record."""
        return bool(self.values or self.pointers or self.added or self.removed)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a source says of one record, to be kept for the next import.

    `before` is what was kept of it until now: its `ref` and `values`.
    """

    kind: str
    key: str
    ref: str
    values: dict[str, Any]
    before: dict[str, Any] | None = None


@dataclass(slots=True)
class Choice:
    """A new party that may be there already: what the source calls it, and which one it may be."""

    key: str
    line: int
    name: str
    other_ref: str
    other_name: str
    other_place: str
    why: str
    is_sure: bool = False


@dataclass(slots=True)
class Plan:
    """All that one import will do. `mark` is the last event that was there when it was made.

    `names` are new names of a source, by key, with the party that each stands for; `keys` what
    the source calls each new party, by its handle; `moved` are new parties that have all dossiers
    of one other now: the handle of each to the ref of that other. Of drafts that change nothing
    only the handle is kept.
    """

    profile: str
    mark: int = 0
    drafts: dict[str, Spool[Draft]] = field(default_factory=dict)
    counts: dict[str, Counts] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    doubles: list[tuple[str, str]] = field(default_factory=list)
    private: int = 0
    empty: int = 0
    names: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    remembered: Spool[Remembered] = field(default_factory=Spool)

    def add(self, draft: Draft, *, count_as: str = "") -> None:
        """Take a draft in and count it, under another name when asked."""
        counts = self.count(count_as or draft.kind)
        if draft.is_new:
            counts.new += 1
        elif draft.changes:
            counts.changed += 1
        else:
            counts.same += 1
            draft = Draft(draft.kind, draft.line, draft.ref, draft.id)
        self.drafts.setdefault(draft.kind, Spool()).append(draft)

    def written(self, kind: str) -> Iterator[Draft]:
        """The drafts of one kind that change something, in order."""
        return (one for one in self.drafts.get(kind, ()) if one.is_new or one.changes)

    def count(self, kind: str) -> Counts:
        """The counts of one kind of record."""
        return self.counts.setdefault(kind, Counts())

    def refuse(self, kind: str, refusal: Refusal) -> None:
        """Note that a row is not written."""
        self.count(kind).refused += 1
        self.refusals.append(refusal)

    def maybe_double(self, kind: str, name: str, other: str) -> None:
        """Note that a new record may be one that is there already."""
        self.count(kind).maybe_double += 1
        self.doubles.append((name, other))

    @property
    def changes(self) -> bool:
        """Whether writing it would change anything."""
        return any(counts.new or counts.changed for counts in self.counts.values())

    def report(self, *, run: str | None, is_trial: bool) -> dict[str, Any]:
        """The JSON document of `flask crm import`."""
        doubles = [f"Mogelijk dubbel: ‘{name}’ en ‘{other}’." for name, other in self.doubles]
        messages = self.messages + doubles
        if len(messages) > MOST_MESSAGES:
            rest = len(messages) - MOST_MESSAGES
            messages = [*messages[:MOST_MESSAGES], f"En nog {rest} andere meldingen."]
        return {
            "run": run,
            "profiel": self.profile,
            "proef": is_trial,
            "records": {kind: counts.as_json() for kind, counts in self.counts.items()},
            "zonder_partij": {"particulier": self.private, "leeg": self.empty},
            "weigeringen": [refusal.as_json() for refusal in self.refusals],
            "meldingen": messages,
        }
