"""Which parties a department or team of the town hall holds: by itself, or by its people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.opportunities.ranking.service_statements import TOWN_HALL
from crm.parties.kinds import PartyKind
from crm.parties.models import Party
from crm.parties.queries import current
from crm.people.models import AccountHolding, ContactRole, Person

UNITS = (PartyKind.DEPARTMENT, PartyKind.TEAM)
_UNIT, _PART = aliased(Party), aliased(Party)


def departments(viewer: Viewer) -> list[tuple[str, str]]:
    """Departments and teams that hold a party today, as pairs of ref and name.

    Empty below the level of the town hall: who holds a party is not known there.
    """
    if viewer.level < TOWN_HALL:
        return []
    units = db.session.execute(
        select(_UNIT.id, _UNIT.ref, _UNIT.name, _UNIT.parent_id)
        .where(_UNIT.kind.in_(UNITS), *_known(_UNIT, viewer))
        .order_by(_UNIT.sort_key, _UNIT.id)
    ).all()
    if not units:
        return []
    ids = [unit.id for unit in units]
    holding = set(db.session.scalars(_teams_that_hold(ids, viewer)))
    holding.update(db.session.scalars(_units_of_holders(ids, viewer)))
    holding |= {unit.parent_id for unit in units if unit.id in holding}
    return [(unit.ref, unit.name) for unit in units if unit.id in holding]


def held_by(refs: Sequence[str], viewer: Viewer) -> ColumnElement[bool]:
    """Whether one of these departments holds a party, or a team of theirs: a condition on Party."""
    units = select(_UNIT.id).where(_UNIT.ref.in_(refs), *_known(_UNIT, viewer))
    parts = select(_PART.id).where(
        or_(_PART.id.in_(units), _PART.parent_id.in_(units)), *_known(_PART, viewer)
    )
    people = _known_roles(viewer).where(ContactRole.party_id.in_(parts))
    held = select(AccountHolding.party_id).where(
        current(AccountHolding, viewer.day),
        or_(
            AccountHolding.team_id.in_(parts),
            AccountHolding.person_id.in_(people.with_only_columns(ContactRole.person_id)),
        ),
    )
    return Party.id.in_(held.correlate(None))


def _teams_that_hold(ids: Sequence[int], viewer: Viewer) -> Select[int | None]:
    held = AccountHolding.team_id.in_(ids), current(AccountHolding, viewer.day)
    return select(AccountHolding.team_id).where(*held).distinct()


def _units_of_holders(ids: Sequence[int], viewer: Viewer) -> Select[int]:
    """Those of these units where somebody who holds a party has a role."""
    holds = select(AccountHolding.id).where(
        AccountHolding.person_id == ContactRole.person_id, current(AccountHolding, viewer.day)
    )
    there = _known_roles(viewer).where(ContactRole.party_id.in_(ids), holds.exists())
    return there.with_only_columns(ContactRole.party_id).distinct()


def _known_roles(viewer: Viewer) -> Select[ContactRole]:
    return (
        select(ContactRole)
        .join(Person, Person.id == ContactRole.person_id)
        .where(current(ContactRole, viewer.day), *_known(Person, viewer))
    )


def _known(record: Any, viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return record.level <= viewer.level, record.archived_at.is_(None)
