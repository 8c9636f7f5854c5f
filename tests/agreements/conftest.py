"""Parties, links and viewers around an agreement."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.operations import Signing, add_agreement
from crm.links.models import Link
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.models import Party, PartyAccess
from crm.parties.operations import add_party
from tests.support.settings import TODAY

DatabaseSession = scoped_session[Session]
# A medewerker without a relation to any party: no account has this id.
AMINA = Viewer(0, Role.CIVIL_SERVANT, TODAY, name="Amina", ref="amina")


def make_party(name: str, kind: str = "bewonersinitiatief", visibility: str = "netwerk") -> Party:
    values = {"name": name, "kind": kind, "visibility": visibility}
    return add_party(values=values, actor=AMINA)


def make_link(party_a: Party, party_b: Party, visibility: str = "netwerk") -> Link:
    kind = get_link_kind("werkt_samen_met")
    return add_link(party_a, party_b, kind, values={"visibility": visibility}, actor=AMINA)


def make_agreement(*parties: Party, title: str = "Samen voor groen", **values: object) -> Agreement:
    links = values.pop("links", ())
    everything = {"title": title, "kind": "convenant", **values}
    signings = [Signing(party) for party in parties]
    return add_agreement(values=everything, signings=signings, links=links, actor=AMINA)


@pytest.fixture
def tuin(session: DatabaseSession) -> Party:
    return make_party("Buurttuin De Vliet")


@pytest.fixture
def gemeente(session: DatabaseSession) -> Party:
    return make_party("Gemeente Vlietdam", "gemeente")


@pytest.fixture
def viewer_of(session: DatabaseSession) -> Callable[..., Viewer]:
    """Somebody in a role, perhaps with a relation to a party: `viewer_of(role, tuin, "eigen")`."""

    def make(role: Role, party: Party | None = None, why: str = "eigen") -> Viewer:
        if role in (Role.VISITOR, Role.OPERATOR):
            return Viewer(None, role, TODAY)
        user = User(
            email=f"{role}.{why}@vlietdam.example", name=str(role), role=role, password_hash="-"
        )
        session.add(user)
        session.flush()
        if party is not None:
            session.add(PartyAccess(user_id=user.id, party_id=party.id, why=why))
            session.flush()
        return Viewer(user.id, role, TODAY, ref=user.ref)

    return make
