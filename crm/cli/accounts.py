"""`user add`, `user list` and `user disable`: accounts from the command line."""

from __future__ import annotations

import sys

import click

from crm.accounts.operations import disable_user
from crm.accounts.passwords import LONGEST
from crm.accounts.queries import find_user, list_users, normalise_email
from crm.accounts.roles import ACCOUNT_ROLES, Role
from crm.cli.common import WRONG_USE, Stop, guarded, operator
from crm.core.db import transaction
from crm.parties.models import Party
from crm.parties.queries import find_party_by_reference
from crm.people.alike import find_alike_people
from crm.people.membership import take_in
from crm.people.models import Person
from crm.people.names import NameParts
from crm.people.queries import get_person

NO_TERMINAL = "Hier kan ik geen wachtwoord vragen. Geef het mee op stdin, met --password-stdin."


@click.group("user", help="Accounts maken, tonen en uitzetten.")
def user() -> None:
    """The group of account commands."""


@user.command("add", help="Maak een account.")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([str(role) for role in ACCOUNT_ROLES]))
@click.option("--party", "party_ref", help="Voor een initiatiefnemer: referentie of ref.")
@click.option("--name", "name", help="Hoe het account heet; anders het deel voor de @.")
@click.option("--person", "person_ref", help="De ref van de persoon, als die er al is.")
@click.option("--password-stdin", is_flag=True, help="Lees het wachtwoord van stdin.")
@guarded
def add(
    email: str,
    role: str,
    party_ref: str | None,
    name: str | None,
    person_ref: str | None,
    password_stdin: bool,
) -> None:
    """Make an account for the person with this address; a new one when there is nobody.

    An initiatiefnemer belongs to a party.
    """
    party = _party(role, party_ref)
    person = _person(email, person_ref)
    password = _password(password_stdin)
    name = name or (person.name if person else _name_in(email))
    with transaction():
        account = take_in(
            email,
            name=name,
            role=role,
            password=password,
            party=party,
            person=person,
            actor=operator(),
        )
    of = f" voor {person.name}" if person else ""
    click.echo(f"Account {account.email} ({role}) is gemaakt{of}.", err=True)


@user.command("list", help="Toon de accounts.")
@guarded
def show() -> None:
    """One line per account: address, role, active or not."""
    for account in list_users():
        state = "actief" if account.active else "uit"
        click.echo(f"{account.email}\t{account.role}\t{state}")


@user.command("disable", help="Zet een account uit; wie is ingelogd, wordt uitgelogd.")
@click.argument("email")
@guarded
def disable(email: str) -> None:
    """Put an account out of use."""
    account = find_user(email)
    if account is None:
        raise Stop(f"Er is geen account ‘{email}’.", WRONG_USE)
    with transaction():
        disable_user(account, actor=operator())
    click.echo(f"Account {account.email} staat uit.", err=True)


def _party(role: str, ref: str | None) -> Party | None:
    if (role == Role.INITIATOR) != (ref is not None):
        raise Stop(
            "Een initiatiefnemer hoort bij een partij: geef --party (alleen dan).", WRONG_USE
        )
    if ref is None:
        return None
    party = find_party_by_reference(ref, viewer=operator())
    if party is None:
        raise Stop(f"Er is geen partij ‘{ref}’.", WRONG_USE)
    return party


def _person(email: str, ref: str | None) -> Person | None:
    """Who it is of: the one with this ref, else the only one that has this address."""
    if ref is not None:
        return get_person(ref, viewer=operator())
    known = find_alike_people(NameParts(), email=email, without_account=True, viewer=operator())
    if len(known) > 1:
        people = "".join(f"\n  {one.person.ref}  {one.person.name}" for one in known)
        raise Stop(f"Meer personen hebben dit adres. Kies er een met --person:{people}", WRONG_USE)
    return known[0].person if known else None


def _name_in(email: str) -> str:
    """`amina.el.idrissi@…` as a name."""
    return normalise_email(email).split("@")[0].replace(".", " ").title()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline(LONGEST * 8).rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Stop(NO_TERMINAL, WRONG_USE)
    again = "Nog een keer"
    return click.prompt("Wachtwoord", hide_input=True, confirmation_prompt=again, err=True)


commands = (user,)
