"""The networks this process keeps in memory, and how they stay as fresh as the tables.

Every change of a record adds an event to the chain in the same transaction, and events stand in
the order in which changes became true. So what may have become different is told by the events
after the last one that was taken in: each request asks for those before it ranks anybody, and has
whom they touch read again. After a change of which that cannot be told the whole network is read
again. Whenever memory is not there for a request, the tables answer it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import partial
from threading import Lock, Thread
from time import monotonic
from typing import Any

from sqlalchemy import bindparam, func, select

from crm.accounts.viewer import Viewer
from crm.audit.models import Event
from crm.core.connections import begin_reading, is_writing
from crm.core.db import db
from crm.core.prepared import run
from crm.opportunities.ranking.from_memory import FromMemory
from crm.opportunities.ranking.network import Network
from crm.opportunities.ranking.statements import usable
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.ranking.touched import is_noticed, touched_by
from crm.opportunities.ranking.whole import WholeNetwork
from crm.parties.labels import Labels
from crm.parties.models import Party

MOST_PARTIES = 150_000
"""So many parties of all networks together: some 190 MB."""
AT_ONCE = 1000
"""A network of so many parties is read while the request waits; a larger one beside it."""
MOST_EVENTS, MOST_TOUCHED = 500, 5000
"""After more events, or when more parties are touched, everything is read again, beside."""
PAUSE = 60.0
"""So many seconds after a network could not be read, or had no room, it is tried again."""
Key = tuple[int, date]
"""The level and the day that a network is of."""
log = logging.getLogger(__name__)
_event: Any = Event.__table__
_party: Any = Party.__table__
LATEST = select(_event.c.id, _event.c.hash).order_by(_event.c.id.desc()).limit(bindparam("most"))
SINCE = (
    select(_event.c.id, _event.c.hash, _event.c.tag, _event.c.subject_ref)
    .where(_event.c.id >= bindparam("id"))
    .order_by(_event.c.id)
    .limit(MOST_EVENTS + 2)
)
HOW_MANY = select(func.count()).select_from(_party).where(usable())


class Held(Enum):
    """What a network in memory is to a request."""

    UP_TO_DATE = auto()
    NOT_NOW = auto()
    ANOTHER_HISTORY = auto()


@dataclass(slots=True)
class Kept:
    """A network, the events it has taken in last (hash by id), and how many requests read it."""

    network: Network
    seen: dict[int, str]
    holders: int = 0

    def take_in(self, events: Sequence[Any]) -> None:
        """Remember these as the last."""
        self.seen |= {id_: hash_ for id_, hash_, *_ in events}
        for old in list(self.seen)[:-MOST_EVENTS]:
            del self.seen[old]


class KeptNetworks:
    """The networks of one process, at most one for each level and day."""

    def __init__(self, with_database: Callable[[], AbstractContextManager[Any]]) -> None:
        """`with_database` opens what is needed to read beside the requests."""
        self._with_database = with_database
        self._kept: dict[Key, Kept] = {}
        self._being_read: Counter[Key] = Counter()
        self._not_before: dict[Key, float] = {}
        self._lock = Lock()

    def hold(self, viewer: Viewer) -> Kept | None:
        """The network up to the viewer's level on the viewer's day, as it is for this request.

        None when it is not there (yet). Until it is let go of nothing in it changes.
        """
        key = viewer.level, viewer.day
        with self._lock:
            kept = self._kept.get(key)
            held = _brought_up_to_date(kept) if kept is not None else Held.ANOTHER_HISTORY
            if held is Held.ANOTHER_HISTORY:
                self._kept.pop(key, None)
                kept = self._begin(key)
            if kept is None or held is Held.NOT_NOW:
                return None
            kept.holders += 1
            return kept

    def let_go(self, kept: Kept) -> None:
        """A request has ended."""
        with self._lock:
            kept.holders -= 1

    def _begin(self, key: Key) -> Kept | None:
        """Read a network: a small one now, a large one beside the requests that go on."""
        if key in self._being_read or monotonic() < self._not_before.get(key, 0.0):
            return None
        many = run(HOW_MANY, {"level": key[0]})[0][0]
        if not self._make_room(key, many):
            self._not_before[key] = monotonic() + PAUSE
            return None
        if many <= AT_ONCE:
            self._kept[key] = kept = _read(key)
            return kept
        self._being_read[key] = many
        _beside(partial(self._read_beside, key))
        return None

    def _read_beside(self, key: Key) -> None:
        try:
            with self._with_database():
                begin_reading()
                kept = _read(key)
                db.session.rollback()
        except Exception:  # whatever it is: the requests go on, from the tables
            log.exception("a network could not be read into memory")
            self._not_before[key] = monotonic() + PAUSE
        else:
            with self._lock:
                if all(day <= key[1] for _, day in self._kept):
                    self._kept[key] = kept
        finally:
            with self._lock:
                del self._being_read[key]

    def _make_room(self, key: Key, many: int) -> bool:
        """Whether it fits; of another day, or of a lower level (fewer people use it), goes out."""
        level, day = key
        self._kept = {old: kept for old, kept in self._kept.items() if old[1] == day}
        sizes = Counter({old: len(kept.network) for old, kept in self._kept.items()})
        lower = sorted(old for old in sizes if old[0] < level)
        room = MOST_PARTIES - many - sizes.total() - self._being_read.total()
        if room + sum(sizes[old] for old in lower) < 0:
            return False
        for old in lower:
            if room >= 0:
                break
            room += sizes[old]
            del self._kept[old]
        return True


class AtHand:
    """What one request asks of the networks: each brought up to date once, and then held."""

    def __init__(self, networks: KeptNetworks) -> None:
        self._networks = networks
        self._held: dict[Viewer, Kept | None] = {}

    def network_for(self, viewer: Viewer) -> Network | None:
        """The network of this request; None when the tables are to answer."""
        if viewer not in self._held:
            self._held[viewer] = self._networks.hold(viewer)
        return self.held_for(viewer)

    def held_for(self, viewer: Viewer) -> Network | None:
        """The network of this request, if it was asked for before."""
        kept = self._held.get(viewer)
        return None if kept is None else kept.network

    def let_go(self) -> None:
        """The request has ended."""
        for kept in self._held.values():
            if kept is not None:
                self._networks.let_go(kept)
        self._held.clear()


_at_hand: ContextVar[AtHand | None] = ContextVar("networks at hand", default=None)


def begin_with(networks: KeptNetworks | None) -> None:
    """From here on a request reads from these networks; None: from the tables."""
    before = _at_hand.get()
    if before is not None:
        before.let_go()
    _at_hand.set(None if networks is None else AtHand(networks))


def evidence_for(viewer: Viewer) -> Tables:
    """Where the evidence for this viewer comes from: the memory of this process, or the tables.

    Who is changing something reads the tables: what others may not see yet is not remembered.
    """
    network = _network_for(viewer)
    return Tables(viewer) if network is None else FromMemory(viewer, network)


def was_ever_left_out(party: int, *, viewer: Viewer) -> bool:
    """Whether this party may ever have been put away or introduced; yes when memory is not there.

    Whatever its level: of most parties it saves the questions what, by whom and to what end.
    """
    network = _network_for(viewer)
    return network is None or party in network.ever_left_out


def may_have_money(party: int, *, viewer: Viewer) -> bool:
    """Whether an open scheme may have a theme of this party; yes when memory does not know."""
    network = _network_for(viewer)
    return network is None or network.has_theme_with_money(party)


def labels_at_hand(party: int, *, viewer: Viewer) -> Labels | None:
    """What a party is about, where the network is at hand anyway; nothing is asked for it."""
    at_hand = _at_hand.get()
    network = None if at_hand is None or is_writing() else at_hand.held_for(viewer)
    return None if network is None else network.labels(party)


def whole_network_for(viewer: Viewer) -> WholeNetwork:
    """The same for the whole of a small network: without memory it is read here and now."""
    return WholeNetwork(viewer, _network_for(viewer))


def _network_for(viewer: Viewer) -> Network | None:
    at_hand = _at_hand.get()
    return None if at_hand is None or is_writing() else at_hand.network_for(viewer)


def _beside(work: Callable[[], None]) -> None:
    Thread(target=work, daemon=True).start()


def _read(key: Key) -> Kept:
    """The network as it is now; what changes meanwhile is in the events after the latest."""
    latest = run(LATEST, {"most": MOST_EVENTS})
    return Kept(Network(*key), dict(reversed(latest)))


def _brought_up_to_date(kept: Kept) -> Held:
    """Take in what happened since.

    The last event that was taken in must still be there, with its hash. If not, this transaction
    began before it (on SQLite), or the database has another history: a backup was put back. While
    another request reads the network nothing is changed in it.
    """
    last = next(reversed(kept.seen), 0)
    rows = run(SINCE, {"id": last})
    if last and (not rows or rows[0][:2] != (last, kept.seen[last])):
        return _is_older(kept)
    fresh = rows[1:] if last else rows
    if not fresh:
        return Held.UP_TO_DATE
    if kept.holders:
        return Held.NOT_NOW
    touched = touched_by([event[2:] for event in fresh], kept.network)
    if touched is None or len(touched) > MOST_TOUCHED or len(fresh) > MOST_EVENTS:
        return Held.ANOTHER_HISTORY
    kept.network.renew(touched)
    if any(is_noticed(event[2]) for event in fresh):
        kept.network.notice()
    kept.take_in(fresh)
    return Held.UP_TO_DATE


def _is_older(kept: Kept) -> Held:
    """Whether the latest event that this request sees is one that was taken in before."""
    latest = run(LATEST, {"most": 1})
    is_seen = bool(latest) and kept.seen.get(latest[0][0]) == latest[0][1]
    return Held.NOT_NOW if is_seen else Held.ANOTHER_HISTORY
