"""Signing in and out: who comes in, how often one may try, and sessions that end."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.accounts.models import Attempt, SignInSession
from crm.accounts.queries import find_user
from crm.accounts.sessions import FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, end_sessions
from crm.core.db import db, transaction
from tests.cast import PASSWORD, email_of, sign_in

WRONG = "een ander wachtwoord"


def attempt(browser: FlaskClient, email: str, password: str = WRONG, **given: str) -> TestResponse:
    return browser.post("/inloggen", data={"email": email, "password": password}, **given)


def without_nonce(answer: TestResponse, email: str) -> str:
    nonce = answer.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    return answer.text.replace(nonce, "").replace(email, "")


class TestComingIn:
    def test_on_to_the_page_that_was_asked(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        browser = app.test_client()
        away = browser.get("/partijen?q=tuin")
        assert away.status_code == 302
        typed = {"email": email_of("amina").upper(), "password": PASSWORD}
        answer = browser.post(away.location, data=typed)
        assert answer.location == "/partijen?q=tuin"
        assert browser.get(answer.location).status_code == 200

    @pytest.mark.parametrize(
        "onward", ["https://elders.example/", "//elders.example", "/\\elders.example", "elders"]
    )
    def test_never_to_another_host(
        self, app: Flask, vlietdam: SimpleNamespace, onward: str
    ) -> None:
        answer = app.test_client().post(
            "/inloggen",
            query_string={"verder": onward},
            data={"email": email_of("bas"), "password": PASSWORD},
        )
        assert answer.location == "/"

    def test_known_and_unknown_get_the_same_answer(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        known, unknown = email_of("amina"), "niemand@vlietdam.example"
        answers = [attempt(app.test_client(), email) for email in (known, unknown)]
        assert [answer.status_code for answer in answers] == [422, 422]
        one, other = (
            without_nonce(answer, email)
            for answer, email in zip(answers, (known, unknown), strict=True)
        )
        assert one == other
        assert "horen niet bij elkaar" in one
        assert WRONG not in one

    def test_an_account_out_of_use_gets_that_answer_too(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        with app.app_context(), transaction():
            user = find_user(email_of("bas"))
            assert user is not None
            user.active = False
        answer = attempt(app.test_client(), email_of("bas"), PASSWORD)
        assert answer.status_code == 422
        assert "horen niet bij elkaar" in answer.text


class TestThrottle:
    def test_per_account_whoever_tries(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        for turn in range(FAILURES_PER_ACCOUNT):
            place = {"REMOTE_ADDR": f"192.0.2.{turn}"}
            answer = attempt(app.test_client(), email_of("amina"), environ_overrides=place)
            assert answer.status_code == 422
        answer = attempt(app.test_client(), email_of("amina"), PASSWORD)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "900"
        assert "Wacht een kwartier" in answer.text
        sign_in(app, "bas")

    def test_an_unknown_account_is_throttled_alike(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        statuses = [
            attempt(app.test_client(), "niemand@vlietdam.example").status_code
            for _ in range(FAILURES_PER_ACCOUNT + 1)
        ]
        assert statuses == [422] * FAILURES_PER_ACCOUNT + [429]

    def test_per_address_whichever_account(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        with app.app_context():
            attempt(app.test_client(), "eerste@vlietdam.example")
            keys = set(db.session.scalars(select(Attempt.key)))
            db.session.rollback()
        attempt(app.test_client(), "tweede@vlietdam.example")
        with app.app_context(), transaction():
            [address] = [
                key
                for key in keys
                if len(list(db.session.scalars(select(Attempt).where(Attempt.key == key)))) == 2
            ]
            db.session.add_all(Attempt(key=address) for _ in range(FAILURES_PER_ADDRESS - 2))
        assert attempt(app.test_client(), email_of("amina"), PASSWORD).status_code == 429

    def test_coming_in_forgets_the_failures_of_the_account(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        for _ in range(2):
            for _ in range(FAILURES_PER_ACCOUNT - 1):
                attempt(app.test_client(), email_of("amina"))
            sign_in(app, "amina")


class TestSession:
    def test_a_new_one_at_every_sign_in(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        browser = sign_in(app, "amina")
        before = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
        attempt(browser, email_of("amina"), PASSWORD)
        after = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert before is not None
        assert after is not None
        assert before.value != after.value
        with app.app_context():
            tokens = list(db.session.scalars(select(SignInSession.token_hash)))
        assert len(set(tokens)) == 2

    def test_signing_out_ends_it_on_the_server(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        browser = sign_in(app, "amina")
        stolen = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert stolen is not None
        browser.post("/uitloggen")
        thief = app.test_client()
        thief.set_cookie(app.config["SESSION_COOKIE_NAME"], stolen.value)
        assert thief.get("/partijen").location.startswith("/inloggen")

    def test_revoked_everywhere_at_once(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        browsers = [sign_in(app, "bas"), sign_in(app, "bas")]
        with app.app_context(), transaction():
            user = find_user(email_of("bas"))
            assert user is not None
            end_sessions(user)
        assert all(browser.get("/").status_code == 302 for browser in browsers)

    def test_the_cookie_is_out_of_reach_of_scripts_and_others(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        answer = attempt(app.test_client(), email_of("amina"), PASSWORD)
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
