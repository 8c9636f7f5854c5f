"""The person behind an account: taken in with it, and kept in step with its role."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.operations import add_user, change_user
from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.core.db import db
from crm.parties.models import Party
from crm.people.models import ContactRole, Person
from crm.people.names import name_parts
from crm.people.operations import add_person, open_role, sync_access

INITIATOR = "initiatiefnemer"


def take_in(
    email: str,
    *,
    name: str,
    role: str,
    password: str | None = None,
    party: Party | None = None,
    actor: Viewer,
) -> User:
    """Make an account and the person behind it; an initiatiefnemer belongs to a party."""
    user = add_user(email, name=name, role=role, password=password, actor=actor)
    values = asdict(name_parts(name)) | {"email": user.email}
    _join(add_person(values=values, user=user, actor=actor), party, actor=actor)
    return user


def change_account(
    user: User, *, name: str, email: str, role: str, party: Party | None = None, actor: Viewer
) -> None:
    """Change an account; what its owner may see beyond the role follows at once."""
    change_user(user, name=name, email=email, role=role, actor=actor)
    person = person_behind(user)
    if person is None:
        values = asdict(name_parts(name)) | {"email": user.email}
        person = add_person(values=values, user=user, actor=actor)
    _join(person, party, actor=actor)
    sync_access([person])


def person_behind(user: User) -> Person | None:
    """The person that an account is of."""
    return db.session.scalar(select(Person).where(Person.user_id == user.id))


def has_own_party(person: Person | None, viewer: Viewer) -> bool:
    """Whether somebody already belongs to a party today."""
    if person is None:
        return False
    roles = db.session.scalars(select(ContactRole).where(ContactRole.person_id == person.id))
    return any(role.period.holds(viewer.day) for role in roles)


def _join(person: Person, party: Party | None, *, actor: Viewer) -> None:
    if party is not None:
        open_role(person, party, role=INITIATOR, period=Period(actor.day), actor=actor)
