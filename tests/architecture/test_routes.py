"""Every route says who may use it, stands in the list of addresses, and is closed to visitors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from crm import create_app
from crm.accounts.permissions import PERMISSIONS
from tests.support.settings import app_settings

WRITTEN_DOWN = Path(__file__).with_name("urls.txt")
NOWHERE = "7b0a1d6e-54b0-4f2e-9a52-0c2f7de2c111"
# Routes that change something and that visitors may use: signing in and out, personal links.
OPEN_TO_CHANGE = {
    "/inloggen", "/inloggen/code", "/uitloggen", "/uitnodiging/<token>", "/wachtwoord/<token>",
    "/wachtwoord-vergeten", "/profiel/<token>", "/profiel/<token>/minder-mail",
    "/mijn-punten/<token>/<ref>", "/mijn-punten/<token>/minder-mail",
    "/kennismaking/<token>", "/mijn-punten/<token>/kennismakingen/<ref>",
}  # fmt: skip
SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app whose routes are only looked at."""
    folder = tmp_path_factory.mktemp("house")
    return create_app(app_settings(f"sqlite:///{folder / 'empty.sqlite3'}", folder))


def test_every_route_declares_who_may_use_it(house: Flask) -> None:
    undeclared = [
        endpoint
        for endpoint, view in house.view_functions.items()
        if endpoint != "static" and getattr(view, "access", None) not in PERMISSIONS
    ]
    assert not undeclared, f"put @access(...) on {undeclared}: who may use this?"


def test_only_what_reads_is_open_to_visitors(house: Flask) -> None:
    changing = {
        rule.rule
        for rule in house.url_map.iter_rules()
        if getattr(house.view_functions[rule.endpoint], "access", None) == "open"
        and (rule.methods or set()) - SAFE
    }
    assert changing == OPEN_TO_CHANGE


def test_all_addresses_are_written_down(house: Flask) -> None:
    """People keep addresses and others link to them: one that changes is a choice."""
    now = {_line(rule.methods, rule.rule) for rule in house.url_map.iter_rules()}
    known = set(WRITTEN_DOWN.read_text(encoding="utf-8").splitlines())
    gone, new = sorted(known - now), sorted(now - known)
    assert not gone, f"{gone} no longer answer: redirect them, or take them out of urls.txt"
    assert not new, f"{new} are new: write them down in urls.txt"


def test_a_visitor_is_sent_to_sign_in_from_every_address(app: Flask) -> None:
    client = app.test_client()
    paths = [
        (re.sub(r"<any\((\w+).*?>", r"\1", re.sub(r"<uuid:.*?>", NOWHERE, rule.rule)), rule)
        for rule in app.url_map.iter_rules()
    ]
    for path, rule in paths:
        view = app.view_functions[rule.endpoint]
        if rule.endpoint == "static" or view.access == "open":
            continue
        for method in (rule.methods or set()) - {"OPTIONS"}:
            answer = client.open(path, method=method)
            assert answer.status_code == 302, f"{method} {path}: {answer.status_code}"
            assert answer.headers["Location"].startswith("/inloggen"), path
    for path in ("/bestaat-niet", f"/partijen/{NOWHERE}/bestaat-niet", "/partijen/geen-ref"):
        for method in ("GET", "POST"):
            answer = client.open(path, method=method)
            assert answer.headers.get("Location", "").startswith("/inloggen"), f"{method} {path}"


def test_every_changing_route_asks_for_a_token(app: Flask) -> None:
    """Without one nothing happens, whoever asks; the switch of the tests is off here."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "POST" not in (rule.methods or ()) or view.access != "open":
            continue
        answer = client.post(rule.rule, data={"email": "a@b.example", "password": "x"})
        assert answer.status_code == 400, f"{rule.rule} takes a form without a token"
        assert "verlopen" in answer.text


def _line(methods: set[str] | None, rule: str) -> str:
    return f"{' '.join(sorted((methods or set()) - {'HEAD', 'OPTIONS'}))} {rule}"
