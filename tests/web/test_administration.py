"""Beheer through the front door: the state, accounts, and the name in the bar."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from crm.accounts.queries import find_user
from crm.accounts.roles import Role
from tests.cast import email_of, sign_in
from tests.page import fill_in

NEW = {"name": "Sam Tol", "email": "sam@vlietdam.example", "password": "vier losse woorden hier"}


def user_ref(app: Flask, name: str) -> str:
    with app.app_context():
        user = find_user(email_of(name))
        assert user is not None
        return user.ref


class TestAccounts:
    def test_an_initiatiefnemer_with_a_party(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        beheer = sign_in(app, "beheer")
        answer = fill_in(
            beheer,
            "/beheer/accounts/nieuw",
            role=str(Role.INITIATOR),
            party="Basisschool De Kring",
            **NEW,
        )
        assert answer.status_code == 303
        assert NEW["email"] in beheer.get(answer.location).text
        sam = app.test_client()
        sam.post("/inloggen", data={"email": NEW["email"], "password": NEW["password"]})
        assert sam.get(f"/partijen/{vlietdam.school}/wijzigen").status_code == 200
        assert sam.get(f"/partijen/{vlietdam.tuin}/wijzigen").status_code == 403

    def test_refusals_at_their_fields(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        beheer, address = sign_in(app, "beheer"), "/beheer/accounts/nieuw"
        for field, wrong in {
            "email": {"email": email_of("amina")},
            "password": {"password": "kort"},
            "party": {"role": str(Role.INITIATOR)},
        }.items():
            answer = fill_in(beheer, address, **{**NEW, "role": "lezer", **wrong})
            assert answer.status_code == 422, field
            assert f'id="{field}-fout"' in answer.text
            assert "Sam Tol" in answer.text
            assert NEW["password"] not in answer.text

    def test_put_out_of_use_at_once(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        beheer, bas = sign_in(app, "beheer"), sign_in(app, "bas")
        ref = user_ref(app, "bas")
        assert bas.get("/partijen").status_code == 200
        assert beheer.post(f"/beheer/accounts/{ref}/uitzetten").status_code == 303
        assert bas.get("/partijen").location.startswith("/inloggen")

    def test_never_the_own_account(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        beheer, ref = sign_in(app, "beheer"), user_ref(app, "beheer")
        answer = beheer.post(f"/beheer/accounts/{ref}/uitzetten")
        assert answer.status_code == 400
        assert "U kunt uw eigen account niet uitzetten." in answer.text
        assert beheer.get("/beheer").status_code == 200

    def test_only_for_the_beheerder(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        for name in ("amina", "bas", "dries"):
            browser = sign_in(app, name)
            for address in ("/beheer", "/beheer/naam", "/beheer/accounts/nieuw"):
                assert browser.get(address).status_code == 403


class TestName:
    def test_everybody_sees_it_in_the_bar(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        beheer = sign_in(app, "beheer")
        assert fill_in(beheer, "/beheer/naam", name="").status_code == 422
        assert fill_in(beheer, "/beheer/naam", name="Zuidhoek <3").status_code == 303
        assert "Zuidhoek &lt;3" in sign_in(app, "bas").get("/").text
