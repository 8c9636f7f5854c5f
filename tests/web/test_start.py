"""The start pages: each role finds what it comes for, also with a register alone, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import event

from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.links.operations import add_link, record_moment
from crm.links.queries import get_link_kind
from crm.parties.models import Party
from crm.parties.operations import add_party, archive_party
from crm.people.holding_operations import open_holding
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Grant, Scheme
from crm.resources.operations import add_offer
from tests import cast
from tests.support.databases import KeepTown
from tests.support.settings import TODAY

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)


def words(html: str) -> str:
    """What is to be read in the main part of a page."""
    main = html.split("<main")[1].split("</main>", maxsplit=1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def party(name: str, kind: str = "bewonersinitiatief", **values: object) -> Party:
    return add_party(values={"name": name, "kind": kind, **values}, actor=cast.OPERATOR)


def moment(about: Party, *, days_ago: int, **values: object) -> None:
    said = {"subject": "Belletje", "parties": [about], **values}
    said["happened_at"] = NOON - timedelta(days=days_ago)
    record_moment(values=said, actor=cast.OPERATOR)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


@pytest.fixture
def town(app: Flask, kept_town: KeepTown) -> SimpleNamespace:
    """Amina holds two gardens, one of them quiet; Dries belongs to one; a lonely fund."""
    return kept_town("start", partial(make_town, app))


def make_town(app: Flask) -> SimpleNamespace:
    """Make it."""
    with app.app_context(), transaction():
        garden = party("Buurttuin De Vliet")
        quiet = party("Stille Tuin")
        loose = party("Losse Tuin")
        town_hall = party("Gemeente Vlietdam", "gemeente")
        party("Fonds Vliet", "fonds")
        amina = cast.enter("amina", visibility="intern")
        cast.enter("dries", own=garden)
        for name in ("bas", "beheer", "chantal"):
            cast.enter(name)
        for held in (garden, quiet):
            open_holding(
                held,
                person=amina,
                role="vaste_contactpersoon",
                period=Period(TODAY.replace(year=2025)),
                actor=cast.OPERATOR,
            )
        moment(garden, days_ago=3, follow_up="Terugbellen", follow_up_on=TODAY - timedelta(days=2))
        moment(quiet, days_ago=120)
        moment(loose, days_ago=3, follow_up="Van een ander", follow_up_on=TODAY)
        kind = get_link_kind("werkt_samen_met")
        add_link(garden, town_hall, kind, actor=cast.OPERATOR)
    return SimpleNamespace()


class TestCivilServant:
    def test_finds_what_waits(self, app: Flask, town: SimpleNamespace) -> None:
        html = cast.sign_in(app, "amina").get("/").text
        text = words(html)
        assert "Terugbellen" in text
        assert "2 dagen te laat" in text
        assert "Van een ander" not in text
        silent = text.split("Lang niet gesproken")[1].split("Zonder vaste")[0]
        assert "Stille Tuin" in silent
        assert "120 dagen geleden" in silent
        assert "Buurttuin De Vliet" not in silent
        waiting = text.split("Zonder vaste contactpersoon")[1]
        assert "Losse Tuin" in waiting
        assert "Stille Tuin" not in waiting

    def test_all_that_wait_are_a_link_away(self, app: Flask, town: SimpleNamespace) -> None:
        with app.app_context(), transaction():
            for number in range(5):
                party(f"Tuin {number}")
            party("Gestopte Tuin", phase="gestopt", stopped_because="Verhuisd")
        amina = cast.sign_in(app, "amina")
        link = amina.get("/").text.split(">Alle 6 initiatieven zonder")[0].rsplit('href="', 1)[1]
        page = words(amina.get(unescape(link.rstrip('"'))).text)
        assert "6 partijen" in page
        assert "Losse Tuin" in page
        for name in ("Gestopte Tuin", "Stille Tuin", "Fonds Vliet"):
            assert name not in page

    def test_finishes_a_follow_up_without_leaving(self, app: Flask, town: SimpleNamespace) -> None:
        amina = cast.sign_in(app, "amina")
        form = amina.get("/").text.split('value="start"')[0].rsplit("<form", maxsplit=1)[1]
        action = form.split('action="')[1].split('"', maxsplit=1)[0]
        answer = amina.post(action, data={"terug": "start"})
        assert answer.location == "/"
        text = words(amina.get("/").text)
        assert "te laat" not in text
        assert "Er staat niets open." in text

    def test_who_holds_nobody_is_told_what_to_do(self, app: Flask, town: SimpleNamespace) -> None:
        text = words(cast.sign_in(app, "chantal").get("/").text)
        assert "U bent nog van niemand de vaste contactpersoon." in text
        assert "Kansen in het netwerk" in text

    def test_the_search_has_focus(self, app: Flask, town: SimpleNamespace) -> None:
        html = cast.sign_in(app, "amina").get("/").text
        assert html.count("autofocus") == 1
        assert "autofocus" in html.split('id="zoek-groot"')[1].split(">", maxsplit=1)[0]


class TestReader:
    def test_reads_the_network(self, app: Flask, town: SimpleNamespace) -> None:
        text = words(cast.sign_in(app, "bas").get("/").text)
        assert "In dit netwerk staan 5 partijen: 3 bewonersinitiatieven" in text
        assert "Tussen hen loopt 1 verbinding; 3 partijen hebben er nog geen." in text
        alone = text.split("Wie heeft nog geen verbinding?")[1]
        assert re.findall(r"Losse Tuin|Stille Tuin|Fonds Vliet|Buurttuin", alone) == [
            "Losse Tuin",
            "Stille Tuin",
            "Fonds Vliet",
        ]

    def test_hidden_records_move_no_figure(self, app: Flask, town: SimpleNamespace) -> None:
        bas = cast.sign_in(app, "bas")
        before = words(bas.get("/").text)
        with app.app_context(), transaction():
            loose = db.session.query(Party).filter_by(name="Losse Tuin").one()
            for visibility in ("intern", "vertrouwelijk"):
                hidden = party(f"Geheim {visibility}", visibility=visibility)
                kind = get_link_kind("werkt_samen_met")
                add_link(loose, hidden, kind, actor=cast.OPERATOR)
            archive_party(party("Weggelegd"), actor=cast.OPERATOR)
        assert words(bas.get("/").text) == before

    def test_a_register_alone_is_told_too(self, app: Flask) -> None:
        with app.app_context(), transaction():
            for name in ("bas", "amina"):
                cast.enter(name)
            scheme = Scheme(name="Buurtbudget", sort_key="buurtbudget")
            secret = Scheme(name="Stil", sort_key="stil", visibility="vertrouwelijk")
            for number, name in enumerate(("Koor Zuid", "Koor Oost")):
                funded = party(name, "vereniging")
                for of in (scheme, secret):
                    dossier = f"{of.name} {number}"
                    db.session.add(Grant(scheme=of, dossier=dossier, party=funded, year=2025))
            db.session.flush()
            rebuild_affiliations()
        text = words(cast.sign_in(app, "bas").get("/").text)
        assert "2 partijen kregen geld uit 1 regeling" in text
        assert "Wij kennen nog geen verbindingen tussen hen." in text
        assert "Een register of lijst zegt wel wie er zijn" in text
        text = words(cast.sign_in(app, "amina").get("/").text)
        assert "Wij kennen nog geen initiatieven." in text
        assert "Koor Oost en Koor Zuid" in text or "Koor Zuid en Koor Oost" in text


class TestInitiator:
    def test_finds_the_own_initiative_and_whom_to_call(
        self, app: Flask, town: SimpleNamespace
    ) -> None:
        with app.app_context(), transaction():
            garden = db.session.query(Party).filter_by(name="Buurttuin De Vliet").one()
            values = {"direction": "zoekt", "kind": "faciliteit", "title": "een zaal"}
            add_offer(garden, values=values, actor=cast.OPERATOR)
        text = words(cast.sign_in(app, "dries").get("/").text)
        assert "Buurttuin De Vliet" in text
        contact = text.split("Uw contactpersoon bij de gemeente")[1]
        assert "Amina El Idrissi" in contact
        assert cast.email_of("amina") in contact
        assert "een zaal" in text
        assert "Terugbellen" not in text

    def test_without_initiative(self, app: Flask) -> None:
        with app.app_context(), transaction():
            cast.enter("dries")
        text = words(cast.sign_in(app, "dries").get("/").text)
        assert "Uw account hoort nog bij geen initiatief." in text


class TestAdministrator:
    def test_sees_the_state_and_what_to_do(self, app: Flask, town: SimpleNamespace) -> None:
        text = words(cast.sign_in(app, "beheer").get("/").text)
        assert "Hoe staat het systeem ervoor?" in text
        assert "Er is nog geen register ingelezen." in text
        assert "1 initiatief heeft nog geen vaste contactpersoon." in text
        assert "Amina El Idrissi medewerker" in text


class TestEveryRole:
    @pytest.mark.parametrize("name", ["amina", "bas", "dries", "beheer"])
    def test_as_many_queries_with_more_parties(
        self, app: Flask, town: SimpleNamespace, name: str
    ) -> None:
        """The list of chances starts from six parties: both times there are more."""
        with app.app_context(), transaction():
            for number in range(8):
                party(f"Koor {number}")
        browser = cast.sign_in(app, name)
        browser.get("/")
        with counted(app) as few:
            assert browser.get("/").status_code == 200
        with app.app_context(), transaction():
            for number in range(8, 30):
                party(f"Koor {number}")
        browser.get("/")  # what is in memory is brought up to date once, not by every page
        with counted(app) as many:
            assert browser.get("/").status_code == 200
        assert len(many) == len(few)

    @pytest.mark.parametrize("name", ["bas", "dries"])
    def test_nothing_is_empty_without_a_sentence(self, app: Flask, name: str) -> None:
        with app.app_context(), transaction():
            cast.enter(name)
        html = cast.sign_in(app, name).get("/").text
        for section in html.split("<section")[1:]:
            body = section.split("</h2>")[1].split("</section>", maxsplit=1)[0]
            assert re.sub(r"<[^>]+>|\s", "", body), section[:200]
