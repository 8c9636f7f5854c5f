"""A small network in which every kind of record also exists hidden, with a marker in each text.

`MAKERS` says how a hidden record of each class hangs in the network; a new class of record without
a maker fails the leak test with a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from crm.agreements.models import Agreement, Signatory
from crm.core.dates import Period, utc_now
from crm.core.db import db
from crm.links.edges import rebuild_edges
from crm.links.models import ContactMoment, Link
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.models import InitiativeProfile, Party
from crm.parties.operations import add_party
from crm.people.models import Person
from crm.people.operations import add_person, open_holding, open_role
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Grant, Offer, Scheme
from crm.taxonomy.models import Area, Theme
from crm.taxonomy.operations import add_area, add_theme
from tests.cast import OPERATOR, enter
from tests.leaks.markers import mark
from tests.support.settings import TODAY

# How a record can be hidden: by its visibility, or because it is sensitive.
HIDDEN: dict[str, dict[str, Any]] = {
    "intern": {"visibility": "intern"},
    "vertrouwelijk": {"visibility": "vertrouwelijk"},
    "gevoelig": {"visibility": "intern", "sensitive": True},
}


@dataclass
class Planted:
    """The refs to ask for, and the markers nobody may find, by how they are hidden."""

    refs: dict[str, list[str]] = field(default_factory=dict)
    markers: dict[str, dict[str, str]] = field(default_factory=dict)
    withheld_ref: str = ""

    def add(self, record: Any) -> Any:
        """Remember the ref of a record, so that its pages are asked for."""
        self.refs.setdefault(record.__tablename__, []).append(record.ref)
        return record


@dataclass
class Town:
    """The visible records that hidden ones hang on."""

    garden: Party
    fund: Party
    scheme: Scheme
    theme: Theme
    area: Area


def plant(*, hidden: bool = True) -> Planted:
    """Fill the database: the same visible records with or without the hidden ones."""
    planted = Planted()
    town = _visible(planted)
    if hidden:
        for secret, values in HIDDEN.items():
            found = planted.markers.setdefault(secret, {})
            for make in MAKERS.values():
                for record in make(town, values):
                    found |= mark(record, secret)
                    if hasattr(record, "version"):
                        planted.add(record)
                        found[record.ref] = f"ref of {record.__tablename__} ({secret})"
            db.session.flush()
        _withhold(planted, town)
    rebuild_edges()
    rebuild_affiliations()
    return planted


def _visible(planted: Planted) -> Town:
    theme = add_theme("Groen", actor=OPERATOR)
    area = add_area("GM9999", "Vlietwijk", "wijk", actor=OPERATOR)
    placed = {"themes": [theme], "areas": [area]}
    garden = add_party(
        values={"name": "Buurttuin De Vliet", "kind": "bewonersinitiatief", **placed},
        actor=OPERATOR,
    )
    fund = add_party(values={"name": "Fonds Vliet", "kind": "fonds", **placed}, actor=OPERATOR)
    bees = add_party(
        values={"name": "Imkers Vlietdam", "kind": "bewonersinitiatief", **placed}, actor=OPERATOR
    )
    town_hall = add_party(values={"name": "Gemeente Vlietdam", "kind": "gemeente"}, actor=OPERATOR)
    kind = get_link_kind("kent")
    links = [
        add_link(one, other, kind, values={"begins_on": TODAY - timedelta(days=90)}, actor=OPERATOR)
        for one, other in ((garden, town_hall), (fund, town_hall))
    ]
    scheme = Scheme(name="Groen in de buurt", sort_key="groen in de buurt", provider=town_hall)
    db.session.add(scheme)
    db.session.flush()
    amina = enter("amina")
    enter("bas")
    enter("dries", own=garden)
    enter("beheer")
    open_role(amina, town_hall, role="ambtenaar", period=Period(), actor=OPERATOR)
    open_holding(
        bees, person=amina, role="vaste_contactpersoon", period=Period(TODAY), actor=OPERATOR
    )
    for record in (garden, fund, bees, town_hall, amina, scheme, *links):
        planted.add(record)
    return Town(garden, fund, scheme, theme, area)


def _withhold(planted: Planted, town: Town) -> None:
    """A party that everybody in the network sees, and whose addresses nobody may."""
    party = add_party(
        values={"name": "Opvang Zonnehof", "kind": "zorgpartner", "withheld": True}, actor=OPERATOR
    )
    kept = {column: getattr(party, column) for column in ("name", "description", "source")}
    found = mark(party, "geheim")
    for column, value in kept.items():
        found.pop(getattr(party, column), None)
        setattr(party, column, value)
    addresses = ("email", "phone", "street", "house_number", "postcode", "place")
    planted.markers["geheim"] = {getattr(party, column): column for column in addresses}
    for column in ("mission", "core_values", "interest", "website", "social_media"):
        setattr(party, column, "")
    party.legal_form = party.kvk = ""
    db.session.flush()
    planted.add(party)
    planted.withheld_ref = party.ref


def _hidden_party(town: Town, values: dict[str, Any]) -> Party:
    return add_party(
        values={
            "name": f"verborgen {values}",
            "kind": "bewonersinitiatief",
            "themes": [town.theme],
            "areas": [town.area],
            **values,
        },
        actor=OPERATOR,
    )


def _parties(town: Town, values: dict[str, Any]) -> list[Any]:
    """A hidden party with a profile, tied to visible ones by links that nobody may count."""
    party = _hidden_party(town, values)
    assert isinstance(party.profile, InitiativeProfile)
    for other in (town.garden, town.fund):
        add_link(party, other, get_link_kind("werkt_samen_met"), actor=OPERATOR)
    return [party, party.profile]


def _people(town: Town, values: dict[str, Any]) -> list[Any]:
    """A hidden person: the own initiative's people are known to its initiatiefnemer, others not."""
    person = add_person(values={"last_name": "verborgen", **values}, actor=OPERATOR)
    open_role(person, town.fund, role="bestuurder", period=Period(), actor=OPERATOR)
    return [person]


def _links(town: Town, values: dict[str, Any]) -> list[Any]:
    kinds = {"intern": "kent", "vertrouwelijk": "adviseert"}
    code = "ondersteunt" if values.get("sensitive") else kinds[values["visibility"]]
    other = add_party(
        values={"name": f"Los {code}", "kind": "vereniging", "visibility": "netwerk"},
        actor=OPERATOR,
    )
    return [add_link(other, town.fund, get_link_kind(code), values=values, actor=OPERATOR)]


def _moments(town: Town, values: dict[str, Any]) -> list[Any]:
    """A hidden contact with a visible party."""
    moment = ContactMoment(
        subject="verborgen", parties=[town.fund], follow_up_on=TODAY, happened_at=utc_now(), **values
    )
    return _added(moment)


def _offers(town: Town, values: dict[str, Any]) -> list[Any]:
    offer = Offer(
        party=town.fund, direction="biedt", kind="geld", title="x", status="open", **values
    )
    return _added(offer)


def _schemes(town: Town, values: dict[str, Any]) -> list[Any]:
    scheme = Scheme(name="x", sort_key="x", provider=town.fund, **values)
    grant = Grant(dossier=f"g {values}", register="r", scheme=scheme, party=town.fund, year=2026)
    db.session.add_all([scheme, grant])
    db.session.flush()
    return [scheme]


def _grants(town: Town, values: dict[str, Any]) -> list[Any]:
    grant = Grant(
        dossier=f"{values}", register="r", scheme=town.scheme, party=town.fund, year=2026, **values
    )
    return _added(grant)


def _agreements(town: Town, values: dict[str, Any]) -> list[Any]:
    agreement = Agreement(
        number=f"n {values}", kind="convenant", title="x", sort_key="x", text="x", **values
    )
    signatory = Signatory(agreement=agreement, party=town.fund, side="andere_partner")
    return [*_added(agreement), signatory]


def _added(record: Any) -> list[Any]:
    db.session.add(record)
    db.session.flush()
    return [record]


MAKERS: dict[type[Any], Callable[[Town, dict[str, Any]], list[Any]]] = {
    Party: _parties,
    Person: _people,
    Link: _links,
    ContactMoment: _moments,
    Offer: _offers,
    Scheme: _schemes,
    Grant: _grants,
    Agreement: _agreements,
}
