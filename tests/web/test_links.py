"""Links through the front door: connecting two parties, and what comes after."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.links.operations import change_link
from crm.links.queries import get_link
from crm.people.models import ContactRole
from crm.people.operations import close_role
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send
from tests.web.conftest import party


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
            anyway="ja",
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
        assert fill_in(amina, address, kind="kent", anyway="ja").status_code == 303

    def test_a_similar_link_warns_first(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        address = f"/verbindingen/nieuw?van={vlietdam.school}&naar={vlietdam.tuin}"
        warned = fill_in(amina, address, kind="ondersteunt", note="Met een les per week")
        assert warned.status_code == 422
        assert f"/verbindingen/{vlietdam.link}" in warned.text
        assert "Met een les per week" in warned.text
        assert "ondersteunt" not in amina.get("/verbindingen").text.split("<tbody>")[1]
        assert send(amina, address, warned.text, anyway="ja").status_code == 303

    def test_a_hidden_link_warns_nobody_who_may_not_see_it(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        chantal = sign_in(app, "chantal")
        hide = {"visibility": "vertrouwelijk"}
        fill_in(chantal, f"/verbindingen/{vlietdam.link}/wijzigen", **hide)
        address = f"/verbindingen/nieuw?van={vlietdam.school}&naar={vlietdam.tuin}"
        assert fill_in(chantal, address, kind="kent").status_code == 303

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
    assert fill_in(amina, address, kind="kent", anyway="ja").status_code == 303
    first = amina.get("/verbindingen").text.split("<tbody>")[1].split("</tr>")[0]
    assert "Basisschool De Kring" in first


class TestOnADay:
    """What held on another day, for who may see it today."""

    def test_the_list_of_links(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        fill_in(amina, f"/verbindingen/{vlietdam.link}/beeindigen", ends_on="2026-10-31")
        for day, is_there in (("2024-08-31", False), ("1-9-2024", True), ("2026-10-31", True),
                              ("2026-11-01", False)):  # fmt: skip
            page = amina.get(f"/verbindingen?op={day}")
            assert (vlietdam.link in page.text) is is_there, day
            assert "Terug naar vandaag" in page.text
        assert vlietdam.link in amina.get("/verbindingen?status=beeindigd").text
        assert vlietdam.link not in amina.get("/verbindingen?status=actief").text

    def test_the_pages_of_a_party(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        fill_in(amina, f"/verbindingen/{vlietdam.link}/beeindigen", ends_on="2026-10-31")
        at = f"/partijen/{vlietdam.tuin}"
        then, before = amina.get(f"{at}?op=2026-10-31").text, amina.get(f"{at}?op=2024-08-31").text
        assert "Basisschool De Kring" in then
        assert "Amina El Idrissi" in then.split("<aside")[1]
        assert "Basisschool De Kring" not in before
        assert "Amina El Idrissi" not in before.split("<aside")[1]
        assert "Basisschool De Kring" in amina.get(f"{at}/netwerk?op=2026-10-31").text
        assert "Basisschool De Kring" not in amina.get(f"{at}/netwerk").text.split("beeld")[1]
        assert "Basisschool De Kring" in amina.get("/netwerk?op=2026-10-31").text

    def test_who_was_there(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        amina.post(f"/partijen/{vlietdam.school}/archiveren")
        assert "Basisschool De Kring" not in amina.get("/partijen").text
        assert "Basisschool De Kring" in amina.get("/partijen?op=2020-01-01").text

    def test_a_day_gives_no_rights(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        """Who was an initiatiefnemer once, sees of that day what everybody sees."""
        with app.app_context(), transaction():
            role = db.session.scalars(
                select(ContactRole).where(ContactRole.role == "initiatiefnemer")
            ).one()
            close_role(role, ends_on=date(2026, 1, 1), actor=OPERATOR)
            link = get_link(vlietdam.link, viewer=OPERATOR)
            change_link(link, values={"visibility": "intern"}, actor=OPERATOR)
        dries = sign_in(app, "dries")
        for address in ("/verbindingen", f"/partijen/{vlietdam.tuin}"):
            assert vlietdam.link not in dries.get(f"{address}?op=2025-12-01").text

    def test_nonsense_is_refused_in_words(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        for day in ("gisteren", "2024-02-30", "0001-01-01"):
            answer = amina.get(f"/verbindingen?op={day}")
            assert answer.status_code == 400
            assert "is geen dag" in answer.text


class TestNature:
    def test_is_shown_and_chosen(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        assert vlietdam.link in amina.get("/verbindingen?aard=publiek-civiel").text
        assert vlietdam.link not in amina.get("/verbindingen?aard=civiel-civiel").text
        assert "publiek-civiel" in amina.get(f"/verbindingen/{vlietdam.link}").text
        assert amina.get("/verbindingen?aard=groen").status_code == 400


class TestMany:
    """Pasted names become links after they were looked at."""

    def test_names_are_matched_corrected_and_saved(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        with app.app_context(), transaction():
            party("Imkers Vlietdam", "bewonersinitiatief")
            party("Wijkraad Oost", "bewonersorganisatie")
            party("Wijkraad Zuid", "bewonersorganisatie")
        amina, address = sign_in(app, "amina"), "/verbindingen/plakken"
        names = "imkers  vlietdam\nWijkraad\nBasisschool De Kring\nNiemand Kent Dit\n"
        shown = fill_in(
            amina,
            f"{address}?van={vlietdam.tuin}",
            names=names,
            kind="kent",
            begins_on="2025-05-01",
        )
        assert shown.status_code == 200
        assert "Er lijken 2 partijen op." in shown.text
        assert "Al verbonden:" in shown.text
        assert "voeg deze partij eerst toe" in shown.text
        again = send(amina, address, shown.text, **{"lines-1-name": "Wijkraad Oost"})
        assert again.status_code == 422
        assert "U wijzigde een naam" in again.text
        saved = send(amina, address, again.text)
        assert saved.status_code == 303
        page = amina.get(saved.location).text
        assert "2 verbindingen zijn toegevoegd." in page
        assert "Wijkraad Oost" in page
        assert page.count("sinds 1 mei 2025") == 2

    def test_the_other_way_round(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/verbindingen/plakken?van={vlietdam.tuin}"
        with app.app_context(), transaction():
            party("Fonds Vliet", "fonds")
        shown = fill_in(amina, address, names="Fonds Vliet", kind="<financiert")
        saved = send(amina, address, shown.text)
        link = amina.get(saved.location).text.split("financiert</a>")[0]
        assert "Fonds Vliet financiert Buurttuin De Vliet" in amina.get("/verbindingen").text, link

    def test_all_or_nothing(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/verbindingen/plakken?van={vlietdam.tuin}"
        with app.app_context(), transaction():
            party("Imkers Vlietdam", "bewonersinitiatief")
        names = "Imkers Vlietdam\nBasisschool De Kring"
        shown = fill_in(amina, address, names=names, kind="werkt_samen_met")
        refused = send(amina, address, shown.text, **{"lines-1-choice": vlietdam.school})
        assert refused.status_code == 422
        assert "Basisschool De Kring: Deze verbinding bestaat al" in refused.text
        assert "Imkers Vlietdam" not in amina.get("/verbindingen").text

    def test_hidden_parties_are_not_found(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/verbindingen/plakken?van={vlietdam.tuin}"
        shown = fill_in(amina, address, names="Vlietse Zaak")
        assert vlietdam.zaak not in shown.text
        forged = send(amina, address, shown.text, **{"lines-0-choice": vlietdam.zaak})
        assert forged.status_code == 422

    def test_only_the_town_hall(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        for name in ("bas", "dries"):
            assert sign_in(app, name).get("/verbindingen/plakken").status_code == 403
