"""Where the list of the whole network starts: a few parties, other ones every day."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.links.models import Degree
from crm.parties.kinds import CONTACTED_KINDS
from crm.parties.models import Party, PartyAccess
from crm.parties.queries import PartyFilters, current, filtered_parties

EVERYBODY = PartyFilters()
SMALL = 150
"""A network of at most so many parties is compared as a whole."""
EVERYBODY_STARTS = 60
"""In a small network, of at most so many parties every one of them starts."""
STARTS = 6
"""So many at a time, until there are chances enough."""
FEW = 500
SLICE = 48
"""Of so many parties, the next ones from the day's turn, those with the fewest links start."""


class Starts(NamedTuple):
    """The parties to start from, and whether the network is small enough to compare as a whole."""

    parties: list[int]
    is_small: bool


def starting_parties(viewer: Viewer, filters: PartyFilters) -> Starts:
    """The parties to start from: all of a few; of many, half of the first STARTS are own ones.

    The rest take turns. Half of the turns are for initiatives: in a register of thousands of
    organisations they would hardly ever come up, while the list is there for them.
    """
    is_small = has_at_most(SMALL, viewer)
    usable = filtered_parties(filters, viewer=viewer).where(Party.level <= viewer.level)
    some = _ids(usable, viewer, EVERYBODY_STARTS)
    if len(some) <= (EVERYBODY_STARTS if is_small else STARTS):
        return Starts(some, is_small)
    own = _fewest_links(usable.where(is_mine(viewer)), viewer)[: STARTS // 2]
    initiatives = _taking_turns(_initiatives(usable, viewer), viewer)
    others = _taking_turns(usable, viewer)
    wanted = [*own, *initiatives[: STARTS // 2], *others]
    return Starts(list(dict.fromkeys(wanted)), is_small)


def has_at_most(most: int, viewer: Viewer) -> bool:
    """Whether the network that the viewer's level knows has at most so many parties."""
    return len(_ids(filtered_parties(EVERYBODY, viewer=viewer), viewer, most)) <= most


def parties_in_turn(viewer: Viewer, filters: PartyFilters) -> list[int]:
    """All parties of a few; of many the viewer's own and those whose turn it is today."""
    usable = filtered_parties(filters, viewer=viewer).where(Party.level <= viewer.level)
    some = _ids(usable, viewer, SMALL)
    if len(some) <= SMALL:
        return some
    own = _fewest_links(usable.where(is_mine(viewer)), viewer)
    return list(dict.fromkeys([*own, *_taking_turns(usable, viewer)]))


def _ids(parties: Any, viewer: Viewer, most: int) -> list[int]:
    """The ids of parties that may be used, one more than `most` when there are more."""
    usable = parties.where(Party.level <= viewer.level).with_only_columns(Party.id)
    return list(db.session.scalars(usable.order_by(None).limit(most + 1)))


def _initiatives(usable: Any, viewer: Viewer) -> Any:
    """Few are found by their kind; of many enough are met on the way along refs, which is quicker.

    A database asked for a kind and the next refs would read all of that kind, to sort them.
    """
    by_kind = usable.where(Party.kind.in_(CONTACTED_KINDS))
    if len(_ids(by_kind, viewer, FEW)) <= FEW:
        return by_kind
    return usable.where(func.coalesce(Party.kind, "").in_(CONTACTED_KINDS))


def _taking_turns(parties: Any, viewer: Viewer) -> list[int]:
    """A slice of the parties, another one every day, those with the fewest links first.

    A ref is drawn at random, so walking along refs from a point that moves every day gives
    everybody a turn, whatever the name, age or place in the table.
    """
    turn = _turn(viewer.day)
    found = _fewest_links(parties.where(Party.ref >= turn), viewer)
    if len(found) < SLICE:
        found += _fewest_links(parties.where(Party.ref < turn), viewer)[: SLICE - len(found)]
    return found


def is_mine(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer's account holds a party or belongs to it."""
    held = select(PartyAccess.party_id).where(
        PartyAccess.user_id == viewer.user_id,
        PartyAccess.why.in_(("eigen", "houder")),
        current(PartyAccess, viewer.day),
    )
    return Party.id.in_(held)


def _fewest_links(parties: Any, viewer: Viewer) -> list[int]:
    """The first SLICE by ref, those with the fewest links first."""
    some = parties.with_only_columns(Party.id, Party.ref).order_by(None).order_by(Party.ref)
    first = some.limit(SLICE).subquery()
    degree = select(Degree.n).where(Degree.party_id == first.c.id, Degree.level == viewer.level)
    rows = db.session.execute(
        select(first.c.id, first.c.ref, func.coalesce(degree.scalar_subquery(), 0))
    )
    return [row[0] for row in sorted(rows, key=lambda row: (row[2], row[1]))]


def _turn(day: date) -> str:
    """The point among all refs where this day starts."""
    return sha256(day.isoformat().encode()).hexdigest()[:8]
