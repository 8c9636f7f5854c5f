"""Vlietdam: an invented municipality to try things with, and to look at while building.

Everything about it is made up and says so. The same day gives the same town.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.operations import change_setting
from crm.accounts.passwords import hash_password
from crm.accounts.queries import find_user
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.db import db
from crm.core.errors import Refused
from crm.links.contacts import rebuild_contacts
from crm.links.edges import rebuild_edges
from crm.links.operations import seed_link_kinds
from crm.parties.models import Party
from crm.people.reach import sync_access
from crm.resources.affiliations import rebuild_affiliations
from crm.upkeep.demo.chance import ref_of
from crm.upkeep.demo.content import read_town
from crm.upkeep.demo.corrections import write_corrections
from crm.upkeep.demo.doubles import write_doubles
from crm.upkeep.demo.guides import write_guides
from crm.upkeep.demo.introductions import mark_links, write_introductions
from crm.upkeep.demo.learned import look_back_once
from crm.upkeep.demo.loose import write_loose_moment
from crm.upkeep.demo.notes import write_notes
from crm.upkeep.demo.papers import write_agreements, write_money, write_offers
from crm.upkeep.demo.promises import write_goals, write_promises, write_requests
from crm.upkeep.demo.sides import write_sides
from crm.upkeep.demo.surveys import write_surveys
from crm.upkeep.demo.writing import DOMAIN, Writer

NETWORK_NAME = "Vlietdam"
PASSWORD = "welkom in vlietdam"  # noqa: S105 (shown at every start: nothing in it is secret)
ACCOUNTS: tuple[tuple[str, str, Role], ...] = (
    ("amina", "Amina El Idrissi", Role.CIVIL_SERVANT),
    ("chantal", "Chantal de Boer", Role.CIVIL_SERVANT),
    ("bas", "Bas van Leeuwen", Role.READER),
    ("dries", "Dries Vermeer", Role.INITIATOR),
    ("beheer", "Beheer Vlietdam", Role.ADMINISTRATOR),
)


def is_demo() -> bool:
    """Whether Vlietdam is what this database holds."""
    return find_user(f"{ACCOUNTS[0][0]}@{DOMAIN}") is not None


def make_demo(*, on: date, actor: Viewer) -> None:
    """Fill an empty database with Vlietdam as it is on a day; Refused when it holds parties."""
    if db.session.scalar(select(Party.id).limit(1)) is not None:
        raise Refused(
            "Er staan al partijen in deze database. Het voorbeeld past alleen in een lege."
        )
    seed_link_kinds()
    writer = Writer(read_town(), on=on, actor=actor)
    users = _accounts(writer)
    writer.write_places()
    writer.write_parties()
    writer.write_people(users)
    write_guides(writer)
    writer.write_links()
    mark_links(writer)
    write_sides(writer)
    writer.write_conversations()
    write_loose_moment(writer)
    write_offers(writer)
    write_money(writer)
    write_notes(writer, write_agreements(writer))
    write_goals(writer)
    write_requests(writer)
    write_promises(writer)
    write_corrections(writer)
    write_surveys(writer)
    change_setting("network_name", NETWORK_NAME, actor=actor)
    record("demo.made", users["Beheer Vlietdam"], actor=actor).at = writer.now
    db.session.flush()
    rebuild_edges()
    rebuild_contacts()
    rebuild_affiliations()
    sync_access(writer.people.values())
    write_doubles(writer)
    write_introductions(writer, users)
    look_back_once(writer)


def _accounts(writer: Writer) -> dict[str, User]:
    """An account for each role, by the name of its person; they share one password."""
    password_hash = hash_password(PASSWORD)
    made: dict[str, User] = {}
    for short, name, role in ACCOUNTS:
        email = f"{short}@{DOMAIN}"
        if find_user(email) is not None:
            raise Refused(f"Er is al een account met het adres {email}.")
        user = User(
            ref=ref_of("account", short),
            email=email,
            name=name,
            role=role,
            password_hash=password_hash,
            is_demo=True,
            created_at=writer.now,
        )
        made[name] = writer.add(user, "user.created", {"rol": str(role)})
    db.session.flush()
    return made
