"""Beheer of what runs beside the pages: warnings, jobs, the back-up, and mails that wait."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask

from crm.core.dates import utc_now
from crm.core.db import transaction
from crm.core.jobs.operations import job_store, start_job
from crm.core.jobs.store import State
from crm.core.mail.models import Mail
from crm.core.mail.outbox import queue_mail
from crm.core.mail.server import mail_server as address_of
from crm.upkeep.backup.nightly import BACKUP, FOLDER
from crm.upkeep.health import LATE_AFTER, Health, system_health
from tests.cast import OPERATOR, sign_in
from tests.support.mail import Mailbox, mail_server


@pytest.fixture
def box(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the app knows."""
    with mail_server() as box:
        app.config["MAIL"] = address_of(f"smtp://localhost:{box.port}?van=crm@vlietdam.example")
        yield box


def queue(app: Flask, subject: str, *, level: int = 2) -> str:
    with app.app_context(), transaction():
        mail: Mail = queue_mail(
            to="wil@school.example", subject=subject, text=f"Dag Wil, {subject}.", level=level,
            actor=OPERATOR,
        )  # fmt: skip
        return mail.ref


class TestBackup:
    def test_made_by_hand_with_a_page_that_tells_how_it_went(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        beheer = sign_in(app, "beheer")
        assert "nog niet" in beheer.get("/beheer").text
        answer = beheer.post("/beheer/reservekopie")
        assert answer.status_code == 303
        assert "is gemaakt en nagelezen" in beheer.get(answer.location).text
        assert "is gemaakt en nagelezen" in beheer.get("/beheer").text
        assert "mislukt" not in beheer.get("/").text
        assert sign_in(app, "amina").get(answer.location).status_code == 404
        assert sign_in(app, "amina").post("/beheer/reservekopie").status_code == 403

    def test_the_start_page_says_when_it_failed(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        (app.config["INSTANCE"] / FOLDER).write_text("in the way")
        with app.app_context():
            start_job(BACKUP, actor=OPERATOR)
        for page in ("/", "/beheer"):
            text = sign_in(app, "beheer").get(page).text
            assert "mislukt" in text
            assert "kan niet worden gemaakt" in text
        assert "De laatste reservekopie is mislukt." in sign_in(app, "beheer").get("/").text
        assert "reservekopie" not in sign_in(app, "amina").get("/").text

    def test_and_when_none_came_any_more(self, app: Flask) -> None:
        with app.app_context():
            start_job(BACKUP, actor=OPERATOR)
            health: Health = system_health(viewer=OPERATOR)
            assert health.warnings(now=utc_now()) == []
            [late] = health.warnings(now=utc_now() + LATE_AFTER)
        assert "geen reservekopie meer gemaakt" in late

    def test_without_a_worker_somebody_is_told(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        app.config["JOBS_AT_ONCE"] = False
        assert "De werker draait niet" in sign_in(app, "beheer").get("/").text


class TestJobPage:
    def test_how_far_it_is_and_what_to_do_when_it_failed(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        app.config["JOBS_AT_ONCE"] = False
        beheer = sign_in(app, "beheer")
        address = beheer.post("/beheer/reservekopie").location
        ref = address.rsplit("/", 1)[-1]
        assert "wacht op zijn beurt" in beheer.get(address).text
        with app.app_context():
            store = job_store()
        store.claim(ref)
        store.note(ref, 370, 6830, "rijen")
        assert "Bezig: 370 van 6.830 rijen" in beheer.get(address).text
        assert 'value="5"' in beheer.get(address).text
        store.end(ref, State.FAILED, "Er ging bij ons iets mis.", number="12ab34cd")
        assert "12ab34cd" in beheer.get(address).text
        assert "12ab34cd" in beheer.get("/beheer").text


class TestMails:
    def test_one_that_was_stuck_is_sent_after_all(
        self, app: Flask, vlietdam: SimpleNamespace, box: Mailbox
    ) -> None:
        box.unknown.add("wil@school.example")
        ref = queue(app, "Afspraak <3")
        beheer = sign_in(app, "beheer")
        assert "Eén mail is blijven liggen." in beheer.get("/").text
        text = beheer.get("/beheer").text
        assert "Afspraak &lt;3" in text
        assert "De mailserver kent dit adres niet." in text
        box.unknown.clear()
        assert beheer.post(f"/beheer/mails/{ref}/opnieuw").status_code == 303
        assert len(box.mails) == 1
        assert "Afspraak" not in beheer.get("/beheer").text
        assert beheer.post(f"/beheer/mails/{ref}/opnieuw").status_code == 400
        assert len(box.mails) == 1

    def test_without_a_mail_server_there_is_a_text_to_copy(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        ref = queue(app, "Uw afspraak")
        beheer = sign_in(app, "beheer")
        assert "om te kopiëren" in beheer.get("/beheer").text
        page = beheer.get(f"/beheer/mails/{ref}").text
        assert "Dag Wil, Uw afspraak." in page
        assert "mailto:wil%40school.example?subject=Uw%20afspraak" in page
        assert beheer.post(f"/beheer/mails/{ref}/weg").status_code == 303
        assert beheer.get(f"/beheer/mails/{ref}").status_code == 404

    def test_only_for_who_may_know_what_it_tells(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        ref = queue(app, "Geheim gesprek", level=3)
        beheer = sign_in(app, "beheer")
        for address in ("/", "/beheer"):
            assert "Geheim gesprek" not in beheer.get(address).text
        for method, end in (("GET", ""), ("POST", "/opnieuw"), ("POST", "/weg")):
            assert beheer.open(f"/beheer/mails/{ref}{end}", method=method).status_code == 404
        for name in ("amina", "bas", "dries"):
            assert sign_in(app, name).get(f"/beheer/mails/{ref}").status_code == 403

    def test_one_that_may_have_arrived_says_so(
        self, app: Flask, vlietdam: SimpleNamespace, box: Mailbox
    ) -> None:
        box.answers = ["weg"]
        queue(app, "Uw afspraak")
        beheer = sign_in(app, "beheer")
        assert "misschien verstuurd" in beheer.get("/beheer").text
