"""Wat staat er open: one list of what was to follow, through the front door."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from crm.core.db import transaction
from crm.links.operations import record_moment
from crm.parties.queries import get_party
from crm.people.queries import get_person
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in

LIST = "/wat-staat-er-open"
THEN = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def more(app: Flask, vlietdam: SimpleNamespace) -> None:
    """Something with the school, that is nobody's in particular."""
    with app.app_context(), transaction():
        school = get_party(vlietdam.school, viewer=OPERATOR)
        values = {"parties": [school], "subject": "Plein", "follow_up": "Tekening sturen"}
        record_moment(values={**values, "follow_up_on": date(2026, 12, 3)}, actor=OPERATOR)


class TestList:
    def test_mine_and_everybody_s_late_first(
        self, app: Flask, vlietdam: SimpleNamespace, more: None
    ) -> None:
        amina = sign_in(app, "amina")
        own = amina.get(LIST).text
        assert "Beheer bellen" in own
        assert "6 dagen te laat" in own
        assert "Tekening sturen" not in own
        everything = amina.get(f"{LIST}?van=iedereen").text
        assert everything.index("Beheer bellen") < everything.index("Tekening sturen")
        late = amina.get(f"{LIST}?van=iedereen&stand=te_laat").text
        assert "Tekening sturen" not in late

    def test_leaves_as_a_file(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        file = sign_in(app, "amina").get(f"{LIST}?vorm=csv").text
        assert "Beheer bellen,2026-11-16,6," in file

    def test_for_the_town_hall_only(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        for name in ("bas", "dries"):
            browser = sign_in(app, name)
            assert browser.get(LIST).status_code == 403
            assert LIST not in browser.get("/").text

    def test_done_in_one_click_and_gone_from_the_menu(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        assert f'href="{LIST}"' in amina.get("/partijen").text
        done = f"/partijen/{vlietdam.tuin}/contact/{vlietdam.moment}/afgerond"
        answer = amina.post(done, data={"terug": "open"})
        assert answer.location == LIST
        assert "Afgerond: Beheer bellen." in amina.get(answer.location).text
        assert f'href="{LIST}"' not in amina.get("/partijen").text


class TestWithoutParty:
    def test_has_a_page_and_a_way_to_it(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        assert "Zonder partij" not in amina.get(LIST).text
        with app.app_context(), transaction():
            wil = get_person(vlietdam.wil, viewer=OPERATOR)
            values = {"people": [wil], "subject": "Wil belde", "happened_at": THEN}
            values |= {"follow_up": "Uitzoeken voor wie"}
            ref = record_moment(values=values, actor=OPERATOR).ref
        address = f"/contactmomenten/{ref}"
        assert f'href="{address}"' in amina.get(f"{LIST}?van=iedereen").text
        assert f'href="{address}"' in amina.get(f"{LIST}?van=zonder").text
        assert f'href="{address}/wijzigen"' in amina.get(address).text
        assert amina.post(f"{address}/afgerond", data={"terug": "zonder"}).status_code == 303
        named = fill_in(amina, f"{address}/wijzigen", also="Basisschool De Kring")
        assert named.location.startswith(f"/partijen/{vlietdam.school}/contact/")
        assert amina.get(address).location == named.location
        assert sign_in(app, "bas").get(address).status_code == 404

    def test_nobody_is_refused_in_the_form(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        with app.app_context(), transaction():
            wil = get_person(vlietdam.wil, viewer=OPERATOR)
            values = {"people": [wil], "subject": "Vraag", "happened_at": THEN}
            ref = record_moment(values=values, actor=OPERATOR).ref
        amina, address = sign_in(app, "amina"), f"/contactmomenten/{ref}/wijzigen"
        assert fill_in(amina, address, people=[]).status_code == 422
        assert fill_in(amina, address, place="op de markt").location == f"/contactmomenten/{ref}"
        assert amina.post(f"/contactmomenten/{ref}/archiveren").status_code == 303
