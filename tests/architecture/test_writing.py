"""Writing: one commit for a success, nothing for a refusal, and never without the form's token."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.engine import Connection

from crm.audit.models import Event
from crm.core.db import db, transaction
from tests.cast import enter, sign_in

NOBODY = UUID("7b0a1d6e-54b0-4f2e-9a52-0c2f7de2c111")
COOKIE = "sessie"


@pytest.fixture
def amina(app: Flask) -> FlaskClient:
    """Amina, a medewerker, signed in."""
    with app.app_context(), transaction():
        enter("amina")
    return sign_in(app, "amina")


@pytest.fixture
def commits(app: Flask) -> Iterator[list[Connection]]:
    """Every commit from here on."""
    seen: list[Connection] = []
    with app.app_context():
        engine = db.engine
    note = seen.append
    event.listen(engine, "commit", note)
    yield seen
    event.remove(engine, "commit", note)


def events(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Event.id))) or 0


def test_a_write_that_succeeds_commits_once(
    app: Flask, amina: FlaskClient, commits: list[Connection]
) -> None:
    before = events(app)
    form = {"name": "Buurttuin", "kind": "bewonersinitiatief", "visibility": "netwerk",
            "phase": "idee", "contact_name": "Dries Vermeer"}  # fmt: skip
    commits.clear()
    assert amina.post("/partijen/nieuw", data=form).status_code == 303
    assert len(commits) == 1
    # The party, its aanspreekpunt and the role: three records in that one commit.
    assert events(app) == before + 3


def test_a_write_that_is_refused_commits_nothing(
    app: Flask, amina: FlaskClient, commits: list[Connection]
) -> None:
    before = events(app)
    commits.clear()
    assert amina.post("/partijen/nieuw", data={"name": ""}).status_code == 422
    assert commits == []
    assert events(app) == before


def _filled(rule: Any, name: str) -> str:
    """A ref that does not exist; of a list of words the first."""
    words = getattr(rule._converters[name], "items", None)
    return min(words) if words else NOBODY


def test_every_change_asks_for_the_token_of_its_form(
    app: Flask, amina: FlaskClient, make_app: Callable[..., Flask]
) -> None:
    cookie = amina.get_cookie(COOKIE)
    assert cookie is not None
    guarded = make_app(WTF_CSRF_ENABLED=True)
    client = guarded.test_client()
    client.set_cookie(COOKIE, cookie.value)
    before = events(app)
    asked = 0
    for rule in guarded.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        built = rule.build({name: _filled(rule, name) for name in rule.arguments})
        assert built is not None
        answer = client.post(built[1])
        assert answer.status_code == 400, built[1]
        assert "verlopen" in answer.text, built[1]
        asked += 1
    assert asked > 20
    assert events(app) == before
