"""Reading questions through the visibility filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.parties.models import Party
from crm.parties.queries import (
    PARTY,
    Page,
    accessed_ids,
    has_access,
    paged,
    party_seen,
    visible_parties,
)
from crm.people.models import Person
from crm.people.queries import held_ids, people_seen
from crm.requests.models import Request
from crm.requests.states import ANSWERED, LATE

MOST_OF_PARTY = 50


@dataclass(frozen=True, slots=True)
class RequestFilters:
    """What the list is narrowed to; within one filter OR, between them AND."""

    states: Sequence[str] = ()
    kinds: Sequence[str] = ()
    party: Party | None = None
    department: Party | None = None
    archived: bool = False


@remembered
def request_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of a question: itself and its party. Needs a join."""
    if viewer.is_operator:
        return true()
    own: ColumnElement[bool] = Request.level <= viewer.level
    if viewer.is_signed_in:
        own = or_(own, has_access(viewer, Request.party_id, Request.level))
    return and_(own, party_seen(viewer))


@remembered
def visible_requests(viewer: Viewer) -> Select[Request]:
    """The questions the viewer may see, archived ones too, joined with their party."""
    return select(Request).join(Party, Party.id == Request.party_id).where(request_seen(viewer))


def get_request(ref: str, *, viewer: Viewer) -> Request:
    """The question with this ref; NotFound also when the viewer may not see it."""
    query = visible_requests(viewer).where(Request.ref == ref).options(*_with_others())
    request = db.session.scalar(query)
    if request is None:
        raise NotFound("Deze vraag bestaat niet, of u mag haar niet zien.")
    return request


def any_requests(viewer: Viewer) -> ColumnElement[bool]:
    """Whether there is any that the viewer may see: a condition."""
    seen = visible_requests(viewer).with_only_columns(Request.id)
    return or_(
        seen.where(Request.level <= viewer.level).exists(),
        seen.where(Request.party_id.in_(accessed_ids(viewer))).exists(),
    )


def filtered_requests(filters: RequestFilters, *, viewer: Viewer) -> Select[Request]:
    """The questions a viewer may see, narrowed: what is open first, by the next step's day."""
    there = Request.archived_at
    query = (
        visible_requests(viewer)
        .where(there.is_not(None) if filters.archived else there.is_(None))
        .options(*_with_others())
        .order_by(
            Request.answered_on.desc().nulls_first(),
            Request.next_step_on.asc().nulls_last(),
            Request.asked_on.asc().nulls_last(),
            Request.id,
        )
    )
    if filters.states:
        query = query.where(or_(*(_in_state(one, viewer) for one in filters.states)))
    if filters.kinds:
        query = query.where(Request.kind.in_(filters.kinds))
    if filters.party is not None:
        query = query.where(Request.party_id == filters.party.id)
    if filters.department is not None:
        query = query.where(Request.department_id == filters.department.id)
    return query


def list_requests(filters: RequestFilters, *, page: int, viewer: Viewer) -> Page[Request]:
    """One page of questions: a constant number of queries."""
    return paged(filtered_requests(filters, viewer=viewer), page)


def requests_of(party: Party, *, viewer: Viewer) -> list[Request]:
    """What a party asked the town hall, what is open first."""
    return list(db.session.scalars(_requests_of(viewer), {"party_id": party.id}))


@remembered
def _requests_of(viewer: Viewer) -> Select[Request]:
    query = filtered_requests(RequestFilters(), viewer=viewer)
    return query.where(Request.party_id == PARTY).limit(MOST_OF_PARTY)


def own_due_requests(*, until: date, most: int, viewer: Viewer) -> list[Request]:
    """The questions that wait for who looks: theirs, of parties they hold, or written by them.

    The next step is due by a day, or nobody has looked at it yet.
    """
    untouched = and_(
        Request.next_step_on.is_(None),
        Request.department_id.is_(None),
        Request.handler_id.is_(None),
    )
    handled = select(Person.id).where(Person.user_id == viewer.user_id)
    query = (
        visible_requests(viewer)
        .where(
            Request.archived_at.is_(None),
            ~_in_state(ANSWERED, viewer),
            or_(Request.next_step_on <= until, untouched),
            or_(
                Request.handler_id.in_(handled),
                Request.party_id.in_(held_ids(viewer)),
                Request.created_by == viewer.ref,
            ),
        )
        .options(*_with_others())
        .order_by(func.coalesce(Request.next_step_on, Request.asked_on), Request.id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def lies_with(requests: Sequence[Request], *, viewer: Viewer) -> dict[int, str]:
    """With whom each question lies, by its id, of whom the viewer may know."""
    ids = {one.department_id for one in requests if one.department_id is not None}
    seen: set[int] = set()
    if ids:
        query = visible_parties(viewer).where(Party.id.in_(ids))
        seen = set(db.session.scalars(query.with_only_columns(Party.id)))
    handlers = [one.handler for one in requests if one.handler is not None]
    known = {person.id for person in people_seen(handlers, viewer=viewer)} if handlers else set()
    return {one.id: ", ".join(_names(one, seen, known)) for one in requests}


def _names(request: Request, parties: set[int], people: set[int]) -> list[str]:
    found = []
    if request.handler is not None and request.handler_id in people:
        found.append(request.handler.name)
    if request.department is not None and request.department_id in parties:
        found.append(request.department.name)
    return found


def _in_state(state: str, viewer: Viewer) -> ColumnElement[bool]:
    """The same as `state_on`, in SQL."""
    answered = and_(Request.answered_on.is_not(None), Request.answered_on <= viewer.day)
    if state == ANSWERED:
        return answered
    waits = or_(Request.answered_on.is_(None), Request.answered_on > viewer.day)
    in_time = or_(Request.next_step_on.is_(None), Request.next_step_on >= viewer.day)
    return and_(waits, Request.next_step_on < viewer.day if state == LATE else in_time)


def _with_others() -> tuple[Any, ...]:
    return (
        contains_eager(Request.party),
        joinedload(Request.department),
        joinedload(Request.handler),
    )
