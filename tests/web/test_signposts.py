"""Wegwijzers, portfolios, consent, first contacts and teams, through the front door."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask

from crm.core.dates import Period
from crm.core.db import transaction
from crm.parties.queries import get_party
from crm.people.holding_operations import open_holding
from crm.people.operations import add_person, open_role
from crm.people.queries import get_person
from crm.taxonomy.operations import add_theme
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in
from tests.web.conftest import party


@pytest.fixture
def council(app: Flask, vlietdam: SimpleNamespace) -> SimpleNamespace:
    """The town with a council member, an alderman, a theme, a department and two teams."""
    with app.app_context(), transaction():
        hall = party("Gemeente Vlietdam", "gemeente")
        made = {"groen": add_theme("Groen", actor=OPERATOR)}
        for short, last_name, role in (
            ("samira", "Oulad", "raadslid"),
            ("marga", "Hof", "wethouder"),
        ):
            values = {"last_name": last_name, "phone": "06 1", "visibility": "netwerk"}
            made[short] = add_person(values=values, actor=OPERATOR)
            open_role(made[short], hall, role=role, period=Period(date(2024, 1, 1)), actor=OPERATOR)
        made["wijk"] = party("Gebiedsteam Wijk", "team")
        made["beheer"] = party("Afdeling Beheer", "afdeling")
        amina = get_person(vlietdam.amina, viewer=OPERATOR)
        for team in (made["wijk"], made["beheer"]):
            open_role(amina, team, role="ambtenaar", period=Period(), actor=OPERATOR)
        refs = {name: one.ref for name, one in made.items()}
    return SimpleNamespace(**{**vars(vlietdam), **refs})


class TestWegwijzers:
    def test_made_found_and_ended(self, app: Flask, council: SimpleNamespace) -> None:
        amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
        assert "/wegwijzers" not in bas.get("/").text
        at = f"/personen/{council.samira}/wegwijzer/nieuw"
        assert fill_in(amina, at, theme="").status_code == 422
        assert fill_in(amina, at, theme=council.groen, begins_on="1-3-2026").status_code == 303
        assert fill_in(amina, at, theme=council.groen).status_code == 422
        assert "/wegwijzers" in bas.get("/").text
        assert "Oulad" in bas.get("/wegwijzers?q=groe").text
        assert "Oulad" not in bas.get("/wegwijzers?q=zorg").text.split("<main")[1]
        assert "Wegwijzer voor" in bas.get("/zoeken?q=groen", headers={"Accept": "text/html"}).text
        assert "Oulad" in bas.get("/wegwijzers?vorm=csv").text
        page = amina.get(f"/personen/{council.samira}").text
        end = next(
            part for part in page.split('"') if part.endswith("/beeindigen") and "wegwijzer" in part
        )
        assert fill_in(amina, end, ends_on="20-11-2026").status_code == 303
        assert "Oulad" not in bas.get("/wegwijzers").text
        assert "20 november 2026" in bas.get(f"/personen/{council.samira}").text

    def test_only_in_politics(self, app: Flask, council: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        answer = fill_in(amina, f"/personen/{council.wil}/wegwijzer/nieuw", theme=council.groen)
        assert answer.status_code == 422
        assert "Alleen een raadslid of wethouder" in answer.text

    def test_a_portfolio_of_an_alderman(self, app: Flask, council: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        values = {"name": "wonen en wijken", "themes": council.groen}
        refused = fill_in(amina, f"/personen/{council.samira}/portefeuilles/nieuw", **values)
        assert refused.status_code == 422
        done = fill_in(amina, f"/personen/{council.marga}/portefeuilles/nieuw", **values)
        assert "wonen en wijken" in amina.get(done.location).text
        assert "Hof" in amina.get("/wegwijzers").text

    def test_who_may_not_see_the_person_sees_no_wegwijzer(
        self, app: Flask, council: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        fill_in(amina, f"/personen/{council.samira}/wegwijzer/nieuw", theme=council.groen)
        fill_in(amina, f"/personen/{council.samira}/wijzigen", visibility="intern")
        bas = sign_in(app, "bas")
        assert "Oulad" not in bas.get("/wegwijzers").text
        assert bas.get(f"/personen/{council.samira}").status_code == 404


class TestConsent:
    def test_given_and_taken_back(self, app: Flask, council: SimpleNamespace) -> None:
        amina, at = sign_in(app, "amina"), f"/personen/{council.dries}/openbare-naam"
        assert fill_in(amina, at, how="").status_code == 422
        assert fill_in(amina, at, on="1-1-2030", how="Aan tafel").status_code == 422
        answer = fill_in(amina, at, on="3-3-2026", how="Aan tafel, tegen Amina")
        page = amina.get(answer.location).text
        assert "Toestemming sinds 3 maart 2026" in page
        assert "Aan tafel, tegen Amina" in page
        amina.post(f"{at}/intrekken")
        assert "Toestemming ingetrokken op 22 november 2026" in amina.get(answer.location).text

    def test_the_name_leaves_what_everybody_sees(
        self, app: Flask, council: SimpleNamespace
    ) -> None:
        amina, at = sign_in(app, "amina"), f"/personen/{council.dries}"
        fill_in(amina, f"{at}/openbare-naam", how="Aan tafel")
        fill_in(amina, f"{at}/wijzigen", visibility="openbaar")
        amina.post(f"{at}/openbare-naam/intrekken")
        with app.app_context():
            person = get_person(council.dries, viewer=OPERATOR)
            assert (person.visibility, person.public_name_since) == ("netwerk", None)


class TestFirstContact:
    def test_one_at_a_time(self, app: Flask, council: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        for person in (council.wil, council.samira):
            fill_in(
                amina,
                f"/personen/{person}/rollen/nieuw",
                party="Basisschool De Kring",
                role="bestuurder",
                is_first_contact="y",
                begins_on="1-9-2026",
            )
        assert "· eerste aanspreekpunt" not in amina.get(f"/personen/{council.wil}").text
        at = f"/personen/{council.wil}/rollen/{council.rol}/eerste-aanspreekpunt"
        assert amina.post(at).status_code == 303
        page = amina.get(f"/partijen/{council.school}").text.split('id="bellen"')[1]
        assert page.index("Wil Bos") < page.index("Oulad")


class TestHolders:
    def test_a_team_holds_a_party(self, app: Flask, council: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        at = f"/partijen/{council.school}/houders/nieuw"
        assert fill_in(amina, at, person=council.wijk, role="accounthouder").status_code == 303
        page = amina.get(f"/partijen/{council.wijk}").text
        team = page.split('id="team"')[1].split("</section>")[0]
        assert "Basisschool De Kring" in team
        assert "Ook bij" in team
        assert "Afdeling Beheer" in team

    def test_a_council_member_is_only_ambassadeur(
        self, app: Flask, council: SimpleNamespace
    ) -> None:
        amina, at = sign_in(app, "amina"), f"/partijen/{council.school}/houders/nieuw"
        answer = fill_in(amina, at, person=council.samira, role="accounthouder")
        assert answer.status_code == 422
        assert "alleen ambassadeur" in answer.text
        assert fill_in(amina, at, person=council.samira, role="ambassadeur").status_code == 303
        assert "ambassadeur" in amina.get(f"/personen/{council.samira}").text


class TestFormer:
    def test_who_left_is_former_with_who_came_after(
        self, app: Flask, council: SimpleNamespace
    ) -> None:
        with app.app_context(), transaction():
            school = get_party(council.school, viewer=OPERATOR)
            joke = add_person(values={"last_name": "Jansen"}, actor=OPERATOR)
            then = Period(date(2020, 1, 1), date(2025, 3, 1))
            open_role(joke, school, role="directeur", period=then, actor=OPERATOR)
            held = {"role": "vaste_contactpersoon", "actor": OPERATOR}
            open_holding(school, person=joke, period=then, **held)
            chantal = get_person(council.chantal, viewer=OPERATOR)
            open_holding(school, person=chantal, period=Period(date(2025, 3, 1)), **held)
            ref = joke.ref
        amina = sign_in(app, "amina")
        page = amina.get(f"/personen/{ref}").text
        assert "Niet meer actief" in page
        former = page.split("Niet meer actief")[1].split("</section>")[0]
        assert "Wil Bos" in former
        assert "Chantal de Boer" in former
        assert "Niet meer actief" not in amina.get(f"/personen/{council.wil}").text
        assert "vroeger" in amina.get("/personen?q=jansen").text
