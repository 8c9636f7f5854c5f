"""Errors as pages in plain Dutch, in the look of the house."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.cast import sign_in


def fail_with(app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(**_values: object) -> str:
        raise error

    monkeypatch.setitem(app.view_functions, "pages.privacy", broken)


class TestErrors:
    def test_an_unknown_address(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        answer = sign_in(app, "bas").get("/bestaat-niet")
        assert answer.status_code == 404
        assert "Deze pagina is er niet" in answer.text
        assert "Zoeken" in answer.text

    def test_the_wrong_way_of_asking(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        answer = sign_in(app, "bas").get("/uitloggen")
        assert answer.status_code == 405
        assert "POST" in answer.headers["Allow"]
        assert "Dit kan hier niet" in answer.text

    def test_as_json_for_who_asks(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        answer = sign_in(app, "bas").get("/bestaat-niet", headers={"Accept": "application/json"})
        assert answer.status_code == 404
        assert answer.json is not None
        assert list(answer.json) == ["fout"]

    def test_our_own_fault_has_a_number_and_no_detail(
        self, app: Flask, vlietdam: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(app.config, "TESTING", False)
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        fail_with(app, monkeypatch, RuntimeError("geheim detail"))
        answer = sign_in(app, "bas").get("/privacy")
        assert answer.status_code == 500
        assert "Er ging bij ons iets mis" in answer.text
        assert "geheim detail" not in answer.text

    def test_a_busy_database_says_when_to_come_back(
        self, app: Flask, vlietdam: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fail_with(app, monkeypatch, OperationalError("select 1", {}, Exception("locked")))
        answer = sign_in(app, "bas").get("/privacy")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "60"
        assert "locked" not in answer.text
