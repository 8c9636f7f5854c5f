"""The cast: the same people in every test, each in a role, and how they sign in."""

from __future__ import annotations

from dataclasses import asdict

from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.models import User
from crm.accounts.operations import add_user
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.parties.models import Party
from crm.people.models import Person
from crm.people.names import name_parts
from crm.people.operations import add_person, open_role
from tests.support.settings import TODAY

OPERATOR = Viewer.operator(TODAY)
PASSWORD = "welkom in vlietdam"
CAST: dict[str, tuple[str, Role]] = {
    "amina": ("Amina El Idrissi", Role.CIVIL_SERVANT),
    "chantal": ("Chantal de Boer", Role.CIVIL_SERVANT),
    "bas": ("Bas van Leeuwen", Role.READER),
    "dries": ("Dries Vermeer", Role.INITIATOR),
    "beheer": ("Beheer Vlietdam", Role.ADMINISTRATOR),
}


def email_of(name: str) -> str:
    """The address that somebody of the cast signs in with."""
    return f"{name}@vlietdam.example"


def enter(name: str, *, own: Party | None = None, visibility: str = "netwerk") -> Person:
    """Give somebody of the cast an account and a person; an initiatiefnemer the own party."""
    full_name, role = CAST[name]
    user = add_user(email_of(name), name=full_name, role=role, password=PASSWORD, actor=OPERATOR)
    values = asdict(name_parts(full_name)) | {"email": user.email, "visibility": visibility}
    person = add_person(values=values, user=user, actor=OPERATOR)
    if own is not None:
        period = Period(TODAY.replace(year=2025))
        open_role(person, own, role="initiatiefnemer", period=period, actor=OPERATOR)
    return person


def viewer_for(user: User) -> Viewer:
    """How somebody of the cast looks, without a request."""
    return Viewer(user.id, user.role_kind, TODAY, name=user.name, ref=user.ref)


def sign_in(app: Flask, name: str) -> FlaskClient:
    """A browser in which somebody of the cast is signed in."""
    client = app.test_client()
    answer = client.post("/inloggen", data={"email": email_of(name), "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client
