"""People through the front door: who they are, their roles, and which parties they hold."""

from __future__ import annotations

import re
from types import SimpleNamespace

from flask import Flask

from tests.cast import sign_in
from tests.page import fill_in, send


class TestPerson:
    def test_a_new_person_with_a_role(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        answer = fill_in(
            amina,
            "/personen/nieuw",
            first_name="Noor",
            last_name="Smit",
            party="buurttuin de vliet",
            role="vrijwilliger",
        )
        assert answer.status_code == 303
        page = amina.get(answer.location).text
        assert "Noor Smit" in page
        assert "Buurttuin De Vliet" in page
        assert "vrijwilliger" in page

    def test_a_name_that_fits_several_parties_comes_back_with_a_choice(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        answer = fill_in(amina, "/personen/nieuw", last_name="Smit", party="kring")
        assert answer.status_code == 422
        assert "Welke bedoelt u?" in answer.text
        assert f'name="party_ref" value="{vlietdam.school}"' in answer.text
        again = send(amina, "/personen/nieuw", answer.text, party_ref=vlietdam.school)
        assert "Basisschool De Kring" in amina.get(again.location).text

    def test_a_hidden_party_is_as_unknown_as_any(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        for party in ("Vlietse Zaak", vlietdam.zaak):
            answer = fill_in(amina, "/personen/nieuw", last_name="Smit", party=party)
            assert answer.status_code == 422
            assert "Wij kennen geen partij" in answer.text

    def test_a_refusal_keeps_what_was_typed(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        typed = {"last_name": "", "email": "noor", "expertise": "Water & riool"}
        answer = fill_in(amina, "/personen/nieuw", **typed)
        assert answer.status_code == 422
        assert 'id="last_name-fout"' in answer.text
        assert 'id="email-fout"' in answer.text
        assert "Water &amp; riool" in answer.text

    def test_a_stale_save_shows_both(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/personen/{vlietdam.wil}/wijzigen"
        opened = amina.get(address).text
        fill_in(amina, address, function="hoofd")
        conflict = send(amina, address, opened, function="directeur-bestuurder")
        assert conflict.status_code == 409
        assert "hoofd" in conflict.text
        assert "directeur-bestuurder" in conflict.text

    def test_internal_people_are_for_the_town_hall(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        assert "Wil Bos" in sign_in(app, "amina").get("/personen").text
        for name in ("bas", "dries"):
            browser = sign_in(app, name)
            assert "Wil Bos" not in browser.get("/personen").text
            assert browser.get(f"/personen/{vlietdam.wil}").status_code == 404
            assert browser.get(f"/personen/{vlietdam.wil}/wijzigen").status_code in (403, 404)

    def test_away_and_back(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        amina.post(f"/personen/{vlietdam.wil}/archiveren")
        assert "Wil Bos" not in amina.get("/personen").text.split("<main")[1]
        amina.post(f"/personen/{vlietdam.wil}/terugzetten")
        assert "Wil Bos" in amina.get("/personen").text


class TestRole:
    def test_a_second_role_leaves_the_first(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        answer = fill_in(
            amina,
            f"/personen/{vlietdam.wil}/rollen/nieuw",
            party="Buurttuin De Vliet",
            role="bestuurder",
            begins_on="1-9-2026",
        )
        page = amina.get(answer.location).text
        assert "directeur" in page
        assert "bestuurder" in page

    def test_an_ended_role_stays_in_the_history(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        address = f"/personen/{vlietdam.wil}/rollen/{vlietdam.rol}/beeindigen"
        assert fill_in(amina, address, ends_on="1-1-2020").status_code == 422
        assert fill_in(amina, address, ends_on="31-10-2026").status_code == 303
        assert "31 oktober 2026" in amina.get(f"/personen/{vlietdam.wil}").text

    def test_no_role_of_somebody_else(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        address = f"/personen/{vlietdam.amina}/rollen/{vlietdam.rol}/beeindigen"
        assert amina.get(address).status_code == 404


class TestHolding:
    def test_two_vaste_contactpersonen_at_once_are_refused_at_the_field(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/houders/nieuw"
        answer = fill_in(amina, address, person=vlietdam.chantal, role="vaste_contactpersoon")
        assert answer.status_code == 422
        assert "field__error" in answer.text
        assert f'selected value="{vlietdam.chantal}"' in answer.text
        assert fill_in(amina, address, person="", role="vervanger").status_code == 422

    def test_one_after_the_other(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        start = f"/partijen/{vlietdam.tuin}/houders"
        ended = fill_in(amina, f"{start}/{vlietdam.houder}/beeindigen", ends_on="21-11-2026")
        assert ended.status_code == 303
        opened = fill_in(
            amina, f"{start}/nieuw", person=vlietdam.chantal, role="vaste_contactpersoon"
        )
        assert opened.status_code == 303
        page = amina.get(opened.location).text
        assert "Chantal de Boer" in page
        assert "21 november 2026" in page


class TestFirstContact:
    def test_two_periods_read_as_one_stay(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, at = sign_in(app, "amina"), "rollen/nieuw"
        garden = {"party": "Buurttuin De Vliet", "is_first_contact": "y"}
        # known beforehand, while there is nobody today
        school = {"party": "Basisschool De Kring", "is_first_contact": "y"}
        later = {"role": "trekker", "begins_on": "1-4-2027"}
        fill_in(amina, f"/personen/{vlietdam.chantal}/{at}", **later, **school)
        add_end = f"/personen/{vlietdam.wil}/rollen/{vlietdam.rol}/beeindigen"
        fill_in(amina, add_end, ends_on="31-1-2026")
        told = amina.get(f"/partijen/{vlietdam.school}").text
        assert "nog niet bekend" in told
        assert "Vanaf 1 april 2027:" in told
        wil = fill_in(
            amina, f"/personen/{vlietdam.wil}/{at}", role="trekker", begins_on="1-9-2025", **garden
        ).location
        fill_in(
            amina,
            f"/personen/{vlietdam.chantal}/{at}",
            role="bestuurder",
            begins_on="1-3-2027",
            **garden,
        )
        page = amina.get(wil).text
        assert page.count('trekker bij <a class="row__name"') == 1
        assert "sinds 1 september 2025 · eerste aanspreekpunt tot en met 28 februari 2027" in page
        party = amina.get(f"/partijen/{vlietdam.tuin}").text
        assert "Vanaf 1 maart 2027:" in party
        assert party.index("Wil Bos</a>, trekker") < party.index("Chantal de Boer</a></span>")
        for day, name in (("2027-02-28", "Wil Bos"), ("2027-03-01", "Chantal de Boer")):
            then = amina.get(f"/partijen/{vlietdam.tuin}?op={day}").text
            assert f"{name}</a>, eerste aanspreekpunt" in then
            assert then.count(", eerste aanspreekpunt") == 1
        ends = r'href="([^"]+/beeindigen)">beëindig<span[^>]*> de rol bij Buurt'
        [end] = re.findall(ends, page)
        fill_in(amina, end, ends_on="31-1-2027")
        page = amina.get(wil).text
        assert "1 september 2025 tot en met 31 januari 2027 · eerste aanspreekpunt" in page
        assert "28 februari" not in page
