"""What holds for every answer: reading writes nothing, hidden is missing, headers, one h1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from crm.core.db import db
from tests.cast import sign_in
from tests.leaks.pages import FRESH, Address, addresses
from tests.leaks.planted import Planted

ROLES = ("amina", "bas", "dries", "beheer")
NOWHERE = "7b0a1d6e-54b0-4f2e-9a52-0c2f7de2c111"
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")
# Written outside the request: the log of readings, attempts to sign in, a session's last seen.
ASIDE = ("INSERT INTO reading ", "INSERT INTO sign_in_attempt ", "UPDATE sign_in_session ")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
CSP_NONCE = re.compile(r"script-src 'self' 'nonce-([\w-]{20,})'")


class Page(HTMLParser):
    """What a page is made of: titles, headings, ids and the nonces of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.title = ""
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.nonces: list[str | None] = []
        self.inline: list[str] = []
        self._open = ""
        self._in_svg = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = dict(attrs)
        self._open = tag
        self._in_svg += tag == "svg"
        self.tags[tag] += 1
        if given.get("id"):
            self.ids[given["id"] or ""] += 1
        if tag == "script" and given.get("type") != "application/json":
            self.nonces.append(given.get("nonce"))
        self.inline += [name for name in given if name == "style" or name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self._in_svg -= tag == "svg"
        self._open = ""

    def handle_data(self, data: str) -> None:
        """The words of the title; a drawing has titles of its own."""
        if self._open == "title" and not self._in_svg:
            self.title += data.strip()


def test_every_page_of_every_role_keeps_the_rules_of_the_house(
    app: Flask, planted: Planted, statements: list[str]
) -> None:
    """One walk past all pages: no write, safe headers, one h1, a title of its own, unique ids."""
    asked = [one for one in addresses(app, planted) if "?" not in one.path]
    assert len(asked) > 60
    for name in ROLES:
        client, titles, nonces = sign_in(app, name), {}, set()
        for one in asked:
            statements.clear()
            answer = client.get(one.path)
            written = [text for text in statements if not text.startswith(ASIDE)]
            assert not written, f"GET {one.path} as {name} writes: {written}"
            nonces.add(_safe(answer, one.path))
            is_page = answer.mimetype == "text/html" and "<main" in answer.text
            if is_page:
                page = _sound(answer, f"{one.path} as {name}")
                if answer.status_code == 200:
                    before = titles.setdefault(page.title, one.path)
                    assert before == one.path, f"{before} and {one.path} are both ‘{page.title}’"
        assert len(nonces) == len(asked), "a nonce was used twice"


def test_what_is_hidden_answers_as_what_does_not_exist(app: Flask, planted: Planted) -> None:
    """For every route with a ref and every method; a hidden record is no different from none."""
    hidden = {ref for ref in planted.marked.words["vertrouwelijk"] if "-" in ref}
    for name in ("amina", "bas"):
        client = sign_in(app, name)
        for method, one in _with_refs(app, planted):
            found = next((ref for ref in hidden if ref in one.path), None)
            if found is None:
                continue
            answer = client.open(one.path, method=method)
            nowhere = client.open(one.path.replace(found, NOWHERE), method=method)
            assert answer.status_code in (403, 404), f"{method} {one.path}: {answer.status_code}"
            assert _plain(answer, found) == _plain(nowhere, NOWHERE), f"{method} {one.path}"


def test_errors_are_safe_too(app: Flask, planted: Planted) -> None:
    client = sign_in(app, "amina")
    for method, path in (("GET", "/bestaat-niet"), ("GET", "/partijen?pagina=x"), ("PUT", "/")):
        answer = client.open(path, method=method)
        assert answer.status_code >= 400
        _safe(answer, path)
        _sound(answer, path)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that write, as they reach the database."""
    with app.app_context():
        engine = db.engine
    with _listening(engine) as heard:
        yield heard


@contextmanager
def _listening(engine: Any) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            heard.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


def _with_refs(app: Flask, planted: Planted) -> Iterator[tuple[str, Address]]:
    """Every address with a ref, for each method it takes."""
    for one in addresses(app, planted, method="GET"):
        yield "GET", one
    for one in addresses(app, planted, method="POST"):
        yield "POST", one


def _safe(answer: TestResponse, path: str) -> str:
    """The headers of an answer; returns its nonce."""
    for header, value in HEADERS.items():
        assert answer.headers.get(header) == value, f"{path}: {header}"
    policy = answer.headers.get("Content-Security-Policy", "")
    found = CSP_NONCE.search(policy)
    assert found, f"{path}: {policy}"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    return found[1]


def _sound(answer: TestResponse, where: str) -> Page:
    page = Page(answer.text)
    assert page.tags["h1"] == 1, f"{where} has {page.tags['h1']} h1"
    assert page.tags["main"] == 1, where
    assert len(page.title) > len(" · Bruggenbouwer"), f"{where} has no title of its own"
    double = [one for one, times in page.ids.items() if times > 1]
    assert not double, f"{where} has more than one {double}"
    policy = answer.headers["Content-Security-Policy"]
    assert all(nonce and f"'nonce-{nonce}'" in policy for nonce in page.nonces), where
    assert not page.inline, f"{where} has {page.inline} inside its HTML: the policy refuses it"
    return page


def _plain(answer: TestResponse, ref: str) -> tuple[int, str]:
    return answer.status_code, FRESH.sub("", answer.text).replace(ref, "")
