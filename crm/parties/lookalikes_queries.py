"""Which parties look like one that somebody is about to add: from the table of signs.

However many parties there are, a check reads a bounded number of rows: of every sign at most
so many parties, of the best of those the names. Only levels that the viewer sees take part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Integer, bindparam, func, literal_column, select, union_all

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.parties.lookalikes import LEAST_SHOWN, Described, Likeness, likeness, word_weight
from crm.parties.lookalikes_index import described
from crm.parties.lookalikes_signs import signs_of, word_sign
from crm.parties.models import Party, PartySign

MOST_LOOKALIKES = 5
MOST_OF_SIGN = 60
"""So many parties are read of one sign: one that more have says little."""
_SLOTS = 12
_NO_SIGN = -1
_MOST_COMPARED = 40
_MOST_WEIGHED = 16


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A party that looks like another, and how; `place` is empty when it is withheld."""

    id: int
    ref: str
    key: str
    name: str
    kind: str
    place: str
    likeness: Likeness


def find_lookalikes(
    party: Described,
    *,
    viewer: Viewer,
    most: int = MOST_LOOKALIKES,
    least: float = LEAST_SHOWN,
    without: Collection[int] = (),
) -> list[Lookalike]:
    """The parties that look most like this one, best first; `without` are ids to leave out.

    Never archived or hidden parties, whoever asks: those that a viewer's level reaches.
    """
    ids, seen = _near(party, viewer)
    rows = db.session.execute(_candidates(), {"ids": ids}).all() if ids else []
    known = {row.id: described(row) for row in rows if row.id not in without}
    close = sorted(known, key=lambda id_: (-likeness(party, known[id_]).score, ids.index(id_)))
    close = close[:_MOST_WEIGHED]
    weight = _weights([party, *(known[id_] for id_ in close)], seen, viewer)
    found = [
        _lookalike(row, likeness(party, known[row.id], weight)) for row in rows if row.id in close
    ]
    found = [one for one in found if one.likeness.score >= least]
    return sorted(found, key=lambda one: (-one.likeness.score, one.name, one.ref))[:most]


def _near(party: Described, viewer: Viewer) -> tuple[list[int], dict[int, int]]:
    """The ids of parties that share the rarest signs, and how many parties have each sign."""
    signs = sorted(signs_of(party))
    having: dict[int, list[int]] = {sign: [] for sign in signs}
    for slots in _slots(signs):
        for sign, party_id in db.session.execute(_postings(), slots | {"level": viewer.level}):
            having[sign].append(party_id)
    points: defaultdict[int, float] = defaultdict(float)
    for ids in having.values():
        for party_id in ids:
            points[party_id] += 1 / len(ids)
    best = sorted(points, key=lambda id_: (-points[id_], id_))[:_MOST_COMPARED]
    return best, {sign: len(ids) for sign, ids in having.items()}


def _weights(parties: Iterable[Described], seen: Mapping[int, int], viewer: Viewer) -> Any:
    """How much every word of these parties tells, by how many parties have it."""
    known = dict(seen)
    words = {word_sign(word) for party in parties for word in party.spelled.words}
    for slots in _slots(sorted(words - known.keys())):
        counts = db.session.execute(_counts(), slots | {"level": viewer.level}).one()
        known |= dict(zip(slots.values(), counts, strict=True))
    return lambda word: word_weight(word, known.get(word_sign(word), 1))


def _slots(signs: Iterable[int]) -> Iterator[dict[str, int]]:
    """Signs as the values of statements that always have as many of them."""
    rest = iter(signs)
    while some := list(islice(rest, _SLOTS)):
        some += [_NO_SIGN] * (_SLOTS - len(some))
        yield {f"sign_{number}": sign for number, sign in enumerate(some)}


@lru_cache(1)
def _postings() -> Any:
    """Sign and party id, of every slot at most MOST_OF_SIGN."""
    parts = [_of_slot(number).subquery() for number in range(_SLOTS)]
    return union_all(*(select(part.c.sign, part.c.party_id) for part in parts))


@lru_cache(1)
def _counts() -> Any:
    """How many parties have the sign of every slot, up to MOST_OF_SIGN."""
    parts = [_of_slot(number).subquery() for number in range(_SLOTS)]
    return select(
        *(
            select(func.count(literal_column("*"))).select_from(one).scalar_subquery()
            for one in parts
        )
    )


def _of_slot(number: int) -> Any:
    sign = bindparam(f"sign_{number}", type_=Integer)
    seen = (PartySign.sign == sign, PartySign.level <= bindparam("level", type_=Integer))
    ids = select(PartySign.sign, PartySign.party_id).where(*seen)
    return ids.order_by(PartySign.level, PartySign.party_id).limit(MOST_OF_SIGN)


@lru_cache(1)
def _candidates() -> Any:
    shown = (Party.ref, Party.reference, Party.kind, Party.place)
    compared = (Party.kvk, Party.website, Party.email, Party.phone, Party.postcode)
    ids = bindparam("ids", type_=Integer, expanding=True)
    return select(
        Party.id, Party.name, *shown, *compared, Party.house_number, Party.withheld
    ).where(Party.id.in_(ids))


def _lookalike(row: Any, how: Likeness) -> Lookalike:
    place = "" if row.withheld else row.place
    return Lookalike(row.id, row.ref, row.reference or row.ref, row.name, row.kind, place, how)
