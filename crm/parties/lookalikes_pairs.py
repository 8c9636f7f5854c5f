"""Pairs of parties that may be one: found for parties that are new or changed, and judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import aliased, joinedload

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.many import ManyEvents
from crm.audit.operations import Difference, record
from crm.core.bulk import MANY
from crm.core.dates import utc_now
from crm.core.db import db, is_postgresql, new_ref, remembered
from crm.parties.lookalikes import Likeness, likeness
from crm.parties.lookalikes_index import described
from crm.parties.lookalikes_queries import find_lookalikes
from crm.parties.models import LookalikeDue, LookalikePair, Party
from crm.parties.queries import Page, paged, party_seen

LEAST_LISTED = 0.8
"""Pairs that are not sure are listed from this score on."""
HUNDRED = 100
PAIRS_ON_PAGE = 50
APART = "lookalikes.told_apart"


def find_pairs(parties: Collection[Party], *, viewer: Viewer) -> None:
    """Find with whom these parties look alike, and keep the pairs to be judged.

    A pair is kept for the whole town hall, whoever `viewer` is, and shown to who sees both.
    """
    ids = [party.id for party in parties]
    rows = [
        _row(party.id, found.id, found.likeness)
        for party in parties
        for found in find_lookalikes(described(party), viewer=viewer, without={party.id})
        if found.likeness.is_sure or found.likeness.score >= LEAST_LISTED
    ]
    _keep(rows)
    db.session.execute(delete(LookalikeDue).where(LookalikeDue.party_id.in_(ids)))


def suspect(pairs: Iterable[tuple[Party, Party]], *, why: str) -> None:
    """Keep pairs of which something else than their looks (a code of WHY) says they may be one."""
    rows = []
    for one, other in pairs:
        how = likeness(described(one), described(other))
        is_sure = how.is_sure or how.score >= LEAST_LISTED
        rows.append(_row(one.id, other.id, replace(how, is_sure=is_sure, why=(*how.why, why))))
    _keep(rows)


def keep_apart(pairs: Iterable[tuple[Party, Party]], *, actor: Viewer) -> None:
    """Keep pairs of which somebody said, while reading them in, that they are two parties."""
    now = utc_now()
    judged = {"told_apart_at": now, "told_apart_by": actor.ref}
    rows: list[dict[str, Any]] = []
    told: dict[str, Difference] = {}
    for one, other in pairs:
        how = likeness(described(one), described(other))
        rows.append(_row(one.id, other.id, how) | judged)
        told[rows[-1]["ref"]] = _told(one, other)
    _keep(rows)
    hold_chain()
    events = ManyEvents(actor, now)
    for ref in _kept(told):
        events.put(APART, LookalikePair.__tablename__, ref, told[ref])
    events.write()


def _kept(refs: Iterable[str]) -> Iterator[str]:
    """Which of these pairs were not there already."""
    asked = list(refs)
    for first in range(0, len(asked), MANY):
        some = LookalikePair.ref.in_(asked[first : first + MANY])
        yield from db.session.scalars(select(LookalikePair.ref).where(some))


def _keep(rows: list[dict[str, Any]]) -> None:
    """Somebody else may find the same pair, or have judged it before."""
    if rows:
        insert: Any = insert_postgresql if is_postgresql() else insert_sqlite
        db.session.execute(insert(LookalikePair).on_conflict_do_nothing(), rows)


def due_parties(most: int) -> list[Party]:
    """Parties that were not compared since they were made or changed, the first ones first."""
    due = select(Party).join(LookalikeDue, LookalikeDue.party_id == Party.id)
    mine = due.order_by(Party.id).limit(most).with_for_update(of=LookalikeDue, skip_locked=True)
    return list(db.session.scalars(mine))


def count_due() -> int:
    """How many parties are still to be compared."""
    return db.session.scalar(select(func.count()).select_from(LookalikeDue)) or 0


def list_pairs(*, page: int, told_apart: bool = False, viewer: Viewer) -> Page[LookalikePair]:
    """One page of `ordered_pairs`."""
    return paged(ordered_pairs(told_apart=told_apart, viewer=viewer), page, size=PAIRS_ON_PAGE)


def ordered_pairs(*, told_apart: bool, viewer: Viewer) -> Select[LookalikePair]:
    """The pairs, the surest first; those that somebody told apart, the latest first."""
    judged = LookalikePair.told_apart_at
    query = _visible_pairs(viewer).where(judged.is_not(None) if told_apart else judged.is_(None))
    order: tuple[Any, ...] = (LookalikePair.is_sure.desc(), LookalikePair.score.desc())
    if told_apart:
        order = (judged.desc(),)
    parties = (joinedload(LookalikePair.party_a), joinedload(LookalikePair.party_b))
    return query.options(*parties).order_by(*order, LookalikePair.id)


def has_pairs(viewer: Viewer) -> bool:
    """Whether there is anything to judge or to compare."""
    return bool(db.session.scalar(_any_work(viewer)))


@remembered
def _any_work(viewer: Viewer) -> Select[bool]:
    pairs = _visible_pairs(viewer).with_only_columns(LookalikePair.id, maintain_column_froms=True)
    return select(or_(select(LookalikeDue.party_id).exists(), pairs.exists()))


def count_pairs(parties: ColumnElement[bool], *, viewer: Viewer) -> int:
    """How many pairs are to be judged of which one is a party that this condition holds for."""
    mine = select(Party.id).where(parties)
    ends = or_(LookalikePair.party_a_id.in_(mine), LookalikePair.party_b_id.in_(mine))
    query = _visible_pairs(viewer).where(ends, LookalikePair.told_apart_at.is_(None))
    ids = query.with_only_columns(LookalikePair.id, maintain_column_froms=True)
    return db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def chosen_pairs(refs: Collection[str], *, viewer: Viewer) -> list[LookalikePair]:
    """The pairs with these refs that the viewer may see; those that are gone are left out."""
    query = _visible_pairs(viewer).where(LookalikePair.ref.in_(refs))
    parties = (joinedload(LookalikePair.party_a), joinedload(LookalikePair.party_b))
    return list(db.session.scalars(query.options(*parties).order_by(LookalikePair.id)))


def tell_apart(pair: LookalikePair, *, actor: Viewer) -> LookalikePair:
    """Remember that these are two parties."""
    return _judge(pair, True, APART, actor)


def doubt_again(pair: LookalikePair, *, actor: Viewer) -> LookalikePair:
    """Put the pair back on the list."""
    return _judge(pair, False, "lookalikes.doubted", actor)


def _judge(pair: LookalikePair, is_apart: bool, tag: str, actor: Viewer) -> LookalikePair:
    if (pair.told_apart_at is not None) == is_apart:
        return pair
    pair.told_apart_at = utc_now() if is_apart else None
    pair.told_apart_by = actor.ref if is_apart else None
    record(tag, pair, difference=_told(pair.party_a, pair.party_b), actor=actor)
    db.session.flush()
    return pair


def _told(*pair: Party) -> Difference:
    """Which two parties an event is about."""
    refs = ";".join(one.ref for one in sorted(pair, key=lambda one: one.id))
    return {"partijen": [refs, refs]}


@remembered
def _visible_pairs(viewer: Viewer) -> Select[LookalikePair]:
    one, other = aliased(Party), aliased(Party)
    return (
        select(LookalikePair)
        .join(one, one.id == LookalikePair.party_a_id)
        .join(other, other.id == LookalikePair.party_b_id)
        .where(party_seen(viewer, one), party_seen(viewer, other))
        .where(one.archived_at.is_(None), other.archived_at.is_(None))
    )


def _row(one: int, other: int, how: Likeness) -> dict[str, Any]:
    return {
        "ref": new_ref(),
        "party_a_id": min(one, other),
        "party_b_id": max(one, other),
        "score": round(how.score * HUNDRED),
        "is_sure": how.is_sure,
        "why": " ".join(how.why),
    }
