"""The outbox against a real mail server on this machine: after the commit, again, never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from config import SettingsError, settings_from
from crm.core.dates import utc_now
from crm.core.db import db, transaction
from crm.core.errors import Refused
from crm.core.mail import outbox, server
from crm.core.mail.models import Mail, MailState
from crm.core.mail.outbox import deliver_due, queue_mail, tidy_outbox, try_again
from tests.cast import OPERATOR
from tests.support.databases import Database
from tests.support.mail import CERTIFICATE, PASSWORD, USER, Mailbox, mail_server
from tests.support.settings import environment
from tests.support.worker import live_worker, wait_until

FROM = "?van=crm@vlietdam.example"


@pytest.fixture
def box(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the app knows; a context is open."""
    with mail_server() as box, app.app_context():
        app.config["MAIL"] = server.mail_server(f"smtp://localhost:{box.port}{FROM}")
        yield box


def queue(to: str = "wil@school.example", text: str = "Dag Wil,\n\nTot maandag.\n") -> str:
    with transaction():
        mail = queue_mail(to=to, subject="Afspraak – maandag", text=text, actor=OPERATOR)
        return mail.ref


def stored(ref: str) -> Mail:
    db.session.rollback()
    return db.session.scalars(select(Mail).where(Mail.ref == ref)).one()


def body(mail: Message) -> str:
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def time_passes() -> None:
    """Every mail that waits may be tried again."""
    with transaction():
        db.session.execute(update(Mail).values(next_at=utc_now()))


class TestLeaving:
    def test_after_the_commit_and_complete(self, box: Mailbox) -> None:
        with transaction():
            mail = queue_mail(
                to="wil@school.example", subject="Dag\nWil", text="Eén\n" * 400, actor=OPERATOR
            )
            ref = mail.ref
            assert box.mails == []
        sent = box.mails[0]
        assert (sent["To"], sent["From"]) == ("wil@school.example", "crm@vlietdam.example")
        assert sent["Subject"] == "Dag Wil"
        assert sent["Message-ID"] == f"<{ref}@127.0.0.1>"
        assert sent["Auto-Submitted"] == "auto-generated"
        assert body(sent).split() == ["Eén"] * 400, "no line of it is too long"
        assert stored(ref).state == MailState.SENT
        assert stored(ref).text == "", "what was sent is theirs"

    def test_nothing_when_the_request_fails(self, box: Mailbox) -> None:
        with transaction() as work:
            queue_mail(to="wil@school.example", subject="x", text="x", actor=OPERATOR)
            work.abandon()
        deliver_due()
        assert box.mails == []

    def test_an_address_that_is_none_is_refused_at_its_field(self, app: Flask) -> None:
        for to in ("wil", "wil@", "wil@school.example\nBcc: a@b.example", ""):
            with app.app_context(), transaction(), pytest.raises(Refused) as refusal:
                queue_mail(to=to, subject="x", text="x", actor=OPERATOR)
            assert refusal.value.field == "email"

    def test_without_a_mail_server_the_text_is_kept_to_copy(self, app: Flask) -> None:
        with app.app_context():
            ref = queue()
            assert stored(ref).is_to_copy
            assert "Tot maandag." in stored(ref).text
            with pytest.raises(Refused):
                try_again(stored(ref))


class TestAgain:
    def test_later_when_the_server_cannot_take_it_now(self, box: Mailbox) -> None:
        box.answers = ["451 greylisted", "451 greylisted"]
        ref = queue()
        assert stored(ref).state == MailState.WAITING
        first = stored(ref).next_at - utc_now()
        deliver_due()
        assert stored(ref).tries == 1, "its time has not come"
        time_passes()
        deliver_due()
        assert stored(ref).next_at - utc_now() > first + timedelta(minutes=2)
        time_passes()
        deliver_due()
        assert stored(ref).state == MailState.SENT
        assert len(box.mails) == 1

    def test_somebody_looks_when_it_goes_on_too_long(self, box: Mailbox) -> None:
        box.answers = ["451 no"] * (len(outbox.PAUSES) + 1)
        ref = queue()
        for _ in outbox.PAUSES:
            assert stored(ref).state == MailState.WAITING
            time_passes()
            deliver_due()
        assert stored(ref).is_stuck

    def test_a_refusal_is_told_at_once_and_can_be_tried_again(self, box: Mailbox) -> None:
        box.unknown.add("wil@school.example")
        ref = queue()
        assert stored(ref).state == MailState.FAILED
        assert stored(ref).problem == "De mailserver kent dit adres niet."
        box.unknown.clear()
        with transaction():
            try_again(stored(ref))
        assert stored(ref).state == MailState.SENT
        assert len(box.mails) == 1

    def test_the_others_wait_when_the_server_is_away(self, app: Flask) -> None:
        with mail_server() as gone, app.app_context():
            port = gone.port
        with app.app_context():
            app.config["MAIL"] = server.mail_server(f"smtp://localhost:{port}{FROM}")
            with transaction():
                for name in ("wil", "bo"):
                    queue_mail(to=f"{name}@x.example", subject="x", text="x", actor=OPERATOR)
            tries = list(db.session.scalars(select(Mail.tries).order_by(Mail.id)))
        assert tries == [1, 0], "one is enough to know"


class TestNeverTwice:
    def test_a_line_that_breaks_after_the_text_makes_it_unsure(self, box: Mailbox) -> None:
        box.answers = ["weg"]
        ref = queue()
        assert stored(ref).state == MailState.UNSURE
        assert "Misschien" in stored(ref).problem
        time_passes()
        deliver_due()
        assert len(box.mails) == 1
        with transaction():
            try_again(stored(ref))
        assert len({mail["Message-ID"] for mail in box.mails}) == 1

    def test_killed_while_it_leaves(self, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
        """The process ends after the mail went out, before it could write that down."""

        def killed(*_arguments: object, **_more: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(outbox, "_keep", killed)
            with pytest.raises(KeyboardInterrupt):
                queue()
        assert len(box.mails) == 1
        deliver_due()
        tidy_outbox()
        mail = db.session.scalars(select(Mail)).one()
        assert mail.state == MailState.LEAVING
        with transaction():
            mail.handed_over_at = utc_now() - timedelta(hours=1)
        tidy_outbox()
        deliver_due()
        assert len(box.mails) == 1
        assert stored(mail.ref).state == MailState.UNSURE

    def test_what_was_sent_long_ago_is_forgotten(self, box: Mailbox) -> None:
        ref = queue()
        with transaction():
            stored(ref).ended_at = utc_now() - timedelta(days=31)
        tidy_outbox()
        assert db.session.scalars(select(Mail)).all() == []


@pytest.mark.parametrize("security", ["smtps", "smtp+starttls"])
def test_a_safe_line_with_a_password(app: Flask, security: str) -> None:
    name = f"{USER.replace('@', '%40')}:{PASSWORD.replace('/', '%2F')}"
    with mail_server(security=security) as box, app.app_context():
        address = f"{security}://{name}@localhost:{box.port}"
        app.config["MAIL"] = server.mail_server(address)
        refused = queue()
        assert stored(refused).problem == "De mailserver antwoordt niet.", "nobody vouches for it"
        app.config["MAIL"] = server.mail_server(f"{address}?ca={CERTIFICATE}")
        queue()
        assert len(box.mails) == 1
        assert box.mails[0]["From"] == USER
        app.config["MAIL"] = server.mail_server(
            f"{address.replace('geheim', 'onzin')}?ca={CERTIFICATE}"
        )
        wrong = queue()
        assert "laat ons niet binnen" in stored(wrong).problem


def test_a_real_worker_sends_it(
    database: Database, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    """The page and the worker are two processes; the worker is killed before and comes back."""
    with mail_server() as box:
        url = f"smtp://localhost:{box.port}{FROM}"
        environ = environment(database.url, tmp_path / "instance")
        app = make_app(MAIL=server.mail_server(url), JOBS_AT_ONCE=False)
        with app.app_context(), live_worker({**environ, "BRUGGENBOUWER_MAIL_URL": url}) as worker:
            first = queue()
            wait_until(lambda: stored(first).state == MailState.SENT)
            worker.kill()
            worker.wait()
            second = queue()
            assert stored(second).state == MailState.WAITING
            with live_worker({**environ, "BRUGGENBOUWER_MAIL_URL": url}):
                wait_until(lambda: stored(second).state == MailState.SENT)
        assert len(box.mails) == 2


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://mail.example", "Begin met"),
        ("smtp://", "Begin met"),
        ("smtp://mail.example", "van welk adres"),
        ("smtp://crm%40a.example:x@mail.example", "open lijn"),
        ("smtps://crm%40a.example:x@mail.example?tls=ja", "‘tls’ bestaat niet"),
        ("smtp://localhost:poort?van=a@b.example", "klopt niet"),
    ],
)
def test_a_setting_that_will_not_do_is_refused_at_the_start(
    url: str, why: str, tmp_path: Path
) -> None:
    environ = {"BRUGGENBOUWER_MAIL_URL": url, "BRUGGENBOUWER_INSTANCE": str(tmp_path)}
    with pytest.raises(SettingsError, match=why):
        settings_from(environ)
