"""The table of signs: kept in the transaction of every change, so that a check reads no names.

What flushes a party brings its signs in step; bulk paths, which do not, call `sync_signs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import Select, Table, delete, event, inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from crm.core.bulk import Ids, Pile
from crm.core.db import HIDDEN_LEVEL, db, level_of
from crm.parties.lookalikes import Described
from crm.parties.lookalikes_signs import signs_of
from crm.parties.models import LookalikeDue, LookalikePair, Party, PartySign

CHUNK = 5000
_ADDRESSES = ("email", "phone", "postcode", "house_number")
_READ = (
    *(Party.id, Party.name, Party.kvk, Party.website, Party.email, Party.phone),
    *(Party.postcode, Party.house_number, Party.withheld, Party.visibility, Party.sensitive),
    Party.archived_at,
)
SIGNED = tuple(column.key for column in _READ if column.key != "id")
"""The attributes that a party's signs follow from."""


def described(party: Any) -> Described:
    """What of a party, or of a row with its columns, tells whether it is another one."""
    known = {name: "" if party.withheld else getattr(party, name) or "" for name in _ADDRESSES}
    return Described(party.name or "", kvk=party.kvk or "", website=party.website or "", **known)


def sync_signs(party_ids: Iterable[int]) -> None:
    """Make the signs of these parties follow from the table again."""
    for ids in _chunks(party_ids):
        _forget(ids, db.session.connection())
        _insert(db.session.execute(select(*_READ).where(Party.id.in_(ids))).all())


def complete_signs() -> None:
    """Give signs to the parties that have none: those of before there were signs."""
    sync_signs(db.session.scalars(_without_signs()).all())


def sign_faults() -> list[str]:
    """The refs of parties whose signs are not what they should be, in order."""
    stored: dict[int, set[tuple[int, int]]] = {}
    for row in db.session.execute(select(PartySign.party_id, PartySign.sign, PartySign.level)):
        stored.setdefault(row.party_id, set()).add((row.sign, row.level))
    return sorted(
        row.ref
        for row in db.session.execute(select(*_READ, Party.ref))
        if stored.get(row.id, set()) != set(_signs(row))
    )


def _without_signs() -> Select[int]:
    return select(Party.id).where(
        Party.archived_at.is_(None),
        Party.level < HIDDEN_LEVEL,
        ~select(PartySign.sign).where(PartySign.party_id == Party.id).exists(),
    )


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, CHUNK)):
        yield some


def _signs(party: Any) -> list[tuple[int, int]]:
    """Sign and level of a party or row; none when nobody may find it."""
    level = level_of(party.visibility, party.sensitive)
    if party.archived_at is not None or level >= HIDDEN_LEVEL:
        return []
    return [(sign, level) for sign in signs_of(described(party))]


class NewSigns:
    """Signs of parties that are to be written, made beforehand.

    A party may be named by a handle that its id is found by once it has one.
    """

    def __init__(self, pointing: str = "") -> None:
        to = {"party_id": pointing} if pointing else {}
        self._signs = Pile(cast(Table, PartySign.__table__), to)
        self._due = Pile(cast(Table, LookalikeDue.__table__), to)
        self._parties: list[Any] = []
        self._found: list[tuple[int, int, int]] = []

    def put(self, party: Any, who: Any) -> None:
        """Add the signs of a party or row; `who` is its id or handle."""
        signs = _signs(party)
        if not signs:
            return
        number = len(self._parties)
        self._parties.append(who)
        self._found += [(sign, level, number) for sign, level in signs]
        self._due.put({"party_id": who})
        if len(self._parties) == CHUNK:
            self._sort()

    def pour(self, ids: Ids | None = None) -> None:
        """Write them; what these parties had must be gone."""
        self._sort()
        self._signs.pour(ids)
        self._due.pour(ids)

    def _sort(self) -> None:
        """In the order of the table they are written quicker."""
        for sign, level, number in sorted(self._found):
            self._signs.put({"sign": sign, "level": level, "party_id": self._parties[number]})
        self._parties, self._found = [], []


def _insert(parties: Sequence[Any]) -> None:
    signs = NewSigns()
    for one in sorted(parties, key=lambda party: int(party.id)):
        signs.put(one, one.id)
    signs.pour()


def forget_signs(party_ids: Iterable[int]) -> None:
    """Take away the signs of these parties, and what followed from them."""
    for ids in _chunks(party_ids):
        _forget(ids, db.session.connection())


def _forget(ids: Sequence[int], connection: Connection) -> None:
    """Take away what followed from these parties; what people said of them stays."""
    nobody_judged = LookalikePair.told_apart_at.is_(None)
    for gone in (
        delete(PartySign).where(PartySign.party_id.in_(ids)),
        delete(LookalikeDue).where(LookalikeDue.party_id.in_(ids)),
        delete(LookalikePair).where(LookalikePair.party_a_id.in_(ids), nobody_judged),
        delete(LookalikePair).where(LookalikePair.party_b_id.in_(ids), nobody_judged),
    ):
        connection.execute(gone)


@event.listens_for(Session, "after_flush")
def _follow_flush(session: Session, _context: Any) -> None:
    """Signs of the parties that this flush wrote, when what they are made of changed."""
    new = [one for one in session.new if isinstance(one, Party)]
    changed = [one for one in session.dirty if isinstance(one, Party) and _is_other(one)]
    if changed:
        _forget([one.id for one in changed], session.connection())
    if new or changed:
        _insert(new + changed)


def _is_other(party: Party) -> bool:
    state: Any = inspect(party)
    return any(state.attrs[name].history.has_changes() for name in SIGNED)
