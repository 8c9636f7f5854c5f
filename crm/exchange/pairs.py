"""What an import leaves on the list of possible doubles, and what somebody said of it before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import HIDDEN_LEVEL, db
from crm.exchange.plan import Plan
from crm.exchange.state import chunks
from crm.parties.lookalikes_pairs import keep_apart, suspect
from crm.parties.models import Party


def keep_pairs(plan: Plan, apart: Mapping[str, str], *, actor: Viewer) -> None:
    """Once its parties are written: who took over all dossiers of another may be that other.

    `apart` maps what the source calls a party to the ref of one that it is not.
    """
    handles = {key: handle for handle, key in plan.keys.items()}
    told = {(handles[key], other) for key, other in apart.items() if key in handles}
    open_ones = plan.moved.items() - told
    parties = _parties({ref for pair in (*told, *open_ones) for ref in pair})
    suspect(_pairs(open_ones, parties), why="dossiers")
    keep_apart(_pairs(told, parties), actor=actor)


def _parties(refs: Iterable[str]) -> dict[str, Party]:
    """Nothing is derived from hidden parties."""
    query = select(Party).where(Party.level < HIDDEN_LEVEL, Party.archived_at.is_(None))
    return {
        party.ref: party
        for some in chunks(refs)
        for party in db.session.scalars(query.where(Party.ref.in_(some)))
    }


def _pairs(
    refs: Iterable[tuple[str, str]], parties: Mapping[str, Party]
) -> list[tuple[Party, Party]]:
    known = [pair for pair in sorted(refs) if parties.keys() >= set(pair)]
    return [(parties[one], parties[other]) for one, other in known]
