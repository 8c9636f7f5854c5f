"""Where the list of the whole network starts: a few parties, other ones every day."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.links.models import Degree
from crm.parties.kinds import CONTACTED_KINDS
from crm.parties.models import Party, PartyAccess
from crm.parties.queries import PartyFilters, current, filtered_parties

EVERYBODY_STARTS = 60
"""In a network of at most so many parties every one of them starts."""
STARTS = 6
SLICE = 60
"""Of so many parties, the next ones from the day's turn, those with the fewest links start."""


def starting_parties(viewer: Viewer, filters: PartyFilters) -> list[int]:
    """The parties to start from: all of a few; of many, half are the viewer's own.

    The rest take turns. Half of the turns are for initiatives: in a register of thousands of
    organisations they would hardly ever come up, while the list is there for them.
    """
    usable = filtered_parties(filters, viewer=viewer).where(Party.level <= viewer.level)
    some = usable.with_only_columns(Party.id).limit(EVERYBODY_STARTS + 1)
    everybody = list(db.session.scalars(some))
    if len(everybody) <= EVERYBODY_STARTS:
        return everybody
    own = _fewest_links(_held(usable, viewer), viewer)[: STARTS // 2]
    initiatives = _taking_turns(usable.where(Party.kind.in_(CONTACTED_KINDS)), viewer)
    others = _taking_turns(usable, viewer)
    wanted = [*own, *initiatives[: STARTS // 2], *others]
    return list(dict.fromkeys(wanted))[:STARTS]


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


def _held(usable: Any, viewer: Viewer) -> Any:
    """The parties an account holds or belongs to."""
    held = select(PartyAccess.party_id).where(
        PartyAccess.user_id == viewer.user_id,
        PartyAccess.why.in_(("eigen", "houder")),
        current(PartyAccess, viewer.day),
    )
    return usable.where(Party.id.in_(held))


def _fewest_links(parties: Any, viewer: Viewer) -> list[int]:
    """The first SLICE by ref, those with the fewest links first."""
    degree = select(Degree.n).where(Degree.party_id == Party.id, Degree.level == viewer.level)
    rows = db.session.execute(
        parties.with_only_columns(Party.id, Party.ref, func.coalesce(degree.scalar_subquery(), 0))
        .order_by(None)
        .order_by(Party.ref)
        .limit(SLICE)
    )
    return [row[0] for row in sorted(rows, key=lambda row: (row[2], row[1]))]


def _turn(day: date) -> str:
    """The point among all refs where this day starts."""
    return sha256(day.isoformat().encode()).hexdigest()[:8]
