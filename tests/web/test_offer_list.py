"""Aanbod en gevraagd: one list of what all offer and need, and who answers."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask

from crm.core.db import transaction
from crm.parties.operations import change_party
from crm.parties.queries import get_party
from crm.resources.listing import offers_to_ask_again
from crm.resources.operations import add_offer, change_offer
from crm.resources.queries import get_offer
from crm.taxonomy.operations import add_theme
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in

LIST = "/aanbod-en-gevraagd"


@pytest.fixture
def hall(app: Flask, vlietdam: SimpleNamespace) -> str:
    """The ref of what the school offers."""
    with app.app_context(), transaction():
        school = get_party(vlietdam.school, viewer=OPERATOR)
        values = {"direction": "biedt", "title": "een zaal op dinsdag"}
        values |= {"themes": [add_theme("Ontmoeten", actor=OPERATOR)]}
        return add_offer(school, values=values, actor=OPERATOR).ref


class TestList:
    @pytest.mark.parametrize(
        ("asked", "garden", "school"),
        [
            ("", True, True),
            ("?richting=zoekt", True, False),
            ("?soort=faciliteit", True, True),
            ("?soort=geld", False, False),
            ("?thema=Ontmoeten", False, True),
            ("?stand=voorbij", False, False),
        ],
    )
    def test_narrowed(
        self,
        app: Flask,
        vlietdam: SimpleNamespace,
        hall: str,
        asked: str,
        garden: bool,
        school: bool,
    ) -> None:
        page = sign_in(app, "dries").get(LIST + asked).text
        assert ("een schuur" in page) is garden
        assert ("een zaal op dinsdag" in page) is school

    def test_an_unknown_kind_is_refused(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        assert sign_in(app, "bas").get(f"{LIST}?soort=goud").status_code == 400

    def test_leaves_as_a_file(self, app: Flask, vlietdam: SimpleNamespace, hall: str) -> None:
        bas, dries = sign_in(app, "bas"), sign_in(app, "dries")
        assert "een zaal op dinsdag" in bas.get(f"{LIST}?vorm=csv").text
        assert dries.get(f"{LIST}?vorm=csv").status_code == 403

    def test_what_is_over_lapses_by_itself(
        self, app: Flask, vlietdam: SimpleNamespace, hall: str
    ) -> None:
        with app.app_context(), transaction():
            offer = get_offer(hall, viewer=OPERATOR)
            change_offer(offer, values={"valid_until": date(2026, 11, 21)}, actor=OPERATOR)
        amina = sign_in(app, "amina")
        assert "een zaal op dinsdag" not in amina.get(LIST).text
        assert "vervallen" in amina.get(f"{LIST}?stand=voorbij").text


class TestAnswer:
    def test_the_own_initiative_answers(
        self, app: Flask, vlietdam: SimpleNamespace, hall: str
    ) -> None:
        dries = sign_in(app, "dries")
        assert "Dat willen wij graag" in dries.get(LIST).text
        answer = dries.post(f"{LIST}/{hall}/reageren", data={"party": vlietdam.tuin})
        page = dries.get(answer.location).text
        assert "Basisschool De Kring ziet dat u reageert." in page
        assert "Dat willen wij graag" not in page

    def test_not_for_somebody_else_nor_to_oneself(
        self, app: Flask, vlietdam: SimpleNamespace, hall: str
    ) -> None:
        dries = sign_in(app, "dries")
        as_school = dries.post(f"{LIST}/{hall}/reageren", data={"party": vlietdam.school})
        assert as_school.status_code == 403
        own = dries.post(f"{LIST}/{vlietdam.aanbod}/reageren", data={"party": vlietdam.tuin})
        assert "Dit is van uzelf." in dries.get(own.location).text
        amina = sign_in(app, "amina")
        assert amina.post(f"{LIST}/{hall}/reageren").status_code == 403

    def test_the_town_hall_notes_who_did_and_who_fulfilled(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        address = f"/partijen/{vlietdam.tuin}/biedt-en-zoekt/{vlietdam.aanbod}/wijzigen"
        assert fill_in(amina, address, answered="Basisschool De Kring").status_code == 303
        assert "Basisschool De Kring" in amina.get(LIST).text
        assert fill_in(amina, address, fulfilled_by=[vlietdam.school]).status_code == 303
        assert "een schuur" not in amina.get(LIST).text
        over = amina.get(f"{LIST}?stand=voorbij").text
        assert "vervulde het" in over

    def test_who_fulfilled_it_is_named_at_once(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        address = f"/partijen/{vlietdam.tuin}/biedt-en-zoekt/{vlietdam.aanbod}/wijzigen"
        assert fill_in(amina, address, fulfilled="Buurttuin De Vliet").status_code == 422
        assert fill_in(amina, address, fulfilled="Basisschool De Kring").status_code == 303
        over = amina.get(f"{LIST}?stand=voorbij").text
        assert "Basisschool De Kring</a> vervulde het" in over
        bas, own = sign_in(app, "bas"), f"/partijen/{vlietdam.tuin}"
        assert "vervuld door <a" in bas.get(own).text
        with app.app_context(), transaction():
            school = get_party(vlietdam.school, viewer=OPERATOR)
            change_party(school, values={"visibility": "intern"}, actor=OPERATOR)
        page = bas.get(own).text
        assert "vervuld" in page
        assert "vervuld door" not in page
        assert vlietdam.school not in page


class TestAskAgain:
    def test_near_its_last_day_and_kept(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        with app.app_context(), transaction():
            offer = get_offer(vlietdam.aanbod, viewer=OPERATOR)
            change_offer(offer, values={"valid_until": date(2026, 12, 1)}, actor=OPERATOR)
        with app.app_context():
            garden = get_party(vlietdam.tuin, viewer=OPERATOR)
            [asked] = offers_to_ask_again([garden], viewer=OPERATOR)
            assert asked.title == "een schuur"
        dries = sign_in(app, "dries")
        assert "Geldt dit nog?" in dries.get("/").text
        keep = f"/partijen/{vlietdam.tuin}/biedt-en-zoekt/{vlietdam.aanbod}/geldt-nog"
        answer = dries.post(keep)
        page = dries.get(answer.location).text
        assert "22 november 2027" in page
        assert "Geldt dit nog?" not in page
        assert sign_in(app, "bas").post(keep).status_code == 403
