"""Wat staat er open: one list of what was to follow, through the front door."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask

from crm.core.db import transaction
from crm.links.operations import record_moment
from crm.parties.queries import get_party
from tests.cast import OPERATOR, sign_in

LIST = "/wat-staat-er-open"


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
