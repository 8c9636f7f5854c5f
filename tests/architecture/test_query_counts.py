"""A list asks the database as often for fifty rows as for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from crm.agreements.operations import Signing, add_agreement
from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.goals.operations import add_contribution, add_goal
from crm.ideas.operations import make_survey
from crm.links.operations import add_link, record_moment
from crm.links.queries import get_link_kind
from crm.notes.operations import write_note
from crm.opportunities.dismissing import dismiss
from crm.opportunities.introductions.introducing import introduce
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.parties.queries import get_party
from crm.people.operations import add_person, open_role
from crm.people.signpost_operations import open_signpost
from crm.promises.operations import add_commitment
from crm.requests.operations import add_request
from crm.resources.operations import add_offer
from crm.taxonomy.operations import add_area, add_theme
from tests.cast import OPERATOR, enter, sign_in
from tests.support.settings import TODAY

MANY = 50


@pytest.fixture
def queries(app: Flask) -> Iterator[list[str]]:
    """The statements that reach the database."""
    heard: list[str] = []

    def hear(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


def test_fifty_rows_cost_as_many_queries_as_one(app: Flask, queries: list[str]) -> None:
    with app.app_context(), transaction():
        enter("amina")
        enter("beheer")
        garden = add_row(0, None)
        ref = garden.ref
        double = add_party(values={"name": "Dubbel", "kind": "school"}, actor=OPERATOR)
        other_ref = double.ref
        [school] = db.session.scalars(select(Party).where(Party.name == "School"))
        add_link(double, school, get_link_kind("werkt_samen_met"), values={}, actor=OPERATOR)
    lists = [
        "/partijen", "/personen", "/verbindingen", "/overeenkomsten", "/zoeken?q=rij",
        f"/partijen/{ref}", f"/partijen/{ref}/contact", f"/partijen/{ref}/tijdlijn",
        "/partijen/toewijzen", "/partijen/mogelijk-dubbel", "/wegwijzers",
        "/verbindingen?op=2026-11-01&aard=publiek-civiel",
        "/partijen?op=2026-11-01", f"/partijen/{ref}?op=2026-11-01",
        f"/partijen/{other_ref}/samenvoegen?met={ref}",
        "/verbindingen/dreigt-weg-te-zakken", "/partijen/lang-niet-bevestigd", "/partijen/delen",
        "/partijen?vorm=csv", "/verbindingen?vorm=csv", "/personen?vorm=xlsx",
        "/overeenkomsten?vorm=csv", "/wat-staat-er-open?van=iedereen", "/aanbod-en-gevraagd",
        "/aanbod-en-gevraagd?vorm=csv", "/wat-staat-er-open?van=iedereen&vorm=csv",
        "/toezeggingen", "/vragen", "/doelen", "/wat-is-er-al", "/verwant?q=rij&bereik=breed",
        "/toezeggingen", "/vragen", "/doelen", "/kennismakingen", "/kansen/weggelegd",
        "/kansen/doelen", "/kansen/groepen",
        "/kennismakingen?vorm=csv", f"/partijen/{ref}/kansen", f"/partijen/{ref}/regelingen",
        "/", "/kansen", "/kansen?van=mij&verbinding=geen", f"/partijen/{ref}/kansen/{other_ref}",
        "/kansen/tussen?soort=bewonersinitiatief&soort=school",
        "/toezeggingen?vorm=csv", "/vragen?vorm=csv", "/doelen?vorm=csv",
    ]  # fmt: skip
    kept = ["/beheer/lijsten/themas", "/beheer/lijsten/gebieden", "/beheer/accounts"]
    kept += ["/beheer/logboek?wat=link"]
    amina, beheer = sign_in(app, "amina"), sign_in(app, "beheer")
    lists += kept

    def count(address: str) -> list[str]:
        queries.clear()
        answer = (beheer if address in kept else amina).get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return list(queries)

    for address in lists:
        count(address)
    once = {address: count(address) for address in lists}
    fill(app, ref)
    count("/kansen")  # the network in memory is brought up to date: once, not by every page
    for address in lists:
        more = count(address)
        extra = [text for text in more if text not in once[address]]
        told = f"{address}: {len(more)} instead of {len(once[address])}: {extra[:3]}"
        assert len(more) <= len(once[address]), told


def fill(app: Flask, ref: str) -> None:
    """Fifty more of everything, all tied to the party that is looked at."""
    with app.app_context(), transaction():
        garden = get_party(ref, viewer=OPERATOR)
        for number in range(1, MANY):
            add_row(number, garden)


def add_row(number: int, garden: Party | None) -> Party:
    """One more party with a theme, an area, a person, a link, a moment, an offer, an agreement."""
    party = add_party(
        values={
            "name": f"Rij {number:02}",
            "kind": "bewonersinitiatief",
            "themes": [add_theme(f"Thema {number}", actor=OPERATOR)],
            "areas": [add_area(f"GM{number:04}", f"Wijk {number}", "wijk", actor=OPERATOR)],
        },
        actor=OPERATOR,
    )
    centre = garden or party
    other = garden or add_party(values={"name": "School", "kind": "school"}, actor=OPERATOR)
    person = add_person(values={"first_name": "Rij", "last_name": f"Bos {number}"}, actor=OPERATOR)
    open_role(person, centre, role="vrijwilliger", period=Period(), actor=OPERATOR)
    open_role(person, centre, role="raadslid", period=Period(), actor=OPERATOR)
    open_signpost(person, party.themes[0], period=Period(), actor=OPERATOR)
    kind = get_link_kind("werkt_samen_met")
    since = {"begins_on": TODAY - timedelta(days=number + 1)}
    link = add_link(party, other, kind, values=since, actor=OPERATOR)
    long_ago = datetime.combine(TODAY - timedelta(days=400), time(12), UTC)
    record_moment(
        values={"subject": f"Lang geleden {number}", "parties": [party], "happened_at": long_ago},
        actor=OPERATOR,
    )
    record_moment(
        values={"subject": f"Gesprek {number}", "parties": [centre], "people": [person],
                "follow_up": "Bellen", "follow_up_on": TODAY},
        actor=OPERATOR,
    )  # fmt: skip
    offer = {"direction": "zoekt", "kind": "geld", "title": f"Geld {number}"}
    add_offer(centre, values={**offer, "answered_by": [other]}, actor=OPERATOR)
    write_note(centre, values={"text": f"Notitie {number}"}, actor=OPERATOR)
    promised = {"title": f"Kraan {number}", "by_party": other, "to_party": party}
    add_commitment(values=promised, actor=OPERATOR)
    asked = {"question": f"Mag {number}?", "department": other, "handler": person}
    add_request(centre, values=asked, actor=OPERATOR)
    plan = {"title": f"Rij {number}", "text": "Rij", "visibility": "netwerk"}
    make_survey(values=plan, actor=OPERATOR)
    above = add_goal(values={"title": f"Boven {number}"}, actor=OPERATOR)
    goal = add_goal(
        values={"title": f"Doel {number}", "parent": above, "department": other,
                "themes": party.themes, "areas": party.areas},
        actor=OPERATOR,
    )  # fmt: skip
    add_contribution(goal, centre, nature="draagt_bij", actor=OPERATOR)
    introduce([party, other], message="Dag", actor=OPERATOR)
    dismiss(party, other, kind="niet", why="past_niet", actor=OPERATOR)
    add_agreement(
        values={"title": f"Afspraak {number}", "kind": "convenant"},
        signings=[Signing(party), Signing(other)],
        links=[link],
        actor=OPERATOR,
    )
    return party
