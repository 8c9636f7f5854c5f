"""Contact moments through the front door: "Leg dit gesprek vast" and what must follow."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from flask import Flask

from crm.core.db import transaction
from crm.links.models import ContactMoment
from crm.links.operations import record_moment
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send
from tests.support.profiles import one
from tests.web.conftest import party

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


class TestNew:
    def test_a_conversation_with_what_follows(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        answer = fill_in(
            amina,
            f"/partijen/{vlietdam.tuin}/contact/nieuw",
            people=[vlietdam.dries],
            subject="Zaaidag in maart",
            content="Zij zoeken twintig handen.",
            follow_up="Posters regelen",
            follow_up_on="1-12-2026",
        )
        assert answer.status_code == 303
        party = amina.get(answer.location).text
        assert "Posters regelen" in party
        assert "over 9 dagen" in party
        contact = amina.get(f"/partijen/{vlietdam.tuin}/contact").text
        assert "Zaaidag in maart" in contact

    def test_refusals_at_their_fields(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/contact/nieuw"
        typed = {"content": "Een lang gesprek.", "happened_on": "23-11-2026"}
        answer = fill_in(amina, address, follow_up_on="1-12-2026", **typed)
        assert answer.status_code == 422
        assert "Vul een onderwerp in." in answer.text
        assert "Deze dag moet nog komen." in answer.text
        assert "Vul ook in wat er volgt." in answer.text
        assert "Een lang gesprek." in answer.text

    def test_only_the_town_hall_keeps_them(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        for name in ("bas", "dries"):
            browser = sign_in(app, name)
            assert browser.get(f"/partijen/{vlietdam.tuin}/contact/nieuw").status_code == 403

    def test_a_reader_sees_none_and_who_took_part_the_own(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        contact = f"/partijen/{vlietdam.tuin}/contact"
        bas, dries = sign_in(app, "bas"), sign_in(app, "dries")
        assert "Wateraansluiting" not in bas.get(contact).text
        assert bas.get(f"{contact}/{vlietdam.moment}").status_code == 404
        assert "Wateraansluiting" in dries.get(contact).text


class TestTogether:
    def test_several_parties_one_by_one(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/contact/nieuw"
        typed = {"subject": "Samen zaaien", "channel": "bezoek", "place": "In de tuin"}
        more = fill_in(amina, address, also="Basisschool De Kring", erbij="ja", **typed)
        assert more.status_code == 200
        assert "Wil Bos" in more.text
        answer = send(amina, address, more.text, people=[vlietdam.wil])
        assert answer.status_code == 303
        for ref in (vlietdam.tuin, vlietdam.school):
            assert "Samen zaaien" in amina.get(f"/partijen/{ref}/contact").text

    def test_a_hidden_party_is_not_known(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/contact/nieuw"
        named = fill_in(amina, address, subject="Iets", also="Vlietse Zaak")
        assert named.status_code == 422
        assert "Wij kennen geen partij" in named.text
        sent = fill_in(amina, address, subject="Iets", parties=[vlietdam.tuin, vlietdam.zaak])
        assert sent.status_code == 422

    def test_what_they_seek_and_offer_goes_along(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/contact/nieuw"
        answer = fill_in(amina, address, subject="Bijpraten", seeks="een kruiwagen")
        assert "een kruiwagen" in amina.get(answer.location).text

    def test_what_follows_without_a_day_is_due_in_a_week(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/contact/nieuw"
        answer = fill_in(amina, address, subject="Bijpraten", follow_up="Posters regelen")
        assert "over 7 dagen" in amina.get(answer.location).text

    def test_visits_are_counted(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/contact/nieuw"
        fill_in(amina, address, subject="Kijken", channel="bezoek", people=[vlietdam.amina])
        assert "1 keer op bezoek" in amina.get("/").text
        assert "1 keer, buiten het stadhuis" in amina.get(f"/personen/{vlietdam.amina}").text
        bas = sign_in(app, "bas").get(f"/personen/{vlietdam.amina}").text
        assert "buiten het stadhuis" not in bas


class TestChange:
    def test_a_stale_save_shows_both(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        address = f"/partijen/{vlietdam.tuin}/contact/{vlietdam.moment}/wijzigen"
        opened = amina.get(address).text
        assert fill_in(amina, address, content="Er komt een put.").status_code == 303
        conflict = send(amina, address, opened, content="Er komt een kraan.")
        assert conflict.status_code == 409
        saved = send(amina, address, conflict.text)
        page = amina.get(saved.location).text
        assert "Er komt een kraan." in page
        assert "Dries Vermeer" in page

    def test_what_follows_is_due_when_it_is_written_later_too(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        address = f"/partijen/{vlietdam.tuin}/contact/{vlietdam.moment}/wijzigen"
        assert fill_in(amina, address, follow_up_on="").status_code == 303
        assert "over 7 dagen" in amina.get(f"/partijen/{vlietdam.tuin}").text
        assert "Beheer bellen" in amina.get("/wat-staat-er-open").text

    def test_of_many_who_took_part_none_is_lost(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        with app.app_context(), transaction():
            many = [party(f"Vereniging {number}", "vereniging") for number in range(25)]
            values = {"subject": "Netwerkdag", "parties": many, "happened_at": NOON}
            moment = record_moment(values=values, actor=OPERATOR).ref
            at = many[0].ref
        address = f"/partijen/{at}/contact/{moment}/wijzigen"
        answer = fill_in(sign_in(app, "amina"), address, content="Veel handen.")
        assert answer.status_code == 303
        with app.app_context():
            assert len(one(ContactMoment, moment).parties) == 25

    def test_done_is_done(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        assert "6 dagen te laat" in amina.get(f"/partijen/{vlietdam.tuin}").text
        address = f"/partijen/{vlietdam.tuin}/contact/{vlietdam.moment}/afgerond"
        answer = amina.post(address)
        assert answer.status_code == 303
        assert "Er staat niets open" in amina.get(answer.location).text

    def test_of_this_party_only(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        other = f"/partijen/{vlietdam.school}/contact/{vlietdam.moment}"
        assert amina.get(other).status_code == 404
        assert amina.post(f"{other}/archiveren").status_code == 404

    def test_put_away(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        amina.post(f"/partijen/{vlietdam.tuin}/contact/{vlietdam.moment}/archiveren")
        assert "Wateraansluiting" not in amina.get(f"/partijen/{vlietdam.tuin}/contact").text
