"""Accounts in the hands of a beheerder, and the personal links by which people come in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from crm.accounts.models import Attempt, PersonalLink, User
from crm.accounts.queries import find_user
from crm.accounts.roles import Role
from crm.audit.models import Event
from crm.core.dates import utc_now
from crm.core.db import db, transaction
from crm.core.mail import server
from crm.core.mail.models import Mail
from crm.web.passwords import ASKED_PER_ACCOUNT
from tests.cast import PASSWORD, email_of, sign_in
from tests.page import fill_in
from tests.support.mail import Mailbox, mail_server

NEW = {"name": "Sam Tol", "email": "sam@vlietdam.example"}
CHOSEN = "vier losse woorden hier"
LINK = re.compile(r"https?://[^/\s]+(/(?:uitnodiging|wachtwoord)/[\w-]{43})")


@pytest.fixture
def beheer(app: Flask, vlietdam: SimpleNamespace) -> FlaskClient:
    """The beheerder, signed in."""
    return sign_in(app, "beheer")


@pytest.fixture
def box(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the app knows."""
    with mail_server() as box:
        app.config["BASE_URL"] = "http://localhost"
        address = f"smtp://localhost:{box.port}?van=crm@vlietdam.example"
        app.config["MAIL"] = server.mail_server(address)
        yield box


def ref_of(app: Flask, email: str) -> str:
    with app.app_context():
        user = find_user(email)
        assert user is not None
        return user.ref


def path_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[1]


def invite(beheer: FlaskClient, **values: str) -> str:
    """The path of the link that a beheerder gets to see."""
    answer = fill_in(beheer, "/beheer/accounts/nieuw", **{**NEW, "role": "lezer", **values})
    assert answer.status_code == 200
    return path_in(answer.text)


def come_in(app: Flask, email: str, password: str) -> FlaskClient:
    browser = app.test_client()
    browser.post("/inloggen", data={"email": email, "password": password})
    return browser


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/mijn-account").status_code == 200


class TestInviting:
    def test_an_initiatiefnemer_chooses_a_password_and_has_the_own_party(
        self, app: Flask, beheer: FlaskClient, vlietdam: SimpleNamespace
    ) -> None:
        path = invite(beheer, role=str(Role.INITIATOR), party="Basisschool De Kring")
        assert "uitgenodigd" in beheer.get("/beheer/accounts").text
        sam = app.test_client()
        assert "Welkom, Sam Tol" in sam.get(path).text
        assert fill_in(sam, path, password="kort").status_code == 422
        assert fill_in(sam, path, password=CHOSEN).location == "/inloggen"
        assert "Log er nu mee in" in sam.get("/inloggen").text
        sam = come_in(app, NEW["email"], CHOSEN)
        assert sam.get(f"/partijen/{vlietdam.school}/wijzigen").status_code == 200
        assert sam.get(f"/partijen/{vlietdam.tuin}/wijzigen").status_code == 403

    def test_nobody_comes_in_before_a_password_is_chosen(
        self, app: Flask, beheer: FlaskClient
    ) -> None:
        invite(beheer)
        for password in ("", "geen", "nobody has this password", CHOSEN):
            assert not is_in(come_in(app, NEW["email"], password))

    def test_refusals_at_their_fields(self, app: Flask, beheer: FlaskClient) -> None:
        for field, wrong in {
            "name": {"name": ""},
            "email": {"email": email_of("amina")},
            "party": {"role": str(Role.INITIATOR)},
        }.items():
            typed = {**NEW, "role": "lezer", **wrong}
            answer = fill_in(beheer, "/beheer/accounts/nieuw", **typed)
            assert answer.status_code == 422, field
            assert f'id="{field}-fout"' in answer.text
            assert typed["email"] in answer.text

    def test_it_is_mailed_where_that_can_be(
        self, app: Flask, beheer: FlaskClient, box: Mailbox
    ) -> None:
        shown = invite(beheer)
        [mail] = box.mails
        payload = mail.get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert mail["To"] == NEW["email"]
        assert path_in(payload.decode()) == shown
        with app.app_context():
            assert db.session.scalars(select(Mail.text)).all() == [""]


class TestPersonalLink:
    def test_looking_changes_nothing_and_it_works_once(
        self, app: Flask, beheer: FlaskClient
    ) -> None:
        path = invite(beheer)
        with app.app_context():
            before = db.session.scalar(select(func.count(Event.id)))
        for _ in range(3):
            assert app.test_client().get(path).status_code == 200
        with app.app_context():
            assert db.session.scalar(select(func.count(Event.id))) == before
        assert fill_in(app.test_client(), path, password=CHOSEN).status_code == 303
        assert app.test_client().get(path).status_code == 404

    def test_one_answer_for_all_that_do_not_work(self, app: Flask, beheer: FlaskClient) -> None:
        replaced, living = invite(beheer), ""
        address = f"/beheer/accounts/{ref_of(app, NEW['email'])}/link"
        expired = path_in(beheer.post(address).text)
        with app.app_context(), transaction():
            db.session.execute(update(PersonalLink).values(expires_at=utc_now()))
        living = path_in(beheer.post(address).text)
        wrong_purpose = living.replace("uitnodiging", "wachtwoord")
        told = set()
        for path in (replaced, expired, wrong_purpose, "/uitnodiging/verzonnen"):
            for method in ("GET", "POST"):
                answer = app.test_client().open(path, method=method, data={"password": CHOSEN})
                assert answer.status_code == 404, path
                told.add(re.sub(r'nonce="[^"]*"', "", answer.text))
        assert len(told) == 1
        assert "Deze link werkt niet (meer)" in told.pop()
        assert app.test_client().get(living).status_code == 200

    def test_guessing_is_slowed_down(self, app: Flask, beheer: FlaskClient) -> None:
        path = invite(beheer)
        app.test_client().get("/uitnodiging/mis")
        with app.app_context(), transaction():
            [key] = set(db.session.scalars(select(Attempt.key)))
            db.session.add_all(Attempt(key=key) for _ in range(30))
        assert app.test_client().get(path).status_code == 429


class TestChanging:
    def test_a_role_holds_at_once(
        self, app: Flask, beheer: FlaskClient, vlietdam: SimpleNamespace
    ) -> None:
        dries = sign_in(app, "dries")
        edit = f"/partijen/{vlietdam.tuin}/wijzigen"
        assert dries.get(edit).status_code == 200
        address = f"/beheer/accounts/{ref_of(app, email_of('dries'))}"
        assert fill_in(beheer, address, role="lezer").status_code == 303
        assert dries.get(edit).status_code == 403
        answer = fill_in(beheer, address, role=str(Role.INITIATOR), name="Dries V.")
        assert answer.status_code == 303, "he has his party from before"
        assert dries.get(edit).status_code == 200
        assert "Dries V." in beheer.get("/beheer/accounts").text

    def test_an_address_of_another_is_refused(self, app: Flask, beheer: FlaskClient) -> None:
        address = f"/beheer/accounts/{ref_of(app, email_of('bas'))}"
        answer = fill_in(beheer, address, email=email_of("amina"))
        assert answer.status_code == 422
        assert 'id="email-fout"' in answer.text

    def test_there_is_always_a_beheerder(self, app: Flask, beheer: FlaskClient) -> None:
        address = f"/beheer/accounts/{ref_of(app, email_of('beheer'))}"
        answer = fill_in(beheer, address, role="lezer")
        assert answer.status_code == 422
        assert "de enige beheerder" in answer.text
        answer = beheer.post(f"{address}/uitzetten")
        assert answer.status_code == 400
        assert "U kunt uw eigen account niet uitzetten." in answer.text
        assert beheer.get("/beheer").status_code == 200

    def test_out_of_use_at_once_and_back(self, app: Flask, beheer: FlaskClient) -> None:
        bas = sign_in(app, "bas")
        address = f"/beheer/accounts/{ref_of(app, email_of('bas'))}"
        path = path_in(beheer.post(f"{address}/link").text)
        assert beheer.post(f"{address}/uitzetten").status_code == 303
        assert bas.get("/partijen").location.startswith("/inloggen")
        assert app.test_client().get(path).status_code == 404
        assert beheer.post(f"{address}/link").status_code == 400
        assert not is_in(come_in(app, email_of("bas"), PASSWORD))
        assert beheer.post(f"{address}/aanzetten").status_code == 303
        assert is_in(come_in(app, email_of("bas"), PASSWORD))


class TestForgotten:
    def test_known_and_unknown_get_the_same_answer(
        self, app: Flask, vlietdam: SimpleNamespace, box: Mailbox
    ) -> None:
        told = set()
        for email in (email_of("bas").upper(), "niemand@vlietdam.example"):
            browser = app.test_client()
            answer = fill_in(browser, "/wachtwoord-vergeten", email=email)
            assert answer.location == "/inloggen"
            told.add(re.sub(r'nonce="[^"]*"', "", browser.get("/inloggen").text))
        assert len(told) == 1
        assert "Is er een account" in told.pop()
        assert [mail["To"] for mail in box.mails] == [email_of("bas")]

    def test_the_new_password_ends_every_session(
        self, app: Flask, vlietdam: SimpleNamespace, box: Mailbox
    ) -> None:
        bas = sign_in(app, "bas")
        fill_in(app.test_client(), "/wachtwoord-vergeten", email=email_of("bas"))
        payload = box.mails[0].get_payload(decode=True)
        assert isinstance(payload, bytes)
        path = path_in(payload.decode())
        assert is_in(bas), "asking for a link changes nothing"
        assert fill_in(app.test_client(), path, password=CHOSEN).status_code == 303
        assert not is_in(bas)
        assert not is_in(come_in(app, email_of("bas"), PASSWORD))
        assert is_in(come_in(app, email_of("bas"), CHOSEN))

    def test_a_mailbox_is_not_flooded_and_nobody_can_tell(
        self, app: Flask, vlietdam: SimpleNamespace, box: Mailbox
    ) -> None:
        for _ in range(ASKED_PER_ACCOUNT + 2):
            answer = fill_in(app.test_client(), "/wachtwoord-vergeten", email=email_of("bas"))
            assert answer.status_code == 303
        assert len(box.mails) == ASKED_PER_ACCOUNT

    def test_without_a_mail_server_the_page_says_whom_to_ask(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        for method in ("GET", "POST"):
            answer = app.test_client().open(
                "/wachtwoord-vergeten", method=method, data={"email": email_of("bas")}
            )
            assert "Vraag de beheerder" in answer.text
        with app.app_context():
            assert db.session.scalar(select(func.count(PersonalLink.id))) == 0
            assert db.session.scalar(select(func.count(User.id))) == 5
