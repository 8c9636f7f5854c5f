"""Which parties a department or team of the town hall holds: by itself, or by its people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select, union
from sqlalchemy.orm import aliased

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.opportunities.waiting import TOWN_HALL
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
    holding = set(db.session.scalars(_units_of_holders(viewer)))
    holding |= {unit.parent_id for unit in units if unit.id in holding}
    return [(unit.ref, unit.name) for unit in units if unit.id in holding]


def held_by(refs: Sequence[str], viewer: Viewer) -> ColumnElement[bool]:
    """Whether one of these departments holds a party, or a team of theirs: a condition on Party."""
    units = select(_UNIT.id).where(_UNIT.ref.in_(refs), *_known(_UNIT, viewer))
    parts = select(_PART.id).where(
        or_(_PART.id.in_(units), _PART.parent_id.in_(units)), *_known(_PART, viewer)
    )
    people = _roles_of_holders(viewer).where(ContactRole.party_id.in_(parts))
    held = select(AccountHolding.party_id).where(
        current(AccountHolding, viewer.day),
        or_(
            AccountHolding.team_id.in_(parts),
            AccountHolding.person_id.in_(people.with_only_columns(ContactRole.person_id)),
        ),
    )
    return Party.id.in_(held.correlate(None))


def _units_of_holders(viewer: Viewer) -> CompoundSelect[int]:
    """The ids of parties that hold an account, or where somebody who holds one has a role."""
    now = current(AccountHolding, viewer.day)
    by_people = (
        _roles_of_holders(viewer)
        .join(AccountHolding, AccountHolding.person_id == ContactRole.person_id)
        .where(now)
    )
    teams = select(AccountHolding.team_id).where(AccountHolding.team_id.is_not(None), now)
    return union(teams, by_people.with_only_columns(ContactRole.party_id))


def _roles_of_holders(viewer: Viewer) -> Select[ContactRole]:
    return (
        select(ContactRole)
        .join(Person, Person.id == ContactRole.person_id)
        .where(current(ContactRole, viewer.day), *_known(Person, viewer))
    )


def _known(record: Any, viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return record.level <= viewer.level, record.archived_at.is_(None)
