"""Changing people, roles and account holdings; who may see a party follows at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.audit.changing import changed, created, put_away
from crm.audit.operations import difference_between, record, snapshot
from crm.core.dates import Period
from crm.core.db import db, new_ref
from crm.core.errors import Refused
from crm.core.saving import check_sensitive, flush_or_refuse
from crm.core.text import tidy
from crm.parties.models import Party, PartyAccess
from crm.people.first_contacts import let_step_back
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.names import name_parts
from crm.people.queries import fixed_contacts

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
HOLDING_FIELDS: dict[str, str] = {"role": "rol", "begins_on": "begin", "ends_on": "eind"}
_TIDIED = ("initials", "first_name", "name_prefix", "last_name")
_PERIOD = Refused("De laatste dag ligt voor de eerste.", field="ends_on")
_OVERLAP = Refused(
    "In deze periode is er al een vaste contactpersoon. "
    "Beëindig die eerst, of kies een andere begindag.",
    field="begins_on",
)
HOLDING_REFUSALS = {
    "account_holding_no_overlap": _OVERLAP,
    "ck_account_holding_period": _PERIOD,
}


def add_person(*, values: Mapping[str, Any], user: User | None = None, actor: Viewer) -> Person:
    """Make a person from clean values (attributes of PERSON_FIELDS), with an account or not."""
    person = Person(user=user, created_by=actor.ref, changed_by=actor.ref)
    _fill(person, values)
    created(person, PERSON_FIELDS, "person.created", actor=actor)
    return person


def change_person(
    person: Person, *, values: Mapping[str, Any], version: int | None = None, actor: Viewer
) -> Person:
    """Change a person; Stale when somebody saved it since `version`."""
    changed(
        person,
        lambda: _fill(person, values),
        PERSON_FIELDS,
        "person.changed",
        version=version,
        actor=actor,
    )
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

    There is one first contact at a time: who was it in these days is it no longer.
    """
    if is_first_contact:
        let_step_back(party, period, actor=actor)
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
    sync_access([person])
    return contact_role


def close_role(contact_role: ContactRole, *, ends_on: date, actor: Viewer) -> ContactRole:
    """End a role: `ends_on` is the first day it no longer holds."""
    before = contact_role.ends_on
    contact_role.ends_on = ends_on
    flush_or_refuse(contact_role, {"ck_contact_role_period": _PERIOD})
    difference = {
        "persoon": [contact_role.person.name, contact_role.person.name],
        "eind": [before and before.isoformat(), ends_on.isoformat()],
    }
    record("role.closed", contact_role, difference=difference, actor=actor)
    sync_access([contact_role.person])
    return contact_role


def open_holding(
    party: Party,
    *,
    person: Person | None = None,
    team: Party | None = None,
    role: str,
    period: Period,
    actor: Viewer,
) -> AccountHolding:
    """Let a civil servant or a team hold a party for a period.

    Refused when two vaste contactpersonen would hold it on the same day.
    """
    holding = _hold(party, person=person, team=team, role=role, period=period, actor=actor)
    sync_access(_people_behind(holding))
    return holding


def give_parties(
    parties: Sequence[Party], *, person: Person, begins_on: date, actor: Viewer
) -> list[AccountHolding]:
    """Make somebody the vaste contactpersoon of these parties from a day on.

    Those that have one then or later keep that one. Returns the holdings that were opened.
    """
    period = Period(begins_on)
    taken = fixed_contacts(parties, period=period)
    opened = [
        _hold(party, person=person, team=None, role=FIXED_CONTACT, period=period, actor=actor)
        for party in parties
        if party.id not in taken
    ]
    sync_access([person])
    return opened


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


def _hold(
    party: Party,
    *,
    person: Person | None,
    team: Party | None,
    role: str,
    period: Period,
    actor: Viewer,
) -> AccountHolding:
    """One holding with its event; who may see what follows is left to the caller."""
    if (person is None) == (team is None):
        raise Refused("Kies een persoon, of een afdeling of team.", field="person")
    holding = AccountHolding(
        ref=new_ref(),
        party=party,
        person=person,
        team=team,
        role=role,
        begins_on=period.begins_on,
        ends_on=period.ends_on,
    )
    flush_or_refuse(holding, HOLDING_REFUSALS)
    after = {"wie": holder_name(holding), "partij": party.name, **snapshot(holding, HOLDING_FIELDS)}
    record("holding.opened", holding, difference=difference_between({}, after), actor=actor)
    return holding


def close_holding(holding: AccountHolding, *, ends_on: date, actor: Viewer) -> AccountHolding:
    """End a holding: `ends_on` is the first day it no longer holds."""
    before = holding.ends_on
    holding.ends_on = ends_on
    flush_or_refuse(holding, HOLDING_REFUSALS)
    name = holder_name(holding)
    difference = {
        "wie": [name, name],
        "eind": [before and before.isoformat(), ends_on.isoformat()],
    }
    record("holding.closed", holding, difference=difference, actor=actor)
    sync_access(_people_behind(holding))
    return holding


def holder_name(holding: AccountHolding) -> str:
    """The name of who holds: a person, or a team or department."""
    holder = holding.person or holding.team
    return holder.name if holder else ""


def sync_access(people: Iterable[Person]) -> None:
    """Make PartyAccess of these people's accounts follow from their roles and holdings."""
    with_account = {person.id: person for person in people if person.user_id is not None}
    if not with_account:
        return
    db.session.flush()
    users = [person.user_id for person in with_account.values()]
    db.session.execute(
        delete(PartyAccess).where(
            PartyAccess.user_id.in_(users), PartyAccess.why.in_(("eigen", "houder"))
        )
    )
    for person in with_account.values():
        db.session.add_all(expected_access(person))
    db.session.flush()


def expected_access(person: Person) -> list[PartyAccess]:
    """What a person's account may see beyond its role: own parties, and held ones."""
    user = person.user
    if user is None:
        return []
    roles = list(db.session.scalars(select(ContactRole).where(ContactRole.person_id == person.id)))
    found: dict[tuple[int, str, Period], None] = {}
    if user.role == Role.INITIATOR:
        for role in roles:
            found[(role.party_id, "eigen", role.period)] = None
    for holding in _holdings_reaching(person, [role.party_id for role in roles]):
        periods = [holding.period]
        if holding.team_id is not None:
            memberships = [role.period for role in roles if role.party_id == holding.team_id]
            periods = [common(holding.period, period) for period in memberships]
        for period in periods:
            if not period.is_empty:
                found[(holding.party_id, "houder", period)] = None
    return [
        PartyAccess(
            user_id=user.id,
            party_id=party_id,
            why=why,
            begins_on=period.begins_on,
            ends_on=period.ends_on,
        )
        for party_id, why, period in found
    ]


def common(one: Period, other: Period) -> Period:
    """The days that two periods share; empty when they share none."""
    begins = [day for day in (one.begins_on, other.begins_on) if day]
    ends = [day for day in (one.ends_on, other.ends_on) if day]
    return Period(max(begins, default=None), min(ends, default=None))


def _holdings_reaching(person: Person, team_ids: list[int]) -> list[AccountHolding]:
    own = AccountHolding.person_id == person.id
    by_team = AccountHolding.team_id.in_(team_ids)
    return list(db.session.scalars(select(AccountHolding).where(own | by_team)))


def _people_behind(holding: AccountHolding) -> list[Person]:
    if holding.person is not None:
        return [holding.person]
    query = (
        select(Person)
        .join(ContactRole, ContactRole.person_id == Person.id)
        .where(ContactRole.party_id == holding.team_id)
        .distinct()
    )
    return list(db.session.scalars(query))


def _fill(person: Person, values: Mapping[str, Any]) -> None:
    for attribute in PERSON_FIELDS:
        if attribute in values:
            value = values[attribute]
            setattr(person, attribute, tidy(value) if attribute in _TIDIED else value)
    if not person.last_name:
        raise Refused("Vul een achternaam in.", field="last_name")
    check_sensitive(person)


def add_first_contact(
    party: Party, *, name: str, phone: str = "", email: str = "", on: date, actor: Viewer
) -> ContactRole:
    """Make a new person the first contact of a party from a day on, from a name as typed."""
    values = {**asdict(name_parts(name)), "phone": phone, "email": email}
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
