"""Parties by the names people type: who is surely meant, and who may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.text import fold
from crm.parties.lookalikes_names import same_name_key
from crm.parties.models import Party
from crm.parties.queries import visible_parties
from crm.search.queries import matching_parties

MOST_OPTIONS = 6
MOST_READ = 40
SHORTEST_WORD = 4
MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it was typed, the one party that bears it, and else who may be meant."""

    typed: str
    party: Party | None
    options: tuple[Party, ...]


def named_parties(names: Iterable[str], *, viewer: Viewer) -> list[Named]:
    """For each name the party that bears it, or the parties that look most like it.

    Only parties that the viewer may see, none from the archive.
    """
    typed = list(names)
    bearers = _bearers({fold(name) for name in typed}, viewer)
    found = []
    for name in typed:
        exact = bearers.get(fold(name), ())
        options = exact or _alike(name, viewer)
        sure = [one for one in options if same_name_key(one.name) == same_name_key(name)]
        found.append(Named(name, sure[0] if len(sure) == 1 else None, tuple(options)))
    return found


def _bearers(folded: set[str], viewer: Viewer) -> dict[str, Sequence[Party]]:
    query = visible_parties(viewer).where(
        Party.archived_at.is_(None), Party.folded.in_(sorted(folded))
    )
    found: dict[str, list[Party]] = defaultdict(list)
    for party in db.session.scalars(query.order_by(Party.sort_key, Party.id)):
        found[party.folded].append(party)
    return dict(found)


def _alike(name: str, viewer: Viewer) -> list[Party]:
    """By the whole text; when nothing has all of it, by its longest words."""
    found = {party.id: party for party in _matching(name, viewer)}
    if not found:
        words = sorted({word for word in fold(name).split() if len(word) >= SHORTEST_WORD})
        for word in sorted(words, key=len, reverse=True)[:MOST_WORDS]:
            found |= {party.id: party for party in _matching(word, viewer)}
    ranked = sorted(found.values(), key=lambda party: (-_likeness(name, party), party.sort_key))
    return ranked[:MOST_OPTIONS]


def _matching(text: str, viewer: Viewer) -> list[Party]:
    query = visible_parties(viewer).where(Party.archived_at.is_(None), matching_parties(text))
    return list(db.session.scalars(query.order_by(Party.sort_key, Party.id).limit(MOST_READ)))


def _likeness(name: str, party: Party) -> float:
    return SequenceMatcher(None, fold(name), party.folded).ratio()
