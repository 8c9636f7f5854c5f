"""Reading commitments through the visibility filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, union_all
from sqlalchemy.orm import aliased, contains_eager

from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.parties.departments import TOWN_HALL_KINDS
from crm.parties.models import Party
from crm.parties.queries import PARTY, Page, accessed_ids, has_access, paged, party_seen
from crm.people.queries import held_ids
from crm.promises.models import Commitment
from crm.promises.states import KEPT, LATE

MOST_OF_PARTY = 50
BY, TO = aliased(Party), aliased(Party)


@dataclass(frozen=True, slots=True)
class CommitmentFilters:
    """What the list is narrowed to; within one filter OR, between them AND."""

    states: Sequence[str] = ()
    directions: Sequence[str] = ()
    party: Party | None = None
    archived: bool = False


@remembered
def commitment_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of a promise: both parties seen, and the promise itself."""
    if viewer.is_operator:
        return true()
    own: ColumnElement[bool] = Commitment.level <= viewer.level
    if viewer.is_signed_in:
        own = or_(
            own,
            has_access(viewer, Commitment.by_party_id, Commitment.level),
            has_access(viewer, Commitment.to_party_id, Commitment.level),
        )
    return and_(own, party_seen(viewer, BY), party_seen(viewer, TO))


@remembered
def visible_commitments(viewer: Viewer) -> Select[Commitment]:
    """The promises the viewer may see, archived ones too: a select to build on."""
    return (
        select(Commitment)
        .join(BY, BY.id == Commitment.by_party_id)
        .join(TO, TO.id == Commitment.to_party_id)
        .where(commitment_seen(viewer))
    )


def get_commitment(ref: str, *, viewer: Viewer) -> Commitment:
    """The promise with this ref; NotFound also when the viewer may not see it."""
    query = visible_commitments(viewer).where(Commitment.ref == ref).options(*_with_parties())
    commitment = db.session.scalar(query)
    if commitment is None:
        raise NotFound("Deze toezegging bestaat niet, of u mag haar niet zien.")
    return commitment


def any_commitments(viewer: Viewer) -> ColumnElement[bool]:
    """Whether there is any that the viewer may see: a condition."""
    seen = visible_commitments(viewer).with_only_columns(Commitment.id)
    own = accessed_ids(viewer)
    sides = (Commitment.by_party_id, Commitment.to_party_id)
    own_ids = union_all(*(select(Commitment.id).where(one.in_(own)) for one in sides))
    return or_(
        seen.where(Commitment.level <= viewer.level).exists(),
        seen.where(Commitment.id.in_(own_ids)).exists(),
    )


def filtered_commitments(filters: CommitmentFilters, *, viewer: Viewer) -> Select[Commitment]:
    """The promises a viewer may see, narrowed: what is open first, by the day it is due."""
    there = Commitment.archived_at
    query = (
        visible_commitments(viewer)
        .where(there.is_not(None) if filters.archived else there.is_(None))
        .options(*_with_parties())
        .order_by(
            Commitment.done_on.desc().nulls_first(),
            Commitment.due_on.asc().nulls_last(),
            Commitment.id,
        )
    )
    if filters.states:
        query = query.where(or_(*(_in_state(one, viewer) for one in filters.states)))
    if filters.directions:
        sides = {"van_gemeente": BY, "aan_gemeente": TO}
        query = query.where(
            or_(*(sides[one].kind.in_(TOWN_HALL_KINDS) for one in filters.directions))
        )
    if filters.party is not None:
        query = query.where(_of(filters.party.id))
    return query


def list_commitments(filters: CommitmentFilters, *, page: int, viewer: Viewer) -> Page[Commitment]:
    """One page of promises: a constant number of queries."""
    return paged(filtered_commitments(filters, viewer=viewer), page)


def commitments_of(party: Party, *, viewer: Viewer) -> list[Commitment]:
    """What a party promised and was promised, what is open first."""
    return list(db.session.scalars(_commitments_of(viewer), {"party_id": party.id}))


@remembered
def _commitments_of(viewer: Viewer) -> Select[Commitment]:
    query = filtered_commitments(CommitmentFilters(), viewer=viewer)
    return query.where(_of(PARTY)).limit(MOST_OF_PARTY)


def own_due_commitments(*, until: date, most: int, viewer: Viewer) -> list[Commitment]:
    """What waits for who looks, of parties they hold or that they wrote down themselves.

    Due by a day and not kept; or the other says something else than is written down here.
    """
    kept = _in_state(KEPT, viewer)
    unkept_after_all = and_(
        Commitment.heard == "nog_niet", Commitment.heard_on >= Commitment.done_on
    )
    query = (
        visible_commitments(viewer)
        .where(
            Commitment.archived_at.is_(None),
            or_(
                and_(~kept, or_(Commitment.due_on <= until, Commitment.heard != "")),
                and_(kept, unkept_after_all),
            ),
            or_(
                Commitment.by_party_id.in_(held_ids(viewer)),
                Commitment.to_party_id.in_(held_ids(viewer)),
                Commitment.created_by == viewer.ref,
            ),
        )
        .options(*_with_parties())
        .order_by(func.coalesce(Commitment.due_on, Commitment.heard_on), Commitment.id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def _of(party_id: ColumnElement[int] | int) -> ColumnElement[bool]:
    return or_(Commitment.by_party_id == party_id, Commitment.to_party_id == party_id)


def _in_state(state: str, viewer: Viewer) -> ColumnElement[bool]:
    """The same as `state_on`, in SQL."""
    kept = and_(Commitment.done_on.is_not(None), Commitment.done_on <= viewer.day)
    if state == KEPT:
        return kept
    not_kept = or_(Commitment.done_on.is_(None), Commitment.done_on > viewer.day)
    in_time = or_(Commitment.due_on.is_(None), Commitment.due_on >= viewer.day)
    return and_(not_kept, Commitment.due_on < viewer.day if state == LATE else in_time)


def _with_parties() -> tuple[Any, ...]:
    """Read both parties together with them, from the joins that are there."""
    return (
        contains_eager(Commitment.by_party.of_type(BY)),
        contains_eager(Commitment.to_party.of_type(TO)),
    )
