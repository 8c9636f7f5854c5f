"""The person behind an account: taken in with it, and kept in step with its role."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.operations import add_user, change_user
from crm.accounts.viewer import Viewer
from crm.audit.changing import changed
from crm.core.dates import Period
from crm.core.db import db
from crm.core.errors import Refused
from crm.parties.models import Party
from crm.people.models import ContactRole, Person
from crm.people.names import name_parts
from crm.people.operations import add_person, open_role
from crm.people.reach import sync_access

INITIATOR = "initiatiefnemer"
_TAKEN = Refused("Deze persoon heeft al een account. Kies iemand anders.", field="person")


def take_in(
    email: str,
    *,
    name: str,
    role: str,
    password: str | None = None,
    party: Party | None = None,
    person: Person | None = None,
    actor: Viewer,
) -> User:
    """Make an account and the person behind it; an initiatiefnemer belongs to a party.

    `person` is who it is of when that person is there already (see `find_alike_people`).
    """
    user = add_user(email, name=name, role=role, password=password, actor=actor)
    owner = _owner(user, person, actor=actor)
    _join(owner, party, actor=actor)
    sync_access([owner])
    return user


def change_account(
    user: User,
    *,
    name: str,
    email: str,
    role: str,
    party: Party | None = None,
    person: Person | None = None,
    actor: Viewer,
) -> None:
    """Change an account; what its owner may see beyond the role follows at once.

    `person` is who it is of, for an account that has nobody behind it yet.
    """
    change_user(user, name=name, email=email, role=role, actor=actor)
    owner = person_behind(user) or _owner(user, person, actor=actor)
    _join(owner, party, actor=actor)
    sync_access([owner])


def _owner(user: User, person: Person | None, *, actor: Viewer) -> Person:
    """Whoever it is of: somebody who is there already, else somebody new."""
    if person is None:
        values = asdict(name_parts(user.name)) | {"email": user.email}
        return add_person(values=values, user=user, actor=actor)
    if person.user_id is not None:
        raise Refused(str(_TAKEN), field=_TAKEN.field)

    def fill() -> None:
        person.user = user
        person.email = person.email or user.email

    changed(
        person,
        fill,
        lambda one: {"account": one.user.name if one.user else "", "e-mail": one.email},
        "person.account_given",
        version=None,
        actor=actor,
    )
    return person


def person_behind(user: User) -> Person | None:
    """The person that an account is of."""
    return db.session.scalar(select(Person).where(Person.user_id == user.id))


def has_own_party(person: Person | None, viewer: Viewer) -> bool:
    """Whether somebody already belongs to a party today."""
    return person is not None and _has_role(person, None, viewer.day)


def _has_role(person: Person, party: Party | None, day: date) -> bool:
    roles = db.session.scalars(select(ContactRole).where(ContactRole.person_id == person.id))
    return any(
        role.period.holds(day) and (party is None or role.party_id == party.id) for role in roles
    )


def _join(person: Person, party: Party | None, *, actor: Viewer) -> None:
    """Whoever has a role there today, of any kind, belongs to it already."""
    if party is not None and not _has_role(person, party, actor.day):
        open_role(person, party, role=INITIATOR, period=Period(actor.day), actor=actor)
