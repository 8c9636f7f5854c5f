"""Changing people and their roles; who may see a party follows at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.personal_links import revoke_links_of
from crm.accounts.viewer import Viewer
from crm.audit.changing import changed, created, put_away
from crm.audit.operations import difference_between, record, snapshot
from crm.core.dates import Period
from crm.core.db import db, new_ref
from crm.core.errors import Refused
from crm.core.saving import check_sensitive, flush_or_refuse
from crm.core.text import tidy
from crm.parties.models import Party
from crm.parties.queries import current
from crm.people.completion import missing_values
from crm.people.first_contacts import (
    days_as_first,
    hold_roles,
    let_step_back,
    make_first_contact,
    pieces_until,
    reshape,
    stay_of,
)
from crm.people.models import ContactRole, Person
from crm.people.names import name_parts
from crm.people.reach import sync_access
from crm.people.stays import Stay, in_pieces

PERSON_FIELDS: dict[str, str] = {
    "initials": "voorletters",
    "first_name": "voornaam",
    "name_prefix": "voorvoegsel",
    "last_name": "achternaam",
    "function": "functie",
    "email": "e-mail",
    "phone": "telefoon",
    "expertise": "expertise",
    "tasks": "takenpakket",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}
ROLE_FIELDS: dict[str, str] = {
    "role": "rol",
    "is_first_contact": "eerste aanspreekpunt",
    "begins_on": "begin",
    "ends_on": "eind",
}
_TIDIED = ("initials", "first_name", "name_prefix", "last_name")
_PERIOD = Refused("De laatste dag ligt voor de eerste.", field="ends_on")


def add_person(*, values: Mapping[str, Any], user: User | None = None, actor: Viewer) -> Person:
    """Make a person from clean values (attributes of PERSON_FIELDS), with an account or not."""
    person = Person(user=user, created_by=actor.ref, changed_by=actor.ref)
    _fill(person, values)
    created(person, PERSON_FIELDS, "person.created", actor=actor)
    return person


def change_person(
    person: Person, *, values: Mapping[str, Any], version: int | None = None, actor: Viewer
) -> Person:
    """Change a person; Stale when somebody saved it since `version`.

    Another address takes back the links that were sent to the old one.
    """
    address = person.email
    changed(
        person,
        lambda: _fill(person, values),
        PERSON_FIELDS,
        "person.changed",
        version=version,
        actor=actor,
    )
    if address and person.email != address:
        revoke_links_of(person.ref)
    return person


def archive_person(person: Person, *, version: int | None = None, actor: Viewer) -> Person:
    """Put a person away."""
    put_away(person, "person.archived", version=version, actor=actor)
    return person


def restore_person(person: Person, *, version: int | None = None, actor: Viewer) -> Person:
    """Bring a person back from the archive."""
    put_away(person, "person.restored", version=version, back=True, actor=actor)
    return person


def open_role(
    person: Person,
    party: Party,
    *,
    role: str,
    period: Period,
    is_first_contact: bool = False,
    actor: Viewer,
) -> ContactRole:
    """Give a person a role at a party; other roles stay as they are.

    There is one first contact on any day: who was it in these days is it no longer. Returns the
    role, of the first of its days as first contact.
    """
    days = None
    if is_first_contact:
        days = days_as_first(party, period, day=actor.day)
        let_step_back(party, days, actor=actor)
    contact_role = ContactRole(
        ref=new_ref(),
        person=person,
        party=party,
        role=role,
        is_first_contact=is_first_contact,
        begins_on=period.begins_on,
        ends_on=period.ends_on,
    )
    flush_or_refuse(contact_role, {"ck_contact_role_period": _PERIOD})
    after = {"persoon": person.name, "partij": party.name, **snapshot(contact_role, ROLE_FIELDS)}
    record("role.opened", contact_role, difference=difference_between({}, after), actor=actor)
    if days is not None:
        reshape(Stay((contact_role,)), in_pieces(period, [days]))
        contact_role = stay_of(contact_role).piece_in(days)
    sync_access([person])
    return contact_role


def close_role(contact_role: ContactRole, *, ends_on: date, actor: Viewer) -> ContactRole:
    """End a role: `ends_on` is the first day it no longer holds.

    Periods of it that follow one another end as one. Returns the last that is left.
    """
    hold_roles()
    stay = stay_of(contact_role)
    before, person = stay.ends_on, stay.person
    if stay.begins_on is not None and ends_on <= stay.begins_on:
        raise Refused(str(_PERIOD), field=_PERIOD.field)
    reshape(stay, pieces_until(stay, ends_on))
    last = stay_of(stay.pieces[0]).last
    difference = {
        "persoon": [person.name, person.name],
        "eind": [before and before.isoformat(), ends_on.isoformat()],
    }
    record("role.closed", last, difference=difference, actor=actor)
    sync_access([person])
    return last


def join_town_hall(user: User, municipality: Party, *, on: date, actor: Viewer) -> Person:
    """Make the person behind an account a civil servant, so that it can hold parties."""
    person = db.session.scalar(select(Person).where(Person.user_id == user.id))
    if person is None:
        values = {**asdict(name_parts(user.name)), "email": user.email}
        person = add_person(values=values, user=user, actor=actor)
    roles = db.session.scalars(
        select(ContactRole).where(
            ContactRole.person_id == person.id, ContactRole.role == "ambtenaar"
        )
    )
    if not any(role.period.holds(on) for role in roles):
        open_role(person, municipality, role="ambtenaar", period=Period(on), actor=actor)
    return person


def _fill(person: Person, values: Mapping[str, Any]) -> None:
    for attribute in PERSON_FIELDS:
        if attribute in values:
            value = values[attribute]
            setattr(person, attribute, tidy(value) if attribute in _TIDIED else value)
    if not person.last_name:
        raise Refused("Vul een achternaam in.", field="last_name")
    check_sensitive(person)


def complete_person(
    person: Person, values: Mapping[str, Any], *, level: int, actor: Viewer
) -> dict[str, Any]:
    """Fill in what was not known yet of somebody who is there already; the rest stays.

    `level` is that of what was filled in: nothing of it when more people see this person. Returns
    what was new, by attribute.
    """
    fresh = missing_values(person, values, level=level)
    if fresh:
        change_person(person, values=fresh, actor=actor)
    return fresh


def add_first_contact(
    party: Party,
    *,
    name: str,
    phone: str = "",
    email: str = "",
    person: Person | None = None,
    on: date,
    actor: Viewer,
) -> ContactRole:
    """Make somebody the first contact of a party from a day on, from a name as typed.

    `person` is who it is when that person is there already (see `find_alike_people`); a role
    that this person has there becomes the one of the first contact. What was filled in is for who
    may see the party.
    """
    values = {**asdict(name_parts(name)), "phone": phone, "email": email}
    if person is not None:
        complete_person(person, values, level=party.level, actor=actor)
        role = find_role(person, party, on=on)
        if role is not None:
            return make_first_contact(role, actor=actor)
    else:
        if party.sensitive or party.visibility == "vertrouwelijk":
            values["visibility"] = "vertrouwelijk"
        person = add_person(values=values, actor=actor)
    return open_role(
        person,
        party,
        role="contactpersoon",
        period=Period(on),
        is_first_contact=True,
        actor=actor,
    )


def find_role(person: Person, party: Party, *, on: date, role: str = "") -> ContactRole | None:
    """What somebody is at a party on a day, or this role of it; the oldest of several."""
    query = select(ContactRole).where(
        ContactRole.person_id == person.id,
        ContactRole.party_id == party.id,
        current(ContactRole, on),
    )
    if role:
        query = query.where(ContactRole.role == role)
    return db.session.scalar(query.order_by(ContactRole.id).limit(1))
