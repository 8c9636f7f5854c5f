"""Beheer through the front door: the state, and the name in the bar."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from tests.cast import sign_in
from tests.page import fill_in


def test_only_for_the_beheerder(app: Flask, vlietdam: SimpleNamespace) -> None:
    for name in ("amina", "bas", "dries"):
        browser = sign_in(app, name)
        for address in ("/beheer", "/beheer/naam", "/beheer/accounts", "/beheer/accounts/nieuw"):
            assert browser.get(address).status_code == 403


class TestName:
    def test_everybody_sees_it_in_the_bar(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        beheer = sign_in(app, "beheer")
        assert fill_in(beheer, "/beheer/naam", name="").status_code == 422
        assert fill_in(beheer, "/beheer/naam", name="Zuidhoek <3").status_code == 303
        assert "Zuidhoek &lt;3" in sign_in(app, "bas").get("/").text
