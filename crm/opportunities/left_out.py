"""Which pairs the ranking leaves out: put away, being introduced, or introduced without result.

Each viewer's ranking is moved by what that viewer may know of, and by nothing else: a pair that a
colleague put away as sensitive still stands in the lists of who may not know that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.core.db import remembered
from crm.core.prepared import Among, run
from crm.opportunities.introductions.queries import introduction_seen
from crm.opportunities.models import Dismissal, Introduction, IntroductionParty
from crm.opportunities.put_away import is_active, reached
from crm.opportunities.states import LEAVES_NOTHING

_OWN, _THEIRS = aliased(IntroductionParty), aliased(IntroductionParty)
_PARTY: Any = bindparam("party")

EVER_LEFT_OUT = union_all(
    select(IntroductionParty.__table__.c.party_id),
    select(Dismissal.__table__.c.party_a_id),
    select(Dismissal.__table__.c.party_b_id),
)
"""Every party that was ever put away or introduced: of no other anybody is left out."""


def left_out_of(party: int, *, viewer: Viewer) -> frozenset[int]:
    """The parties that are not to be suggested to this one: one statement, written once."""
    return frozenset(row[0] for row in run(_of_party(viewer), {"party": party}))


def left_out_of_several(parties: Sequence[int], *, viewer: Viewer) -> Sequence[tuple[Any, ...]]:
    """The pairs with one of these parties that are not to be suggested: (that one, the other)."""
    return run(_of_parties(viewer), {"parties": list(parties)})


def every_left_out(*, viewer: Viewer) -> dict[int, set[int]]:
    """The same for all parties at once, by party, both ways."""
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in run(_of_everybody(viewer), {}):
        found[one].add(other)
    return dict(found)


@remembered
def _of_party(viewer: Viewer) -> CompoundSelect[Any]:
    parts = [
        pairs.with_only_columns(theirs).where(own == _PARTY)
        for pairs, own, theirs in _roads(viewer)
    ]
    return union_all(*parts)


@remembered
def _of_parties(viewer: Viewer) -> CompoundSelect[Any]:
    parts = [
        pairs.with_only_columns(own, theirs).where(Among(own, "parties"))
        for pairs, own, theirs in _roads(viewer)
    ]
    return union_all(*parts)


@remembered
def _of_everybody(viewer: Viewer) -> CompoundSelect[Any]:
    parts = [pairs.with_only_columns(own, theirs) for pairs, own, theirs in _roads(viewer)]
    return union_all(*parts)


def _roads(viewer: Viewer) -> list[tuple[Select[Any], Any, Any]]:
    """Selects of pairs, with the columns of the one and the other."""
    introduced = (
        select(_OWN.party_id)
        .select_from(_OWN)
        .join(Introduction, Introduction.id == _OWN.introduction_id)
        .join(
            _THEIRS,
            and_(_THEIRS.introduction_id == Introduction.id, _THEIRS.party_id != _OWN.party_id),
        )
        .where(_leaves_out(viewer))
    )
    roads: list[tuple[Select[Any], Any, Any]] = [(introduced, _OWN.party_id, _THEIRS.party_id)]
    if may(viewer, "chance.settle"):
        away = select(Dismissal.id).where(is_active(viewer), reached(viewer, Dismissal))
        one, other = Dismissal.party_a_id, Dismissal.party_b_id
        roads += [(away, one, other), (away, other, one)]
    return roads


def _leaves_out(viewer: Viewer) -> ColumnElement[bool]:
    """Whether an introduction keeps its parties out of each other's lists.

    What a command derives for everybody rests on nothing above `intern`.
    """
    known = Introduction.level <= viewer.level if viewer.is_operator else introduction_seen(viewer)
    waits = or_(Introduction.free_again_on.is_(None), Introduction.free_again_on > viewer.day)
    return and_(
        Introduction.archived_at.is_(None), Introduction.status != LEAVES_NOTHING, waits, known
    )
