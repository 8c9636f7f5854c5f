"""What a party offers and needs, through the front door."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask

from tests.cast import sign_in
from tests.page import fill_in, send


class TestNew:
    @pytest.mark.parametrize("name", ["amina", "dries"])
    def test_two_fields_are_enough(self, app: Flask, vlietdam: SimpleNamespace, name: str) -> None:
        browser = sign_in(app, name)
        address = f"/partijen/{vlietdam.tuin}/biedt-en-zoekt/nieuw"
        answer = fill_in(browser, address, seeks="een kas", offers="een kruiwagen")
        assert answer.status_code == 303
        page = browser.get(answer.location).text
        assert "een kruiwagen" in page
        assert "een kas" in page
        assert "geldig tot 22 november 2027" in page

    def test_refused_at_the_field(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        dries = sign_in(app, "dries")
        address = f"/partijen/{vlietdam.tuin}/biedt-en-zoekt/nieuw"
        answer = fill_in(dries, address, description="Voor het voorjaar")
        assert answer.status_code == 422
        assert 'id="seeks-fout"' in answer.text
        assert "Voor het voorjaar" in answer.text

    def test_not_for_somebody_else(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        address = f"/partijen/{vlietdam.school}/biedt-en-zoekt/nieuw"
        for name in ("dries", "bas"):
            browser = sign_in(app, name)
            assert browser.get(address).status_code == 403
            assert browser.post(address, data={"seeks": "iets"}).status_code == 403


class TestChange:
    def test_a_stale_save_shows_both(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        dries = sign_in(app, "dries")
        address = f"/partijen/{vlietdam.tuin}/biedt-en-zoekt/{vlietdam.aanbod}/wijzigen"
        opened = dries.get(address).text
        assert fill_in(dries, address, title="een kas").status_code == 303
        conflict = send(dries, address, opened, title="een tent")
        assert conflict.status_code == 409
        assert "een kas" in conflict.text
        assert "een tent" in conflict.text
        saved = send(dries, address, conflict.text)
        assert "een tent" in dries.get(saved.location).text

    def test_of_this_party_only(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        address = f"/partijen/{vlietdam.school}/biedt-en-zoekt/{vlietdam.aanbod}/wijzigen"
        assert amina.get(address).status_code == 404
