"""Agreements through the front door: making, moving, attaching, and who sees them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.accounts.models import Reading
from crm.accounts.operations import add_user
from crm.accounts.queries import find_user
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.operations import Signing, add_agreement
from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.models import Party, PartyAccess
from crm.parties.operations import add_party
from crm.people.models import Person
from crm.people.operations import add_person, open_role
from tests.support.databases import KeepTown
from tests.support.settings import TODAY

OPERATOR = Viewer.operator(TODAY)
PASSWORD = "welkom in vlietdam"
TEXT = "# Waarom\nSamen voor groen.\n- <b>grond</b>\n- handen"
ROLES = {"amina": Role.CIVIL_SERVANT, "bas": Role.READER, "dries": Role.INITIATOR}
SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def town(app: Flask, kept_town: KeepTown) -> SimpleNamespace:
    """A garden, the municipality and a fund; a link and an agreement; refs by name."""
    return kept_town("agreed", partial(make_town, app))


def make_town(app: Flask) -> SimpleNamespace:
    """Make it."""
    with app.app_context(), transaction():
        made = {
            "tuin": make_party("Buurttuin De Vliet", "bewonersinitiatief"),
            "gemeente": make_party("Gemeente Vlietdam", "gemeente"),
            "fonds": make_party("Fonds Vliet", "fonds"),
        }
        kind = get_link_kind("werkt_samen_met")
        made["link"] = add_link(made["tuin"], made["gemeente"], kind, actor=OPERATOR)
        made["agreement"] = add_agreement(
            values={
                "title": "Beheer van de buurttuin",
                "kind": "convenant",
                "number": "SOK-1",
                "text": TEXT,
            },
            signings=[Signing(made["tuin"]), Signing(made["gemeente"])],
            actor=OPERATOR,
        )
        refs = {name: record.ref for name, record in made.items()}
    return SimpleNamespace(**refs)


def make_party(name: str, kind: str) -> Party:
    return add_party(values={"name": name, "kind": kind}, actor=OPERATOR)


@pytest.fixture
def sign_in(app: Flask, town: SimpleNamespace) -> SignIn:
    """A browser of somebody: `sign_in("amina")`."""

    def sign_in(name: str) -> FlaskClient:
        client, email = app.test_client(), f"{name}@vlietdam.example"
        with app.app_context(), transaction():
            add_user(email, name=name, role=ROLES[name], password=PASSWORD, actor=OPERATOR)
        form = {"email": email, "password": PASSWORD}
        assert client.post("/inloggen", data=form).status_code == 302
        return client

    return sign_in


@pytest.fixture
def amina(sign_in: SignIn) -> FlaskClient:
    """Amina, a medewerker."""
    return sign_in("amina")


@contextmanager
def stored(app: Flask, ref: str) -> Iterator[Agreement]:
    """The agreement as the database has it, open to a change by the test."""
    with app.app_context(), transaction():
        yield db.session.scalars(select(Agreement).where(Agreement.ref == ref)).one()


def at(town: SimpleNamespace, *rest: str) -> str:
    return "/".join(["/overeenkomsten", town.agreement, *rest])


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


class TestList:
    def test_shows_parties_and_phase(self, amina: FlaskClient) -> None:
        html = amina.get("/overeenkomsten").text
        assert "Beheer van de buurttuin" in html
        assert "Buurttuin De Vliet, Gemeente Vlietdam" in words(html)

    def test_filters(self, amina: FlaskClient) -> None:
        for query, found in (
            ("q=buurttuin", True),
            ("q=sok-1", True),
            ("q=gemeentehuis", False),
            ("status=verkenning&status=concept", True),
            ("status=van_kracht", False),
            ("soort=convenant", True),
            ("soort=manifest", False),
            ("archief=ja", False),
        ):
            answer = amina.get(f"/overeenkomsten?{query}")
            assert answer.status_code == 200, query
            assert ("Beheer van de buurttuin" in answer.text) is found, query

    def test_by_party(self, amina: FlaskClient, town: SimpleNamespace) -> None:
        assert "Beheer van" in amina.get(f"/overeenkomsten?partij={town.tuin}").text
        assert "Beheer van" not in amina.get(f"/overeenkomsten?partij={town.fonds}").text

    def test_what_is_asked_wrongly(self, amina: FlaskClient) -> None:
        for query, status in (
            ("status=kwijt", 400),
            ("soort=kwijt", 400),
            ("partij=kwijt", 400),
            ("pagina=0", 400),
            ("pagina=2", 404),
        ):
            assert amina.get(f"/overeenkomsten?{query}").status_code == status, query


class TestMaking:
    def test_from_nothing(self, app: Flask, amina: FlaskClient) -> None:
        form = {
            "title": "Samen voor groen",
            "kind": "manifest",
            "party_a": "Buurttuin De Vliet",
            "party_b": "Fonds Vliet",
            "ends_on": "31-12-2027",
            "visibility": "intern",
        }
        answer = amina.post("/overeenkomsten/nieuw", data=form)
        assert answer.status_code == 303
        with stored(app, answer.location.rsplit("/", 1)[1]) as agreement:
            assert [s.party.name for s in agreement.signatories] == [
                "Buurttuin De Vliet",
                "Fonds Vliet",
            ]
            assert agreement.ends_on == date(2028, 1, 1)
            assert agreement.number.startswith("2026-")

    def test_from_a_link(self, app: Flask, amina: FlaskClient, town: SimpleNamespace) -> None:
        address = f"/overeenkomsten/nieuw?verbinding={town.link}"
        page = amina.get(address).text
        assert "Buurttuin De Vliet" in page
        assert "Gemeente Vlietdam" in page
        form = {"title": "Aan een verbinding", "kind": "convenant", "visibility": "intern"}
        answer = amina.post(address, data=form)
        with stored(app, answer.location.rsplit("/", 1)[1]) as agreement:
            assert [link.ref for link in agreement.links] == [town.link]
            assert {s.party.ref for s in agreement.signatories} == {town.tuin, town.gemeente}

    def test_from_a_party(self, amina: FlaskClient, town: SimpleNamespace) -> None:
        page = amina.get(f"/overeenkomsten/nieuw?partij={town.fonds}").text
        assert 'value="Fonds Vliet"' in page

    def test_a_proposed_number_can_be_sent_back(self, amina: FlaskClient) -> None:
        page = amina.get("/overeenkomsten/nieuw").text
        assert re.search(r'name="number"[^>]*value="2026-', page)

    def test_what_is_refused_keeps_what_was_typed(self, amina: FlaskClient) -> None:
        form = {
            "title": "Nog een",
            "kind": "convenant",
            "number": "SOK-1",
            "party_a": "Fonds Vliet",
            "visibility": "intern",
        }
        answer = amina.post("/overeenkomsten/nieuw", data=form)
        assert answer.status_code == 422
        assert "al in gebruik" in answer.text
        assert 'value="Nog een"' in answer.text

    @pytest.mark.parametrize("query", ["verbinding=kwijt", "partij=kwijt"])
    def test_from_what_does_not_exist(self, amina: FlaskClient, query: str) -> None:
        assert amina.get(f"/overeenkomsten/nieuw?{query}").status_code == 404


class TestPage:
    def test_text_is_shown_as_text(self, amina: FlaskClient, town: SimpleNamespace) -> None:
        html = amina.get(at(town)).text
        assert "<h3>Waarom</h3>" in html
        assert "<li>&lt;b&gt;grond&lt;/b&gt;</li>" in html

    def test_timeline(self, amina: FlaskClient, town: SimpleNamespace) -> None:
        amina.post(at(town, "fase"), data={"to": "concept"})
        html = words(amina.get(at(town, "tijdlijn")).text)
        assert "van ‘verkenning’ in ‘concept’" in html
        assert "Buurttuin De Vliet, Gemeente Vlietdam" in html
        assert town.tuin not in html

    def test_the_timeline_of_a_party_tells_it_in_names_and_days(
        self, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        form = {"title": "2026-99-99", "ends_on": "31-12-2027", "visibility": "intern"}
        amina.post(at(town, "wijzigen"), data=form | {"kind": "convenant", "text": TEXT})
        html = words(amina.get(f"/partijen/{town.tuin}/tijdlijn").text)
        assert "Laatste dag ingevuld: 31 december 2027" in html
        assert "Partijen: Buurttuin De Vliet, Gemeente Vlietdam" in html
        assert "in ‘2026-99-99’" in html
        assert town.gemeente not in html

    def test_a_stale_save_shows_both_texts(
        self, app: Flask, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        form = {
            "title": "Eerst",
            "kind": "convenant",
            "text": TEXT,
            "visibility": "intern",
            "version": "1",
        }
        assert amina.post(at(town, "wijzigen"), data=form).status_code == 303
        answer = amina.post(at(town, "wijzigen"), data=form | {"title": "Later"})
        assert answer.status_code == 409
        assert "Eerst" in answer.text
        assert "Later" in answer.text
        with stored(app, town.agreement) as agreement:
            assert agreement.title == "Eerst"
            assert agreement.version == 2

    def test_what_is_in_force_keeps_its_text(
        self, app: Flask, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        with stored(app, town.agreement) as agreement:
            agreement.status = "van_kracht"
        page = amina.get(at(town, "wijzigen")).text
        assert "in evaluatie" in page
        assert 'name="text"' not in page
        form = {"title": "Beheer tot 2030", "text": "Weg ermee", "visibility": "intern"}
        assert amina.post(at(town, "wijzigen"), data=form).status_code == 303
        with stored(app, town.agreement) as agreement:
            assert (agreement.title, agreement.text) == ("Beheer tot 2030", TEXT)


class TestMoving:
    def test_along_the_table(self, app: Flask, amina: FlaskClient, town: SimpleNamespace) -> None:
        for status in ("concept", "afstemming", "ter_ondertekening", "van_kracht"):
            assert f'value="{status}"' in amina.get(at(town)).text
            assert amina.post(at(town, "fase"), data={"to": status}).status_code == 303
        with stored(app, town.agreement) as agreement:
            assert agreement.status == "van_kracht"
            assert agreement.version == 5

    @pytest.mark.parametrize("to", ["van_kracht", "kwijt", ""])
    def test_a_move_outside_the_table_is_refused(
        self, app: Flask, amina: FlaskClient, town: SimpleNamespace, to: str
    ) -> None:
        answer = amina.post(at(town, "fase"), data={"to": to})
        assert answer.status_code == 422
        assert "Van ‘verkenning’ kunt u niet naar" in answer.text
        with stored(app, town.agreement) as agreement:
            assert (agreement.status, agreement.version) == ("verkenning", 1)

    def test_two_people_cannot_make_the_same_move(
        self, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        form = {"to": "concept", "version": "1"}
        assert amina.post(at(town, "fase"), data=form).status_code == 303
        again = amina.post(at(town, "fase"), data=form)
        assert again.status_code == 409
        assert "Er is niets veranderd." in again.text
        assert "Samen voor groen." in again.text

    def test_archive_and_back(self, amina: FlaskClient, town: SimpleNamespace) -> None:
        amina.post(at(town, "archiveren"))
        assert "Beheer van" not in amina.get("/overeenkomsten").text
        assert "Beheer van" in amina.get("/overeenkomsten?archief=ja").text
        assert amina.post(at(town, "fase"), data={"to": "concept"}).status_code == 422
        amina.post(at(town, "terugzetten"))
        assert "Beheer van" in amina.get("/overeenkomsten").text


class TestLinks:
    def test_attach_and_detach(self, app: Flask, amina: FlaskClient, town: SimpleNamespace) -> None:
        assert f'value="{town.link}"' in amina.get(at(town)).text
        form = {"link": town.link}
        assert amina.post(at(town, "verbindingen"), data=form).status_code == 303
        assert "Maak los" in amina.get(at(town)).text
        assert amina.post(at(town, "verbindingen"), data=form).status_code == 422
        loose = at(town, "verbindingen", town.link, "losmaken")
        assert amina.post(loose).status_code == 303
        assert amina.post(loose).status_code == 404

    def test_from_the_page_of_the_link(
        self, app: Flask, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        page = amina.get(f"/verbindingen/{town.link}").text
        assert f'value="{town.agreement}"' in page
        assert f"/overeenkomsten/nieuw?verbinding={town.link}" in page
        address = f"/verbindingen/{town.link}/overeenkomsten"
        answer = amina.post(address, data={"agreement": town.agreement})
        assert (answer.status_code, answer.location) == (303, f"/verbindingen/{town.link}")
        with stored(app, town.agreement) as agreement:
            assert [link.ref for link in agreement.links] == [town.link]
        assert amina.post(address, data={"agreement": town.agreement}).status_code == 303
        with stored(app, town.agreement) as agreement:
            assert agreement.version == 2
        assert "Beheer van de buurttuin" in amina.get(f"/verbindingen/{town.link}").text


class TestParties:
    def test_a_party_joins_somebody_signs_and_the_party_leaves(
        self, app: Flask, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        with app.app_context(), transaction():
            fonds = db.session.scalars(select(Party).where(Party.ref == town.fonds)).one()
            names = {"first_name": "Noor", "last_name": "Smit"}
            noor = add_person(values=names, actor=OPERATOR)
            open_role(noor, fonds, role="directeur", period=Period(), actor=OPERATOR)
            person = noor.ref
        answer = amina.post(at(town, "partijen", "toevoegen"), data={"party": "Fonds Vliet"})
        assert answer.status_code == 303
        assert "Noor Smit" in amina.get(answer.location).text
        form = {"person": person, "function": "directeur", "side": "andere_partner"}
        assert amina.post(answer.location, data=form).status_code == 303
        assert "Noor Smit , directeur" in words(amina.get(at(town)).text)
        assert amina.post(answer.location.replace("wijzigen", "verwijderen")).status_code == 303
        assert "Noor Smit" not in amina.get(at(town)).text

    def test_somebody_hidden_who_signs_is_not_lost_by_a_save(
        self, app: Flask, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        with stored(app, town.agreement) as agreement:
            signatory = agreement.signatories[0]
            names = {"last_name": "Geheim", "visibility": "vertrouwelijk"}
            signatory.person = add_person(values=names, actor=OPERATOR)
            ref = signatory.ref
        address = at(town, "partijen", ref, "wijzigen")
        assert "Geheim" not in amina.get(address).text
        form = {"person": "", "function": "trekker", "side": "bewonersinitiatief"}
        assert amina.post(address, data=form).status_code == 303
        with stored(app, town.agreement) as agreement:
            person: Person | None = agreement.signatories[0].person
            assert person is not None
            assert person.last_name == "Geheim"

    def test_nobody_signs_tomorrow(
        self, app: Flask, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        with stored(app, town.agreement) as agreement:
            ref = agreement.signatories[0].ref
        form = {"person": "", "side": "gemeente", "signed_on": "2026-11-23"}
        answer = amina.post(at(town, "partijen", ref, "wijzigen"), data=form)
        assert answer.status_code == 422
        assert "moet nog komen" in answer.text


class TestWhoSees:
    def posts(self, town: SimpleNamespace) -> list[str]:
        return [
            "/overeenkomsten/nieuw",
            at(town, "wijzigen"),
            at(town, "fase"),
            at(town, "archiveren"),
            at(town, "terugzetten"),
            at(town, "verbindingen"),
            at(town, "verbindingen", town.link, "losmaken"),
            at(town, "partijen", "toevoegen"),
            f"/verbindingen/{town.link}/overeenkomsten",
        ]

    def test_a_lezer_sees_nothing_internal(self, sign_in: SignIn, town: SimpleNamespace) -> None:
        bas = sign_in("bas")
        assert "Beheer van" not in bas.get("/overeenkomsten").text
        assert bas.get(at(town)).status_code == 404
        assert bas.get(at(town, "tijdlijn")).status_code == 404

    @pytest.mark.parametrize("name", ["bas", "dries"])
    def test_who_may_not_edit_changes_nothing(
        self, app: Flask, sign_in: SignIn, town: SimpleNamespace, name: str
    ) -> None:
        client = sign_in(name)
        for address in self.posts(town):
            assert client.post(address, data={"to": "concept"}).status_code == 403
        with stored(app, town.agreement) as agreement:
            assert agreement.version == 1

    def test_an_initiatiefnemer_reads_the_agreements_of_the_own_party(
        self, app: Flask, sign_in: SignIn, town: SimpleNamespace
    ) -> None:
        dries = sign_in("dries")
        assert dries.get(at(town)).status_code == 404
        give_access(app, "dries", town.tuin, "eigen")
        page = dries.get(at(town)).text
        assert "Samen voor groen" in page
        assert ">Wijzig<" not in page
        assert "Beheer van de buurttuin" in dries.get("/overeenkomsten").text

    @pytest.mark.parametrize("rest", [(), ("tijdlijn",), ("wijzigen",), ("partijen", "toevoegen")])
    def test_what_is_hidden_answers_as_what_does_not_exist(
        self, app: Flask, amina: FlaskClient, town: SimpleNamespace, rest: tuple[str, ...]
    ) -> None:
        with stored(app, town.agreement) as agreement:
            agreement.visibility = "vertrouwelijk"
        nowhere = SimpleNamespace(agreement="7b0a1d6e-54b0-4f2e-9a52-0c2f7de2c111")
        hidden, missing = amina.get(at(town, *rest)), amina.get(at(nowhere, *rest))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert without_tokens(hidden.text) == without_tokens(missing.text)
        assert amina.post(at(town, "fase"), data={"to": "concept"}).status_code == 404

    def test_reading_what_is_confidential_is_logged(
        self, app: Flask, amina: FlaskClient, town: SimpleNamespace
    ) -> None:
        with stored(app, town.agreement) as agreement:
            agreement.sensitive = True
        give_access(app, "amina", town.tuin, "houder")
        assert amina.get(at(town)).status_code == 200
        with app.app_context():
            assert db.session.scalars(select(Reading.subject_ref)).all() == [town.agreement]
        assert amina.get(at(town, "wijzigen")).status_code == 200
        with app.app_context():
            assert db.session.scalars(select(Reading.subject_ref)).all() == [town.agreement] * 2


def give_access(app: Flask, name: str, party_ref: str, why: str) -> None:
    with app.app_context(), transaction():
        party = db.session.scalars(select(Party).where(Party.ref == party_ref)).one()
        user = find_user(f"{name}@vlietdam.example")
        assert user is not None
        db.session.add(PartyAccess(user_id=user.id, party_id=party.id, why=why))


def without_tokens(html: str) -> str:
    without = re.sub(r'nonce="[^"]+"', "", html)
    return re.sub(r'name="csrf_token" value="[^"]+"', "", without)
