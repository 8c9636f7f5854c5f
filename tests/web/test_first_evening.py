"""The first evening through the front door: questions, a pasted list, parties, who holds them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.accounts.queries import setting
from crm.audit.models import Event
from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.people.holding_operations import open_holding
from crm.people.models import AccountHolding, ContactRole, Person
from crm.taxonomy.models import Area, Theme
from tests import cast
from tests.support.settings import TODAY

LIST = """Buurttuin De Vliet\tOost\tJan de Vries\t06-12345678\tjan@tuin.example
Schooltuin De Kring\tOost\tRia Bos\t\t
Basisschool De Kring\tOost\t\t\t
De Soepbus\tHaven\tJan de Vries\t06 123 45 678\t
stichting de soepbus\tHaven\t\t\t
"""
ANSWERS = {"municipality": "Gemeente Vlietdam", "places": "Oost, Haven\nOost", "alone": "ja"}
Enter = Callable[[str], FlaskClient]


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Make somebody of the cast, and a browser in which they are signed in."""

    def enter(name: str) -> FlaskClient:
        with app.app_context(), transaction():
            cast.enter(name)
        return cast.sign_in(app, name)

    return enter


def fields_of(html: str) -> dict[str, str]:
    """What a browser would send of the form with the lines, without a script."""
    form = html.split('<form class="card form pasted"')[1].split("</form>", maxsplit=1)[0]
    sent = {}
    for tag in re.findall(r"<input([^>]*)>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in said and (said["type"] != "checkbox" or re.search(r"\schecked\b", tag)):
            sent[said["name"]] = unescape(said["value"])
    for name, options in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent


def refs(app: Flask, *names: str) -> list[str]:
    with app.app_context():
        by_name = dict(db.session.execute(select(Party.name, Party.ref)).all())
    return [by_name[name] for name in names]


def count(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


class TestQuestions:
    @pytest.mark.parametrize("name", ["amina", "beheer"])
    def test_an_empty_system_starts_with_them(self, enter: Enter, name: str) -> None:
        browser = enter(name)
        assert browser.get("/").location == "/eerste-avond"
        assert "Drie vragen" in browser.get("/eerste-avond").text

    @pytest.mark.parametrize("name", ["bas", "dries"])
    def test_not_for_who_may_not_add(self, enter: Enter, name: str) -> None:
        browser = enter(name)
        assert browser.get("/").status_code == 200
        assert browser.get("/eerste-avond").status_code == 403
        assert browser.post("/eerste-avond", data=ANSWERS).status_code == 403

    def test_make_the_town(self, app: Flask, enter: Enter) -> None:
        browser = enter("beheer")
        assert browser.post("/eerste-avond", data=ANSWERS).location == "/eerste-avond/namen"
        with app.app_context():
            areas = db.session.execute(
                select(Area.name, Area.kind, Area.code).order_by(Area.sort_key)
            ).all()
            assert areas == [
                ("Haven", "kern", "haven"),
                ("Oost", "kern", "oost"),
                ("Vlietdam", "gemeente", "vlietdam"),
            ]
            role = db.session.scalars(select(ContactRole)).one()
            assert (role.role, role.party.name, role.begins_on) == (
                "ambtenaar",
                "Gemeente Vlietdam",
                TODAY,
            )
            assert setting("network_name") == "Vlietdam"
            tags = set(db.session.scalars(select(Event.tag)))
            assert {"setting.changed", "area.created", "party.created", "role.opened"} <= tags

    def test_are_asked_once(self, app: Flask, enter: Enter) -> None:
        browser = enter("amina")
        browser.post("/eerste-avond", data=ANSWERS)
        assert browser.post("/eerste-avond", data=ANSWERS).location == "/eerste-avond/namen"
        assert count(app, Party) == 1

    def test_without_a_municipality(self, app: Flask, enter: Enter) -> None:
        answer = enter("amina").post("/eerste-avond", data={"places": "Oost"})
        assert answer.status_code == 422
        assert "Vul de naam van de gemeente in." in answer.text
        assert count(app, Party) == 0

    def test_a_village_of_one_place(self, app: Flask, enter: Enter) -> None:
        browser = enter("amina")
        browser.post("/eerste-avond", data={"municipality": "Vlietdam", "places": ""})
        html = browser.post("/eerste-avond/namen", data={"text": "Buurttuin"}).text
        browser.post("/eerste-avond/opslaan", data=fields_of(html))
        with app.app_context():
            party = db.session.scalars(select(Party).where(Party.name == "Buurttuin")).one()
            assert [area.name for area in party.areas] == ["Vlietdam"]


class TestNames:
    @pytest.fixture
    def browser(self, enter: Enter) -> FlaskClient:
        browser = enter("amina")
        browser.post("/eerste-avond", data=ANSWERS)
        return browser

    def test_show_what_was_understood_and_save_nothing(
        self, app: Flask, browser: FlaskClient
    ) -> None:
        html = browser.post("/eerste-avond/namen", data={"text": LIST}).text
        assert "Staat twee keer in uw lijst: De Soepbus." in html
        sent = fields_of(html)
        assert sent["rows-0-place"] == "Oost"
        assert sent["rows-0-theme"] == "Groen"
        assert sent["rows-2-kind"] == "school"
        assert "rows-3-take" in sent
        assert "rows-4-take" not in sent
        assert count(app, Party) == 1

    def test_become_parties_with_contact_and_holder(self, app: Flask, browser: FlaskClient) -> None:
        sent = fields_of(browser.post("/eerste-avond/namen", data={"text": LIST}).text)
        sent["rows-2-kind"] = "kennisinstelling"
        assert browser.post("/eerste-avond/opslaan", data=sent).location == "/eerste-avond/klaar"
        with app.app_context():
            parties = {party.name: party for party in db.session.scalars(select(Party))}
            assert set(parties) == {
                "Gemeente Vlietdam",
                "Buurttuin De Vliet",
                "Schooltuin De Kring",
                "Basisschool De Kring",
                "De Soepbus",
            }
            garden = parties["Buurttuin De Vliet"]
            assert [area.name for area in garden.areas] == ["Oost"]
            assert [theme.name for theme in garden.themes] == ["Groen"]
            assert parties["Basisschool De Kring"].kind == "kennisinstelling"
            contact = db.session.scalars(
                select(ContactRole).where(ContactRole.party_id == garden.id)
            ).one()
            assert contact.is_first_contact
            assert contact.person.name == "Jan de Vries"
            assert contact.person.phone == "06-12345678"
            # of two lines about one person, one person comes
            soup = parties["De Soepbus"].id
            role = db.session.scalars(select(ContactRole).where(ContactRole.party_id == soup)).one()
            assert role.person_id == contact.person_id
            holdings = db.session.scalars(select(AccountHolding)).all()
            assert {holding.party.name for holding in holdings} == {
                "Buurttuin De Vliet",
                "Schooltuin De Kring",
                "De Soepbus",
            }
            assert {holding.person.name for holding in holdings} == {"Amina El Idrissi"}
            assert count_themes() == 3

    def test_give_a_picture_and_chances(self, browser: FlaskClient) -> None:
        sent = fields_of(browser.post("/eerste-avond/namen", data={"text": LIST}).text)
        browser.post("/eerste-avond/opslaan", data=sent)
        html = browser.get("/eerste-avond/klaar").text
        assert "4 partijen zijn toegevoegd." in html
        assert 'class="edge edge--chance"' in html
        assert "Zelfde thema in hetzelfde gebied: Groen (in Oost)." in html
        assert "Kansen voor uw partijen" in browser.get("/").text

    def test_what_is_wrong_stands_above_and_saves_nothing(
        self, app: Flask, browser: FlaskClient
    ) -> None:
        sent = fields_of(browser.post("/eerste-avond/namen", data={"text": LIST}).text)
        for wrong, sentence in (
            ({"rows-0-email": "geen adres"}, "Dit lijkt geen e-mailadres."),
            ({"rows-1-name": " "}, "Vul de naam in, of haal het vinkje weg."),
            ({"rows-1-kind": "kasteel"}, "Kies iets uit de lijst."),
            ({"rows-1-theme": "x" * 201}, "Gebruik hooguit 200 tekens."),
        ):
            answer = browser.post("/eerste-avond/opslaan", data=sent | wrong)
            assert answer.status_code == 422, wrong
            assert sentence in answer.text, wrong
        none = {name: value for name, value in sent.items() if not name.endswith("take")}
        answer = browser.post("/eerste-avond/opslaan", data=none)
        assert answer.status_code == 422
        assert "ten minste één regel" in answer.text
        assert browser.post("/eerste-avond/opslaan", data={}).status_code == 422
        assert count(app, Party) == 1

    def test_a_line_that_stays_behind_is_not_checked(
        self, app: Flask, browser: FlaskClient
    ) -> None:
        sent = fields_of(browser.post("/eerste-avond/namen", data={"text": LIST}).text)
        sent["rows-4-name"] = ""
        assert browser.post("/eerste-avond/opslaan", data=sent).status_code == 303
        assert count(app, Party) == 5

    def test_nothing_to_read(self, browser: FlaskClient) -> None:
        for text in ("", "  \n ", "Naam\tPlaats"):
            answer = browser.post("/eerste-avond/namen", data={"text": text})
            assert answer.status_code == 422, text

    def test_the_same_list_again_is_all_double(self, app: Flask, browser: FlaskClient) -> None:
        sent = fields_of(browser.post("/eerste-avond/namen", data={"text": LIST}).text)
        browser.post("/eerste-avond/opslaan", data=sent)
        html = browser.post("/eerste-avond/namen", data={"text": LIST}).text
        assert not any(name.endswith("take") for name in fields_of(html))
        assert "Staat er al: De Soepbus." in html

    def test_a_hidden_party_is_not_named_as_double(self, app: Flask, browser: FlaskClient) -> None:
        with app.app_context(), transaction():
            values = {"name": "Geheim Plan", "kind": "coalitie", "visibility": "vertrouwelijk"}
            add_party(values=values, actor=cast.OPERATOR)
        html = browser.post("/eerste-avond/namen", data={"text": "geheim plan"}).text
        assert "Staat er al" not in html
        assert "Geheim Plan" not in html

    def test_with_colleagues_nobody_holds_them_yet(self, app: Flask, enter: Enter) -> None:
        browser = enter("chantal")
        browser.post("/eerste-avond", data=ANSWERS | {"alone": "nee"})
        sent = fields_of(browser.post("/eerste-avond/namen", data={"text": LIST}).text)
        browser.post("/eerste-avond/opslaan", data=sent)
        assert count(app, AccountHolding) == 0
        assert "Zonder vaste contactpersoon" in browser.get("/").text


def count_themes() -> int:
    return db.session.scalar(select(func.count()).select_from(Theme)) or 0


class TestAssigning:
    @pytest.fixture
    def browser(self, app: Flask) -> FlaskClient:
        """Amina, with three gardens of which Chantal holds one."""
        with app.app_context(), transaction():
            cast.enter("amina")
            chantal = cast.enter("chantal")
            made = [
                add_party(values={"name": name, "kind": "bewonersinitiatief"}, actor=cast.OPERATOR)
                for name in ("Tuin Noord", "Tuin Oost", "Tuin Zuid")
            ]
            open_holding(
                made[2],
                person=chantal,
                role="vaste_contactpersoon",
                period=Period(TODAY.replace(year=2025)),
                actor=cast.OPERATOR,
            )
        return cast.sign_in(app, "amina")

    def test_lists_who_has_nobody(self, browser: FlaskClient) -> None:
        everybody = browser.get("/partijen/toewijzen").text
        assert "Tuin Zuid" in everybody
        without = browser.get("/partijen/toewijzen?zonder=ja&q=tuin").text
        assert "Tuin Noord" in without
        assert "Tuin Zuid" not in without
        assert browser.get("/partijen/toewijzen?zonder=misschien").status_code == 400
        listed = browser.get("/partijen?q=tuin&pagina=1").text
        assert 'href="/partijen/toewijzen?q=tuin"' in listed

    def test_says_first_what_will_happen(self, app: Flask, browser: FlaskClient) -> None:
        answer = browser.post("/partijen/toewijzen", data=self.wish(app, "amina"))
        assert answer.status_code == 200
        assert "Geef 2 partijen aan Amina El Idrissi?" in answer.text
        kept = answer.text.split("Deze blijven zoals ze zijn")[1]
        assert "Tuin Zuid</a>: Chantal de Boer" in kept
        assert count(app, AccountHolding) == 1

    def test_gives_those_that_are_free(self, app: Flask, browser: FlaskClient) -> None:
        answer = browser.post("/partijen/toewijzen/bevestigd", data=self.wish(app, "amina"))
        assert answer.status_code == 303
        with app.app_context():
            held = {
                holding.party.name: (holding.person.name, holding.begins_on)
                for holding in db.session.scalars(select(AccountHolding))
            }
        assert held == {
            "Tuin Noord": ("Amina El Idrissi", TODAY),
            "Tuin Oost": ("Amina El Idrissi", TODAY),
            "Tuin Zuid": ("Chantal de Boer", TODAY.replace(year=2025)),
        }

    def test_again_changes_nothing(self, app: Flask, browser: FlaskClient) -> None:
        wish = self.wish(app, "amina")
        browser.post("/partijen/toewijzen/bevestigd", data=wish)
        browser.post("/partijen/toewijzen/bevestigd", data=wish)
        assert count(app, AccountHolding) == 3
        assert "Er is niets te geven" in browser.post("/partijen/toewijzen", data=wish).text

    def test_needs_a_colleague_a_day_and_a_party(self, app: Flask, browser: FlaskClient) -> None:
        wish = self.wish(app, "amina")
        for wrong, sentence in (
            ({"person": ""}, "Kies een collega uit de lijst."),
            ({"begins_on": "31-2-2026"}, "Dit is geen datum."),
            ({"partij": []}, "Zet een vinkje"),
        ):
            answer = browser.post("/partijen/toewijzen", data=wish | wrong)
            assert answer.status_code == 422, wrong
            assert sentence in answer.text, wrong
            ticked = browser.post("/partijen/toewijzen?vinkjes=alle", data=wish | wrong).text
            assert ticked.count(" checked") == len((wish | wrong)["partij"])
            browser.post("/partijen/toewijzen/bevestigd", data=wish | wrong)
        assert count(app, AccountHolding) == 1

    def test_a_hidden_party_cannot_be_given(self, app: Flask, browser: FlaskClient) -> None:
        with app.app_context(), transaction():
            values = {"name": "Geheim", "kind": "coalitie", "visibility": "vertrouwelijk"}
            add_party(values=values, actor=cast.OPERATOR)
        wish = self.wish(app, "amina") | {"partij": refs(app, "Geheim")}
        assert browser.post("/partijen/toewijzen", data=wish).status_code == 422
        browser.post("/partijen/toewijzen/bevestigd", data=wish)
        assert count(app, AccountHolding) == 1

    @pytest.mark.parametrize("name", ["bas", "dries"])
    def test_not_for_others(self, enter: Enter, name: str) -> None:
        browser = enter(name)
        assert browser.get("/partijen/toewijzen").status_code == 403
        assert browser.post("/partijen/toewijzen/bevestigd").status_code == 403

    def wish(self, app: Flask, name: str) -> dict[str, Any]:
        with app.app_context():
            person = db.session.scalars(
                select(Person.ref).where(Person.email == cast.email_of(name))
            ).one()
        return {
            "person": person,
            "begins_on": TODAY.isoformat(),
            "partij": refs(app, "Tuin Noord", "Tuin Oost", "Tuin Zuid"),
        }
