"""Notes of the town hall, through the front door: who reads them, and who never does."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask

from crm.accounts.models import Reading
from crm.core.db import db, transaction
from crm.links.models import Link
from crm.links.queries import get_link
from crm.merge.models import PartyMerge
from crm.merge.operations import merge_parties, undo_merge
from crm.notes.models import Note
from crm.notes.operations import write_note
from crm.notes.queries import visible_notes
from crm.parties.models import Party
from crm.parties.queries import get_party
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send

TEXT = "Twee mensen dragen alles."


@pytest.fixture
def note(app: Flask, vlietdam: SimpleNamespace) -> str:
    """The ref of a note about the garden."""
    with app.app_context(), transaction():
        garden = get_party(vlietdam.tuin, viewer=OPERATOR)
        return write_note(garden, values={"text": TEXT}, actor=OPERATOR).ref


class TestWrite:
    @pytest.mark.parametrize(
        "about", ["/partijen/{tuin}", "/personen/{wil}", "/verbindingen/{link}"]
    )
    def test_one_field_is_enough(self, app: Flask, vlietdam: SimpleNamespace, about: str) -> None:
        amina, address = sign_in(app, "amina"), about.format(**vars(vlietdam))
        answer = fill_in(amina, f"{address}/notities/nieuw", text=TEXT)
        assert answer.status_code == 303
        page = amina.get(answer.location).text
        assert TEXT in page
        assert "Alleen de gemeente leest dit." in page
        with app.app_context():
            written = db.session.query(Note).one()
            assert written.visibility == "intern"
            assert written.expires_on == date(2028, 11, 22)

    def test_refused_at_the_field(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina, address = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}/notities/nieuw"
        answer = fill_in(amina, address, text=TEXT, expires_on="1-11-2026")
        assert answer.status_code == 422
        assert "Deze dag is al voorbij." in answer.text
        assert TEXT in answer.text
        assert fill_in(amina, address, text=TEXT, visibility="netwerk").status_code == 422

    def test_the_sentence_stands_under_it(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        page = sign_in(app, "amina").get(f"/partijen/{vlietdam.tuin}/notities/nieuw").text
        assert "Iemand kan dit opvragen (inzage of Woo)." in page


class TestRead:
    @pytest.mark.parametrize("name", ["bas", "dries"])
    def test_never_the_other_side(
        self, app: Flask, vlietdam: SimpleNamespace, note: str, name: str
    ) -> None:
        with app.app_context(), transaction():
            db.session.query(Note).one().visibility = "openbaar"
        browser = sign_in(app, name)
        assert browser.get(f"/notities/{note}").status_code == 403
        for page in ("", "/tijdlijn"):
            assert TEXT not in browser.get(f"/partijen/{vlietdam.tuin}{page}").text

    def test_on_the_timeline_of_the_town_hall(
        self, app: Flask, vlietdam: SimpleNamespace, note: str
    ) -> None:
        timeline = sign_in(app, "amina").get(f"/partijen/{vlietdam.tuin}/tijdlijn").text
        assert "Notitie geschreven" in timeline

    def test_a_confidential_one_is_read_on_its_own_page(
        self, app: Flask, vlietdam: SimpleNamespace, note: str
    ) -> None:
        amina, at = sign_in(app, "amina"), f"/partijen/{vlietdam.tuin}"
        change = f"/notities/{note}/wijzigen"
        assert fill_in(amina, change, visibility="vertrouwelijk").status_code == 303
        assert fill_in(amina, change, text=f"{TEXT} Nog steeds.").status_code == 303
        for page in (at, f"{at}/tijdlijn"):
            assert TEXT not in amina.get(page).text
        assert f"/notities/{note}" in amina.get(at).text

        def readings() -> int:
            with app.app_context():
                of_note = Reading.subject_ref == note
                return db.session.query(Reading).filter(of_note).count()

        before = readings()
        for number, page in enumerate((f"/notities/{note}", change), start=1):
            assert TEXT in amina.get(page).text
            assert readings() == before + number
        assert amina.post(f"/notities/{note}/archiveren").status_code == 303

    def test_after_its_day_nobody_reads_it(
        self, app: Flask, vlietdam: SimpleNamespace, note: str
    ) -> None:
        with app.app_context(), transaction():
            db.session.query(Note).one().expires_on = date(2026, 11, 22)
        amina = sign_in(app, "amina")
        assert amina.get(f"/notities/{note}").status_code == 404
        assert TEXT not in amina.get(f"/partijen/{vlietdam.tuin}").text

    def test_about_something_hidden(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        with app.app_context(), transaction():
            firm = get_party(vlietdam.zaak, viewer=OPERATOR)
            ref = write_note(firm, values={"text": TEXT}, actor=OPERATOR).ref
        assert sign_in(app, "amina").get(f"/notities/{ref}").status_code == 404


class TestChange:
    def test_a_stale_save_shows_both(
        self, app: Flask, vlietdam: SimpleNamespace, note: str
    ) -> None:
        amina, address = sign_in(app, "amina"), f"/notities/{note}/wijzigen"
        opened = amina.get(address).text
        assert fill_in(amina, address, text="Drie mensen.").status_code == 303
        conflict = send(amina, address, opened, text="Vier mensen.")
        assert conflict.status_code == 409
        assert "Drie mensen." in conflict.text
        saved = send(amina, address, conflict.text)
        assert "Vier mensen." in amina.get(saved.location).text

    def test_put_away_and_back(self, app: Flask, vlietdam: SimpleNamespace, note: str) -> None:
        amina = sign_in(app, "amina")
        amina.post(f"/notities/{note}/archiveren")
        assert TEXT not in amina.get(f"/partijen/{vlietdam.tuin}").text
        amina.post(f"/notities/{note}/terugzetten")
        assert TEXT in amina.get(f"/partijen/{vlietdam.tuin}").text

    def test_as_it_stood(self, app: Flask, vlietdam: SimpleNamespace, note: str) -> None:
        answer = sign_in(app, "amina").get(f"/notities/{note}?op=2026-11-20")
        assert answer.status_code == 200


def test_a_note_about_a_link_survives_the_merge_of_its_ends(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    with app.app_context(), transaction():
        link = get_link(vlietdam.link, viewer=OPERATOR)
        write_note(link, values={"text": TEXT}, actor=OPERATOR)
        garden = get_party(vlietdam.tuin, viewer=OPERATOR)
        merge_parties(garden, get_party(vlietdam.school, viewer=OPERATOR), actor=OPERATOR)
    with app.app_context(), transaction():
        [kept] = db.session.scalars(visible_notes(OPERATOR))
        assert kept.party is not None
        assert kept.party.ref == vlietdam.tuin
        undo_merge(db.session.query(PartyMerge).one(), actor=OPERATOR)
    with app.app_context():
        [back] = db.session.scalars(visible_notes(OPERATOR))
        assert isinstance(back.subject, Link)
        assert db.session.query(Party).filter_by(ref=vlietdam.school).count() == 1
