"""Parties through the front door: the list, one party, making, changing, putting away."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from tests.cast import sign_in
from tests.page import fill_in, send


class TestList:
    def test_filters_narrow_and_text_finds(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        bas = sign_in(app, "bas")
        assert "Buurttuin De Vliet" in bas.get("/partijen?q=tuinen").text
        schools = bas.get("/partijen?soort=school").text
        assert "Basisschool De Kring" in schools
        assert "Buurttuin De Vliet" not in schools

    def test_nothing_found_says_so(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        assert "Niets gevonden" in sign_in(app, "bas").get("/partijen?q=xyzzy").text

    def test_what_is_hidden_is_not_there(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        for name in ("amina", "bas", "dries"):
            browser = sign_in(app, name)
            assert "Vlietse Zaak" not in browser.get("/partijen").text
            assert browser.get(f"/partijen/{vlietdam.zaak}").status_code == 404


class TestNew:
    def test_with_an_aanspreekpunt_in_one_go(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        answer = fill_in(
            amina,
            "/partijen/nieuw?naam=Repair Café Zuid",
            contact_name="Jo van den Berg",
            contact_phone="06 87 65 43 21",
        )
        assert answer.status_code == 303
        page = amina.get(answer.location).text
        assert "Repair Café Zuid" in page
        assert "Jo van den Berg" in page
        assert "06 87 65 43 21" in page

    def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        typed = {"name": " ", "kvk": "123", "description": "Wij repareren <alles>", "kind": "fonds"}
        answer = fill_in(amina, "/partijen/nieuw", **typed)
        assert answer.status_code == 422
        assert "<title>Fout:" in answer.text
        assert 'id="name-fout"' in answer.text
        assert "Vul de naam in." in answer.text
        assert "Een KvK-nummer heeft 8 cijfers." in answer.text
        again = send(amina, "/partijen/nieuw", answer.text, name="Fonds Werk", kvk="12345678")
        page = amina.get(again.location).text
        assert "Wij repareren &lt;alles&gt;" in page
        assert "fonds" in page

    def test_sensitive_is_never_shared(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        answer = fill_in(amina, "/partijen/nieuw", name="Wijkraad", sensitive="y")
        assert answer.status_code == 422
        assert "Bestuurlijk gevoelig kan alleen" in answer.text

    def test_a_reader_may_not(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        bas = sign_in(app, "bas")
        assert bas.get("/partijen/nieuw").status_code == 403
        assert bas.post("/partijen/nieuw", data={"name": "Iets"}).status_code == 403


class TestChange:
    def test_a_stale_save_shows_both_texts_and_loses_none(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/wijzigen"
        opened = amina.get(address).text
        assert fill_in(amina, address, description="Van een ander").status_code == 303
        conflict = send(amina, address, opened, description="Van mij\nen van ons")
        assert conflict.status_code == 409
        assert "Van een ander" in conflict.text
        assert "Van mij" in conflict.text
        saved = send(amina, address, conflict.text)
        assert saved.status_code == 303
        assert "Van mij" in amina.get(saved.location).text
        assert "Van een ander" in amina.get(f"/partijen/{vlietdam.tuin}/tijdlijn").text

    def test_each_keeps_the_own_changes_unless_chosen_otherwise(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/wijzigen"
        chantal = sign_in(app, "chantal")
        opened = amina.get(address).text
        theirs = {"website": "https://tuin.example", "place": "Oost", "mission": "Van Chantal"}
        assert fill_in(chantal, address, **theirs).status_code == 303
        conflict = send(amina, address, opened, phone="0612345678", mission="Van Amina")
        assert "Chantal de Boer heeft dit" in conflict.text
        send(amina, address, conflict.text, **{"keuze-mission": "hun"})
        page = amina.get(address).text
        for kept in ("https://tuin.example", 'value="Oost"', "0612345678", "Van Chantal"):
            assert kept in page
        assert "Van Amina" not in page

    def test_an_own_change_in_another_window_is_said_to_be_own(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.school}/wijzigen"
        opened = amina.get(address).text
        assert fill_in(amina, address, place="Oost").status_code == 303
        conflict = send(amina, address, opened, phone="0612345678").text
        assert "U heeft dit zelf al gewijzigd" in conflict
        assert "Fase" not in conflict.split("<main")[1]

    def test_the_own_initiative_but_not_who_sees_it(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        dries, address = sign_in(app, "dries"), f"/partijen/{vlietdam.tuin}/wijzigen"
        answer = fill_in(dries, address, mission="Groen voor iedereen", visibility="openbaar")
        assert answer.status_code == 303
        assert "Groen voor iedereen" in dries.get(answer.location).text
        stored = sign_in(app, "amina").get(address).text
        assert 'value="netwerk" checked' in stored or 'checked id="visibility-1"' in stored

    def test_not_somebody_elses(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        dries = sign_in(app, "dries")
        assert dries.get(f"/partijen/{vlietdam.school}/wijzigen").status_code == 403
        assert dries.post(f"/partijen/{vlietdam.school}/wijzigen").status_code == 403
        assert dries.post(f"/partijen/{vlietdam.school}/archiveren").status_code == 403
        assert dries.get(f"/partijen/{vlietdam.zaak}/wijzigen").status_code == 404


class TestPutAway:
    def test_away_and_back(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        assert amina.post(f"/partijen/{vlietdam.school}/archiveren").status_code == 303
        assert "in het archief" in amina.get(f"/partijen/{vlietdam.school}").text
        assert "Basisschool De Kring" not in amina.get("/partijen").text.split("<main")[1]
        assert "Basisschool De Kring" in amina.get("/partijen?archief=ja").text
        amina.post(f"/partijen/{vlietdam.school}/terugzetten")
        assert "Basisschool De Kring" in amina.get("/partijen").text
