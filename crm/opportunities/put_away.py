"""Reading chances that were put away or handed to a colleague: of the town hall alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.core.prepared import run
from crm.opportunities.models import Dismissal, HandedChance
from crm.opportunities.states import NOT
from crm.parties.models import Party
from crm.parties.queries import PARTY, Page, has_access, paged, party_seen

MOST_OF_PARTY, MOST_HANDED = 10, 10
# Made once, since making one is slow.
ONE, OTHER = aliased(Party), aliased(Party)


def reached(viewer: Viewer, record: Any) -> ColumnElement[bool]:
    """Whether a pair's record is for the viewer: by level, own hand, or a party that is held."""
    if not may(viewer, "chance.settle"):
        return false()
    if viewer.is_operator:
        return record.level <= viewer.level
    return or_(
        record.level <= viewer.level,
        record.created_by == viewer.ref,
        has_access(viewer, record.party_a_id, record.level),
        has_access(viewer, record.party_b_id, record.level),
    )


def is_active(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a pair is put away today: not taken back, and its day has not come."""
    lasts = or_(Dismissal.kind == NOT, Dismissal.until > viewer.day)
    return and_(Dismissal.archived_at.is_(None), lasts)


@remembered
def visible_dismissals(viewer: Viewer) -> Select[Dismissal]:
    """The pairs put away that the viewer may know of, taken back ones too: to build on."""
    return _of_seen_parties(Dismissal, viewer)


@remembered
def visible_handed(viewer: Viewer) -> Select[HandedChance]:
    """The chances handed to a colleague that the viewer may know of, also those done."""
    return _of_seen_parties(HandedChance, viewer)


def _of_seen_parties(record: Any, viewer: Viewer) -> Select[Any]:
    seen: Any = true()
    if not viewer.is_operator:
        both = (party_seen(viewer, ONE), party_seen(viewer, OTHER))
        seen = and_(reached(viewer, record), *both)
    return (
        select(record)
        .join(ONE, ONE.id == record.party_a_id)
        .join(OTHER, OTHER.id == record.party_b_id)
        .where(seen)
    )


def find_dismissal(ref: str, *, viewer: Viewer) -> Dismissal | None:
    """What is put away today by this ref, as far as the viewer may know."""
    return db.session.scalar(filtered_dismissals(viewer=viewer).where(Dismissal.ref == ref))


def get_dismissal(ref: str, *, viewer: Viewer) -> Dismissal:
    """The dismissal with this ref; NotFound also when the viewer may not see it."""
    query = visible_dismissals(viewer).where(Dismissal.ref == ref)
    found = db.session.scalar(query.options(*_with_parties(Dismissal)))
    if found is None:
        raise NotFound("Deze weggelegde kans bestaat niet, of u mag haar niet zien.")
    return found


def filtered_dismissals(*, viewer: Viewer) -> Select[Dismissal]:
    """What is put away today, the newest first."""
    query = visible_dismissals(viewer).where(is_active(viewer))
    return query.options(*_with_parties(Dismissal)).order_by(Dismissal.id.desc())


def list_dismissals(*, page: int, viewer: Viewer) -> Page[Dismissal]:
    """One page of what is put away: a constant number of queries."""
    return paged(filtered_dismissals(viewer=viewer), page)


def dismissals_of(party: Party, *, viewer: Viewer) -> list[Dismissal]:
    """What is put away of one party, the newest first."""
    if not may(viewer, "chance.settle"):
        return []
    ids = [row[0] for row in run(_dismissals_of(viewer), {"party_id": party.id})]
    if not ids:
        return []
    both = (joinedload(Dismissal.party_a), joinedload(Dismissal.party_b))
    query = select(Dismissal).where(Dismissal.id.in_(ids)).options(*both)
    return list(db.session.scalars(query.order_by(Dismissal.id.desc())))


@remembered
def _dismissals_of(viewer: Viewer) -> Select[Any]:
    """Their ids: mostly there are none, and plain rows say so soonest."""
    of_party = or_(Dismissal.party_a_id == PARTY, Dismissal.party_b_id == PARTY)
    query = visible_dismissals(viewer).where(is_active(viewer), of_party)
    query = query.with_only_columns(Dismissal.id, maintain_column_froms=True)
    return query.order_by(Dismissal.id.desc()).limit(MOST_OF_PARTY)


def dismissals_between(one: Party, other: Party, *, viewer: Viewer) -> list[Dismissal]:
    """What is put away today of this pair, whoever of the viewer's colleagues did it."""
    query = filtered_dismissals(viewer=viewer).where(between(Dismissal, one.id, other.id))
    return list(db.session.scalars(query))


def between(record: Any, one: int, other: int) -> ColumnElement[bool]:
    """Whether a pair's record is of these two parties, either way round."""
    return or_(
        and_(record.party_a_id == one, record.party_b_id == other),
        and_(record.party_a_id == other, record.party_b_id == one),
    )


def get_handed(ref: str, *, viewer: Viewer) -> HandedChance:
    """The chance handed to a colleague with this ref, else NotFound."""
    query = visible_handed(viewer).where(HandedChance.ref == ref)
    found = db.session.scalar(query.options(*_with_parties(HandedChance)))
    if found is None:
        raise NotFound("Deze kans ligt niet (meer) bij een collega, of u mag haar niet zien.")
    return found


def handed_to(*, viewer: Viewer) -> list[HandedChance]:
    """The chances that wait for the viewer, the oldest first."""
    if not run(_handed_to(viewer), {}):
        return []
    return list(
        db.session.scalars(_waiting(viewer).where(HandedChance.to_user_id == viewer.user_id))
    )


@remembered
def _handed_to(viewer: Viewer) -> Select[int]:
    return select(HandedChance.id).where(
        HandedChance.to_user_id == viewer.user_id,
        HandedChance.archived_at.is_(None),
        HandedChance.done_on.is_(None),
    )


def handed_waiting(*, viewer: Viewer) -> list[HandedChance]:
    """The chances that wait for any colleague the viewer may know of, the oldest first."""
    return list(db.session.scalars(_waiting(viewer)))


def _waiting(viewer: Viewer) -> Select[HandedChance]:
    return (
        visible_handed(viewer)
        .where(HandedChance.archived_at.is_(None), HandedChance.done_on.is_(None))
        .options(*_with_parties(HandedChance), joinedload(HandedChance.to_user))
        .order_by(HandedChance.id)
        .limit(MOST_HANDED)
    )


def _with_parties(record: Any) -> tuple[Any, ...]:
    """Read both parties from the joins that are there."""
    return (
        contains_eager(record.party_a.of_type(ONE)),
        contains_eager(record.party_b.of_type(OTHER)),
    )
