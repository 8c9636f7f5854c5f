"""What each side of a link says, through the front door: proposing, confirming, keeping alive."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask

from crm.core.db import transaction
from crm.links.operations import change_link
from crm.links.queries import get_link
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send
from tests.web.conftest import party

PROPOSE = "/verbindingen/voorstellen"


@pytest.fixture
def bees(app: Flask, vlietdam: SimpleNamespace) -> str:
    """The ref of an initiative that everybody in the network sees."""
    with app.app_context(), transaction():
        return party("Imkers Vlietdam", "bewonersinitiatief").ref


def proposed(app: Flask) -> str:
    """The address of a link that Dries proposes with the bees."""
    dries = sign_in(app, "dries")
    answer = fill_in(dries, PROPOSE, other="Imkers Vlietdam", kind="werkt_samen_met")
    assert answer.status_code == 303
    return answer.location


class TestPropose:
    def test_only_both_sides_and_the_town_hall_see_it(
        self, app: Flask, vlietdam: SimpleNamespace, bees: str
    ) -> None:
        at = proposed(app)
        for name, status in (("dries", 200), ("amina", 200), ("bas", 404)):
            assert sign_in(app, name).get(at).status_code == status, name
        page = sign_in(app, "dries").get(at).text
        assert "voorgesteld" in page
        assert "Bevestigd op" in page
        assert "door Dries Vermeer" in page
        assert "Wacht op een ja van de ander." in sign_in(app, "dries").get("/").text

    def test_it_runs_when_the_town_hall_heard_the_other_say_yes(
        self, app: Flask, vlietdam: SimpleNamespace, bees: str
    ) -> None:
        at = proposed(app)
        amina = sign_in(app, "amina")
        assert "1 voorgestelde verbinding wacht" in amina.get("/").text
        side = f"{at}/kanten/{bees}"
        assert fill_in(amina, side, confirmed_on="2027-01-01").status_code == 422
        unsaid = fill_in(amina, side, confirmed_on="2026-11-01")
        assert "Kies hoe u dit hoorde." in unsaid.text
        said = send(amina, side, unsaid.text, confirmed_how="telefoon", level_experienced="2")
        assert said.status_code == 303
        page = amina.get(at).text
        assert "Bevestigd op 1 november 2026 (telefoon)" in page
        assert "Ervaart niveau 2" in page
        assert ">actief<" in page
        assert sign_in(app, "bas").get(at).status_code == 200

    def test_what_is_there_already_is_not_proposed_again(
        self, app: Flask, vlietdam: SimpleNamespace, bees: str
    ) -> None:
        at = proposed(app)
        answer = fill_in(sign_in(app, "dries"), PROPOSE, other="Imkers Vlietdam")
        assert answer.status_code == 422
        assert at in answer.text

    def test_a_clash_with_something_hidden_does_not_say_what(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        with app.app_context(), transaction():
            link = get_link(vlietdam.link, viewer=OPERATOR)
            change_link(link, values={"visibility": "vertrouwelijk"}, actor=OPERATOR)
        answer = fill_in(sign_in(app, "dries"), PROPOSE, other="Basisschool De Kring",
                         kind="werkt_samen_met")  # fmt: skip
        assert answer.status_code == 422
        assert "Vraag het uw contactpersoon" in answer.text
        assert "bestaat al" not in answer.text

    def test_only_for_the_own_party(self, app: Flask, vlietdam: SimpleNamespace, bees: str) -> None:
        dries = sign_in(app, "dries")
        assert fill_in(dries, PROPOSE, own=bees, other="Vlietse Zaak").status_code == 422
        for name in ("bas", "amina"):
            assert sign_in(app, name).get(PROPOSE).status_code == 403

    def test_it_can_be_taken_back(self, app: Flask, vlietdam: SimpleNamespace, bees: str) -> None:
        at = proposed(app)
        dries = sign_in(app, "dries")
        assert dries.post(f"{at}/afwijzen").status_code == 303
        assert at not in dries.get("/").text


class TestConfirm:
    def test_the_other_side_says_yes_itself(
        self, app: Flask, vlietdam: SimpleNamespace, bees: str
    ) -> None:
        """The school's link was written down by the town hall; Dries confirms his end."""
        dries, side = sign_in(app, "dries"), f"/verbindingen/{vlietdam.link}/kanten/{vlietdam.tuin}"
        assert fill_in(dries, side, level_experienced="4").status_code == 303
        page = dries.get(f"/verbindingen/{vlietdam.link}").text
        assert "door Dries Vermeer (zelf, in Bruggenbouwer)" in page
        assert "Ervaart niveau 4: co-creatie (samen bedenken en maken)." in page
        assert "namens: ‘buurttuin de vliet’" in page.lower()

    def test_nobody_speaks_for_another(
        self, app: Flask, vlietdam: SimpleNamespace, bees: str
    ) -> None:
        school = f"/verbindingen/{vlietdam.link}/kanten/{vlietdam.school}"
        assert sign_in(app, "dries").get(school).status_code == 403
        assert sign_in(app, "bas").get(school).status_code == 403
        stranger = f"/verbindingen/{vlietdam.link}/kanten/{bees}"
        assert sign_in(app, "amina").get(stranger).status_code == 404

    def test_a_hidden_person_is_not_named_and_stays(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        """Wil is for the town hall only: Bas reads that the school said yes, not who."""
        amina, side = (
            sign_in(app, "amina"),
            f"/verbindingen/{vlietdam.link}/kanten/{vlietdam.school}",
        )
        said = {"confirmed_on": "2026-11-01", "confirmed_how": "gesprek", "person": vlietdam.wil}
        assert fill_in(amina, side, **said).status_code == 303
        assert "door Wil Bos" in amina.get(f"/verbindingen/{vlietdam.link}").text
        page = sign_in(app, "bas").get(f"/verbindingen/{vlietdam.link}").text
        assert "Bevestigd op 1 november 2026 (gesprek)" in page
        assert "Wil Bos" not in page

    def test_two_who_say_it_at_once_see_both(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, side = (
            sign_in(app, "amina"),
            f"/verbindingen/{vlietdam.link}/kanten/{vlietdam.school}",
        )
        opened = amina.get(side).text
        assert fill_in(amina, side, level_experienced="2").status_code == 303
        assert send(amina, side, opened, level_experienced="5").status_code == 409


class TestKeep:
    def test_strained_and_well_again(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, at = sign_in(app, "amina"), f"/verbindingen/{vlietdam.link}"
        assert f"{at}/in-leven-houden" in amina.get(f"{at}/beeindigen").text
        assert fill_in(amina, f"{at}/in-leven-houden").status_code == 422
        step = {"next_step": "Samen om tafel", "next_step_on": "2026-12-01"}
        assert fill_in(amina, f"{at}/in-leven-houden", **step).status_code == 303
        page = amina.get(at).text
        assert "onder druk" in page
        assert "Samen om tafel, 1 december 2026" in page
        assert fill_in(amina, f"{at}/in-leven-houden", status="actief").status_code == 303
        assert "Volgende stap" not in amina.get(at).text.split("Tijdlijn")[0]
