"""Small networks for the tests of pictures: pure ones, and one in the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.agreements.operations import Signing, add_agreement, attach_link
from crm.core.db import db
from crm.links.models import Link
from crm.links.operations import add_link, seed_link_kinds
from crm.links.queries import get_link_kind
from crm.network.graph import Node, Tie
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Grant, Scheme
from crm.taxonomy.operations import add_area, add_theme
from tests.support.settings import TODAY

OPERATOR = Viewer.operator(TODAY)
READER = Viewer(None, Role.READER, TODAY)


def node(ref: str, name: str = "", **values: Any) -> Node:
    """A node with a short ref."""
    values = {"kind": "vereniging", "kind_label": "vereniging", "shape": "organisatie"} | values
    return Node(ref, name or ref.upper(), order=(name or ref).lower(), **values)


def tie(pair: str, **values: Any) -> Tie:
    """A tie from `a-b`."""
    one, other = pair.split("-")
    return Tie(one, other, "kent", "kent", **values)


def network_of(pairs: Iterable[str]) -> tuple[list[Node], list[Tie]]:
    """The nodes and ties of pairs like `a-b`."""
    pairs = list(pairs)
    return [node(ref) for ref in sorted({ref for p in pairs for ref in p.split("-")})], [
        tie(pair) for pair in pairs
    ]


class Town:
    """A town in the database; refs follow from names, so that two towns can be compared."""

    def __init__(self) -> None:
        seed_link_kinds()

    def party(self, name: str, kind: str = "vereniging", **values: Any) -> Party:
        party = add_party(values={"name": name, "kind": kind, **values}, actor=OPERATOR)
        party.ref = _ref_of(name)
        db.session.flush()
        return party

    def theme(self, name: str) -> Any:
        return add_theme(name, actor=OPERATOR)

    def area(self, name: str) -> Any:
        return add_area(name, name, "wijk", actor=OPERATOR)

    def link(self, one: Party, other: Party, kind: str = "werkt_samen_met", **values: Any) -> Link:
        link = add_link(one, other, get_link_kind(kind), values=values, actor=OPERATOR)
        link.ref = _ref_of(f"{one.name} {kind} {other.name}")
        db.session.flush()
        return link

    def agreement(self, link: Link, title: str = "Samen voor groen", **values: Any) -> None:
        values = {"title": title, "kind": "convenant", "visibility": "netwerk"} | values
        signings = [Signing(link.party_a), Signing(link.party_b)]
        agreement = add_agreement(values=values, signings=signings, actor=OPERATOR)
        attach_link(agreement, link, actor=OPERATOR)

    def grants(self, scheme: str, *parties: Party, **values: Any) -> None:
        made = Scheme(name=scheme, sort_key=scheme.lower(), ref=_ref_of(scheme), **values)
        for party in parties:
            dossier = f"{scheme} {party.name}"
            db.session.add(Grant(dossier=dossier, scheme=made, party=party))
        db.session.flush()
        rebuild_affiliations()


def _ref_of(name: str) -> str:
    return str(uuid5(NAMESPACE_DNS, name))
