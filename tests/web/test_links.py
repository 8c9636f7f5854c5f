"""Links through the front door: connecting two parties, and what comes after."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from tests.cast import sign_in
from tests.page import fill_in, send


class TestNew:
    def test_two_parties_by_name(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        answer = fill_in(
            amina,
            "/verbindingen/nieuw",
            party_a="Buurttuin De Vliet",
            party_b="basisschool de kring",
            kind="kent",
            begins_on="3-9-2026",
        )
        assert answer.status_code == 303
        page = amina.get(answer.location).text
        assert "3 september 2026" in page
        assert "Basisschool De Kring" in page
        assert "Basisschool De Kring" in amina.get(f"/verbindingen?partij={vlietdam.tuin}").text

    def test_from_a_chance_the_parties_are_filled_in(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        address = f"/verbindingen/nieuw?van={vlietdam.tuin}&naar={vlietdam.school}"
        assert fill_in(amina, address, kind="kent").status_code == 303

    def test_refused_at_the_field_with_all_that_was_typed(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina, address = sign_in(app, "amina"), "/verbindingen/nieuw"
        typed = {"party_a": "Buurttuin De Vliet", "note": "Zij delen <gereedschap>"}
        unknown = fill_in(amina, address, party_b="Vlietse Zaak", **typed)
        assert unknown.status_code == 422
        assert "Wij kennen geen partij ‘Vlietse Zaak’" in unknown.text
        assert "Zij delen &lt;gereedschap&gt;" in unknown.text
        itself = send(amina, address, unknown.text, party_b="Buurttuin De Vliet")
        assert itself.status_code == 422
        assert 'id="party_b-fout"' in itself.text
        twice = send(amina, address, itself.text, party_b="Basisschool De Kring")
        assert twice.status_code == 422
        assert "bestaat al" in twice.text
        assert 'id="kind-fout"' in twice.text
        assert "Zij delen &lt;gereedschap&gt;" in twice.text

    def test_only_the_town_hall_connects(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        for name in ("bas", "dries"):
            browser = sign_in(app, name)
            assert browser.get("/verbindingen/nieuw").status_code == 403
            assert browser.post(f"/verbindingen/{vlietdam.link}/archiveren").status_code == 403


class TestChange:
    def test_a_stale_save_shows_both(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/verbindingen/{vlietdam.link}/wijzigen"
        opened = amina.get(address).text
        assert fill_in(amina, address, note="Samen oogsten").status_code == 303
        conflict = send(amina, address, opened, note="Samen wieden", strength="4")
        assert conflict.status_code == 409
        assert "Samen oogsten" in conflict.text
        assert "Samen wieden" in conflict.text
        saved = send(amina, address, conflict.text)
        page = amina.get(saved.location).text
        assert "Samen wieden" in page
        assert "4 van 5" in page

    def test_a_nonsense_day_is_refused_in_words(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina, address = sign_in(app, "amina"), f"/verbindingen/{vlietdam.link}/wijzigen"
        answer = fill_in(amina, address, begins_on="31-2-2026")
        assert answer.status_code == 422
        assert "Dit is geen datum." in answer.text

    def test_an_ended_link_stays_in_the_history(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina, address = sign_in(app, "amina"), f"/verbindingen/{vlietdam.link}/beeindigen"
        assert fill_in(amina, address, ends_on="").status_code == 422
        assert fill_in(amina, address, ends_on="2020-01-01").status_code == 422
        ended = fill_in(amina, address, ends_on="2026-10-31")
        assert "31 oktober 2026" in amina.get(ended.location).text
        assert vlietdam.link not in amina.get("/verbindingen").text
        assert vlietdam.link in amina.get("/verbindingen?periode=voorbij").text

    def test_away_and_back(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        amina.post(f"/verbindingen/{vlietdam.link}/archiveren")
        assert vlietdam.link not in amina.get("/verbindingen").text
        amina.post(f"/verbindingen/{vlietdam.link}/terugzetten")
        assert vlietdam.link in amina.get("/verbindingen").text


def test_the_list_begins_with_what_was_written_down_last(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    amina = sign_in(app, "amina")
    address = f"/verbindingen/nieuw?van={vlietdam.tuin}&naar={vlietdam.school}"
    assert fill_in(amina, address, kind="kent").status_code == 303
    first = amina.get("/verbindingen").text.split("<tbody>")[1].split("</tr>")[0]
    assert "Basisschool De Kring" in first
