"""Two parties that are one: each with people, links, talks, money and agreements of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from crm.accounts.models import User
from crm.agreements.operations import Signing, add_agreement
from crm.core.dates import Period
from crm.core.db import Base, db
from crm.exchange.models import SourceName, SourceRecord
from crm.links.operations import add_link, record_moment
from crm.links.queries import get_link_kind
from crm.links.sides import record_side
from crm.parties.models import Party, PartyAccess
from crm.parties.operations import add_party
from crm.people.holding_operations import open_holding
from crm.people.operations import add_person, open_role
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Grant, Scheme
from crm.resources.operations import add_offer
from crm.taxonomy.operations import add_area, add_theme
from tests.cast import OPERATOR, email_of, enter

SPRING, AUTUMN = date(2025, 3, 1), date(2025, 9, 1)
# What tells that something happened, and is not put back.
LASTING = {"event", "party_merge"}
TOUCHED = {"version", "changed_at", "changed_by"}


def party(name: str, kind: str = "bewonersinitiatief", **values: Any) -> Party:
    """One more party."""
    return add_party(values={"name": name, "kind": kind, **values}, actor=OPERATOR)


def link(one: Party, other: Party, kind: str = "werkt_samen_met", **values: Any) -> Any:
    """One more link."""
    return add_link(one, other, get_link_kind(kind), values=values, actor=OPERATOR)


def make_town() -> SimpleNamespace:
    """`tuin` and `dubbel` are the same garden, written down twice."""
    groen = add_theme("Groen", actor=OPERATOR)
    ouderen = add_theme("Ouderen", actor=OPERATOR)
    wijk = add_area("GM0001", "Vlietwijk", "wijk", actor=OPERATOR)
    school, fonds = party("Basisschool De Kring", "school"), party("Fonds Vliet", "fonds")
    dubbel = party(
        "Tuin de Vliet", phone="06 12 34 56 78", description="Tuinieren met de buurt.",
        mission="Groen voor iedereen", themes=[groen, ouderen], areas=[wijk], phase="opbouw",
    )  # fmt: skip
    tuin = party(
        "Buurttuin De Vliet", email="tuin@vliet.example", description="Samen tuinieren.",
        themes=[groen], phase="uitvoering",
    )  # fmt: skip
    tuin.reference, dubbel.reference = "T-1", "T-2"
    kind_of = party("Kas van de tuin", parent=dubbel)
    amina, chantal, dries = enter("amina"), enter("chantal"), enter("dries", own=dubbel)
    wil = add_person(values={"first_name": "Wil", "last_name": "Bos"}, actor=OPERATOR)
    for one in (tuin, dubbel):
        since = Period(SPRING if one is tuin else AUTUMN)
        open_role(wil, one, role="trekker", period=since, is_first_contact=True, actor=OPERATOR)
    for one, person in ((tuin, amina), (dubbel, chantal)):
        open_holding(
            one, person=person, role="vaste_contactpersoon", period=Period(SPRING), actor=OPERATOR
        )
    between = link(tuin, dubbel, "kent")
    own = link(tuin, school, begins_on=SPRING, note="Samen zaaien")
    double = link(dubbel, school, begins_on=AUTUMN, note="Samen oogsten")
    money = link(fonds, dubbel, "financiert", begins_on=SPRING)
    for one, by in ((between, dubbel), (double, dubbel), (own, tuin)):
        record_side(one, by, values={"level_experienced": 3}, actor=OPERATOR)
    talk = record_moment(
        values={"subject": "Water", "parties": [tuin, dubbel], "happened_at": NOON}, actor=OPERATOR
    )
    visit = record_moment(
        values={"subject": "Bezoek", "parties": [dubbel], "happened_at": NOON}, actor=OPERATOR
    )
    offer = {"direction": "zoekt", "kind": "faciliteit", "title": "een schuur"}
    add_offer(dubbel, values=offer, actor=OPERATOR)
    scheme = Scheme(name="Groen in de buurt", sort_key="groen", provider=fonds)
    db.session.add(Grant(register="r", dossier="1", scheme=scheme, party=dubbel, year=2025))
    deal = add_agreement(
        values={"title": "Samen groen", "kind": "convenant"},
        signings=[Signing(tuin), Signing(dubbel, person=wil), Signing(school)],
        links=[double],
        actor=OPERATOR,
    )
    db.session.add(SourceName(profile="r", key="tuin de vliet", party=dubbel))
    db.session.add(
        SourceRecord(profile="r", kind="partijen", key="tuin de vliet", subject_ref=dubbel.ref)
    )
    bas = enter("bas").user
    assert bas is not None
    for one in (tuin, dubbel):
        db.session.add(PartyAccess(user_id=bas.id, party_id=one.id, why="genoemd"))
    db.session.flush()
    rebuild_affiliations()
    names = ("tuin dubbel school fonds kind_of amina chantal dries wil between own double money "
             "talk visit scheme deal")  # fmt: skip
    here = locals()
    return SimpleNamespace(**{name: here[name] for name in names.split()})


NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


@pytest.fixture
def town(session: Any) -> SimpleNamespace:
    """The town in the session of the test."""
    return make_town()


def everything(*, kept: str = "") -> dict[str, set[str]]:
    """All rows of all tables as text, but for what tells that something happened to `kept`."""
    db.session.flush()
    return {
        table.name: {_row(table, row, kept) for row in db.session.execute(select(table)).mappings()}
        for table in Base.metadata.sorted_tables
        if table.name not in LASTING
    }


def _row(table: Any, row: Any, kept: str) -> str:
    hidden = TOUCHED if table.name == "party" and row["ref"] == kept else set()
    if table.name == "party_access":
        hidden = {"id"}
    return repr([(name, value) for name, value in row.items() if name not in hidden])


def user(name: str) -> User:
    """The account of somebody of the cast."""
    return db.session.scalars(select(User).where(User.email == email_of(name))).one()
