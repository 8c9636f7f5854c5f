"""Whom to ask about a party: the first contact, else who has a role there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from crm.core.db import db
from crm.parties.models import Party
from crm.parties.queries import current
from crm.people.models import ContactRole, Person


def contact_roles(day: date) -> Select[ContactRole]:
    """The roles of a day, who is called first before the others: a select to build on."""
    return (
        select(ContactRole)
        .join(Person, Person.id == ContactRole.person_id)
        .where(current(ContactRole, day), Person.archived_at.is_(None))
        .options(joinedload(ContactRole.person))
        .order_by(ContactRole.is_first_contact.desc(), Person.sort_key, ContactRole.id)
    )


def contacts_for(parties: Iterable[Party], *, day: date) -> dict[int, Person]:
    """Whom to ask about each party, by its id: the first contact, else who has a role there.

    Whether a viewer may know that person is for `people_seen` to say.
    """
    query = contact_roles(day).where(ContactRole.party_id.in_([party.id for party in parties]))
    found: dict[int, Person] = {}
    for role in db.session.scalars(query):
        found.setdefault(role.party_id, role.person)
    return found
