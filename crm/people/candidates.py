"""Who can be asked to hold a party: colleagues, teams, and politicians as ambassadeur."""

from __future__ import annotations

from sqlalchemy import or_, select

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.parties.kinds import PartyKind
from crm.parties.models import Party
from crm.parties.queries import current, visible_parties
from crm.people.kinds import POLITICAL_ROLES
from crm.people.models import ContactRole, Person
from crm.people.queries import visible_people


def civil_servants(viewer: Viewer) -> list[Person]:
    """Who can hold a party, by name: a current role as civil servant, or a medewerker's account."""
    in_role = select(ContactRole.person_id).where(
        ContactRole.role == "ambtenaar", current(ContactRole, viewer.day)
    )
    with_account = select(User.id).where(User.role == Role.CIVIL_SERVANT, User.active)
    query = (
        visible_people(viewer)
        .where(
            or_(Person.id.in_(in_role), Person.user_id.in_(with_account)),
            Person.archived_at.is_(None),
        )
        .order_by(Person.sort_key, Person.id)
    )
    return list(db.session.scalars(query))


def politicians(viewer: Viewer) -> list[Person]:
    """Who is a council member or alderman today, by name."""
    in_role = select(ContactRole.person_id).where(
        ContactRole.role.in_(POLITICAL_ROLES), current(ContactRole, viewer.day)
    )
    query = visible_people(viewer).where(Person.id.in_(in_role), Person.archived_at.is_(None))
    return list(db.session.scalars(query.order_by(Person.sort_key, Person.id)))


def holding_teams(viewer: Viewer) -> list[Party]:
    """The departments and teams that can hold a party, by name."""
    query = visible_parties(viewer).where(
        Party.kind.in_((PartyKind.DEPARTMENT, PartyKind.TEAM)), Party.archived_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Party.sort_key, Party.id)))
