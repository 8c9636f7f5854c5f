"""Mijn account: the name, the password, the second factor, and where one is signed in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from crm.accounts.models import RecoveryCode, SignInSession, User
from crm.accounts.queries import find_user
from crm.core.db import db, transaction
from tests.cast import PASSWORD, email_of, enter, sign_in
from tests.page import fill_in

NEXT = "een heel ander wachtwoord"
CODE = re.compile(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>")
KEY = re.compile(r"<code>([A-Z2-7 ]{39})</code>")
ON = "/mijn-account/tweede-stap"


@pytest.fixture
def people(app: Flask) -> None:
    """A few with an account, and no town around them."""
    with app.app_context(), transaction():
        for name in ("amina", "bas", "beheer"):
            enter(name)


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/mijn-account").status_code == 200


def codes_of(secret: str) -> tuple[str, str]:
    """The code of now and the next one, which fits already."""
    codes, now = pyotp.TOTP(secret), datetime.now(UTC)
    return codes.at(now), codes.at(now + timedelta(seconds=30))


def turn_on(browser: FlaskClient) -> tuple[tuple[str, str], list[str]]:
    """The code it was turned on with and the next, and the recovery codes that were shown."""
    found = KEY.search(browser.get(ON).text)
    assert found
    now, later = codes_of(found[1].replace(" ", ""))
    answer = fill_in(browser, ON, code=now)
    assert answer.status_code == 200, answer.text
    return (now, later), CODE.findall(answer.text)


def first_step(app: Flask, name: str) -> FlaskClient:
    browser = app.test_client()
    answer = browser.post(
        "/inloggen", query_string={"verder": "/partijen"},
        data={"email": email_of(name), "password": PASSWORD},
    )  # fmt: skip
    assert answer.location == "/inloggen/code?verder=/partijen"
    return browser


def second_step(browser: FlaskClient, code: str) -> bool:
    address = "/inloggen/code?verder=/partijen"
    answer = browser.post(address, data={"code": code})
    return answer.status_code == 302 and answer.location == "/partijen"


class TestNameAndPassword:
    def test_a_name_is_changed(self, app: Flask, people: None) -> None:
        bas = sign_in(app, "bas")
        assert fill_in(bas, "/mijn-account/naam", name="").status_code == 422
        assert fill_in(bas, "/mijn-account/naam", name="Bas Vliet").status_code == 303
        assert "Bas Vliet" in bas.get("/mijn-account").text

    def test_another_password_ends_the_other_sessions(self, app: Flask, people: None) -> None:
        here, elsewhere = sign_in(app, "bas"), sign_in(app, "bas")
        answer = fill_in(here, "/mijn-account/wachtwoord", old=PASSWORD, new=NEXT)
        assert answer.status_code == 303
        assert is_in(here)
        assert not is_in(elsewhere)

    def test_refusals_at_their_fields(self, app: Flask, people: None) -> None:
        bas = sign_in(app, "bas")
        for field, typed in {
            "old": {"old": "mis", "new": NEXT},
            "new": {"old": PASSWORD, "new": "aaaaaaaaaaaaaaaa"},
        }.items():
            answer = fill_in(bas, "/mijn-account/wachtwoord", **typed)
            assert answer.status_code == 422
            assert f'id="{field}-fout"' in answer.text
            assert NEXT not in answer.text

    def test_whoever_sits_at_an_open_screen_does_not_guess_on(
        self, app: Flask, people: None
    ) -> None:
        bas = sign_in(app, "bas")
        for _ in range(5):
            fill_in(bas, "/mijn-account/wachtwoord", old="mis", new=NEXT)
        typed = {"old": PASSWORD, "new": NEXT}
        assert bas.post("/mijn-account/wachtwoord", data=typed).status_code == 429


class TestSessions:
    def test_each_is_told_and_ended_on_its_own(self, app: Flask, people: None) -> None:
        here, elsewhere, third = (sign_in(app, "bas") for _ in range(3))
        page = here.get("/mijn-account").text
        assert page.count("dit apparaat") == 1
        ends = re.findall(r'action="(/mijn-account/sessies/[\w-]{36}/beeindigen)"', page)
        assert len(ends) == 2
        assert here.post(ends[0]).status_code == 303
        assert sorted(map(is_in, (here, elsewhere, third))) == [False, True, True]
        assert here.post(ends[0]).status_code == 404
        assert here.post("/mijn-account/sessies/andere-beeindigen").status_code == 303
        assert [is_in(one) for one in (here, elsewhere, third)] == [True, False, False]

    def test_never_of_somebody_else(self, app: Flask, people: None) -> None:
        amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
        with app.app_context():
            query = select(SignInSession.ref).join(User).where(User.email == email_of("amina"))
            ref = db.session.scalar(query)
        assert bas.post(f"/mijn-account/sessies/{ref}/beeindigen").status_code == 404
        assert is_in(amina)

    def test_who_was_away_for_long_signs_in_again(self, app: Flask, people: None) -> None:
        bas = sign_in(app, "bas")
        with app.app_context(), transaction():
            long_ago = datetime(2020, 1, 1, tzinfo=UTC)
            db.session.execute(update(SignInSession).values(last_seen_at=long_ago))
        assert not is_in(bas)


class TestSecondFactor:
    def test_it_is_asked_for_and_no_code_works_twice(self, app: Flask, people: None) -> None:
        (used, fresh), codes = turn_on(sign_in(app, "amina"))
        assert len(codes) == 10
        amina = first_step(app, "amina")
        assert not is_in(amina)
        assert not second_step(amina, "000000")
        assert not second_step(amina, used), "this one turned it on"
        assert second_step(amina, fresh)
        assert is_in(amina)
        again = first_step(app, "amina")
        assert not second_step(again, fresh)
        assert second_step(again, codes[3].upper())
        assert not second_step(first_step(app, "amina"), codes[3])
        assert "nog 9 herstelcodes" in again.get("/mijn-account").text

    def test_the_first_step_alone_is_no_way_in(self, app: Flask, people: None) -> None:
        turn_on(sign_in(app, "bas"))
        first_step(app, "bas")
        with app.app_context():
            waiting = db.session.scalars(
                select(SignInSession).where(SignInSession.waits_until.is_not(None))
            ).one()
            hashed = waiting.token_hash
        assert len(hashed) == 64
        assert app.test_client().get("/inloggen/code").location == "/inloggen"

    def test_guessing_is_slowed_down(self, app: Flask, people: None) -> None:
        _used, codes = turn_on(sign_in(app, "bas"))
        bas = first_step(app, "bas")
        for _ in range(5):
            assert not second_step(bas, "000000")
        assert bas.post("/inloggen/code", data={"code": codes[0]}).status_code == 429

    def test_a_wrong_code_does_not_turn_it_on(self, app: Flask, people: None) -> None:
        bas = sign_in(app, "bas")
        answer = fill_in(bas, ON, code="000000")
        assert answer.status_code == 422
        assert 'id="code-fout"' in answer.text
        assert sign_in(app, "bas").get("/partijen").status_code == 200

    def test_off_again_and_new_codes_with_the_password(self, app: Flask, people: None) -> None:
        bas = sign_in(app, "bas")
        _used, codes = turn_on(bas)
        assert fill_in(bas, "/mijn-account/herstelcodes", password="mis").status_code == 422
        shown = fill_in(bas, "/mijn-account/herstelcodes", password=PASSWORD)
        assert not set(CODE.findall(shown.text)) & set(codes)
        assert not second_step(first_step(app, "bas"), codes[0])
        assert fill_in(bas, f"{ON}/uitzetten", password=PASSWORD).status_code == 303
        with app.app_context():
            assert db.session.scalars(select(RecoveryCode)).all() == []
        assert is_in(sign_in(app, "bas"))

    def test_a_beheerder_helps_who_lost_the_phone(self, app: Flask, people: None) -> None:
        bas, beheer = sign_in(app, "bas"), sign_in(app, "beheer")
        turn_on(bas)
        with app.app_context():
            user = find_user(email_of("bas"))
            assert user is not None
            ref = user.ref
        answer = beheer.post(f"/beheer/accounts/{ref}/tweede-stap-uitzetten")
        assert answer.status_code == 303
        assert not is_in(bas)
        assert is_in(sign_in(app, "bas"))


class TestRequired:
    @pytest.mark.parametrize("name", ["amina", "beheer"])
    def test_the_town_hall_does_nothing_before_it_is_on(
        self, app: Flask, people: None, name: str
    ) -> None:
        app.config["TOTP"] = True
        browser = sign_in(app, name)
        for method, path in (("GET", "/partijen"), ("POST", "/partijen/nieuw"), ("GET", "/niets")):
            assert browser.open(path, method=method).location == ON, path
        assert "Voor uw rol" in browser.get(ON).text
        turn_on(browser)
        assert browser.get("/partijen").status_code == 200

    def test_others_choose_for_themselves(self, app: Flask, people: None) -> None:
        app.config["TOTP"] = True
        assert sign_in(app, "bas").get("/partijen").status_code == 200
