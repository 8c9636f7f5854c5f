"""A form on a page, filled in and sent as a browser does: what it shows is what is sent."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Values = dict[str, list[str]]


class _Reader(HTMLParser):
    """Collects what the forms inside `main` would send; a button names no form of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Values]] = []
        self.in_main = False
        self.values: Values | None = None
        self.select = ""
        self.textarea: str | None = None
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a control and what it holds."""
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.in_main = True
        elif tag == "form" and self.in_main and given.get("method") == "post":
            self.values = {}
            self.forms.append((given.get("action", ""), self.values))
        elif self.values is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        if tag == "select":
            self.select, self.options = given["name"], []
        elif tag == "option":
            self.options.append((given["value"], "selected" in given))
        elif tag == "textarea":
            self.textarea = given["name"]
            self._add(self.textarea, "")
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self._add(given["name"], given.get("value", "on"))
        elif tag == "input" and given.get("type") not in ("submit", "file"):
            self._add(given["name"], given.get("value", ""))

    def _add(self, name: str, value: str) -> None:
        assert self.values is not None
        self.values.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        """The text of a text area."""
        if self.textarea and self.values is not None:
            self.values[self.textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self.values = None
        elif tag == "textarea":
            assert self.values is not None
            texts = self.values[self.textarea or ""]
            # a browser leaves out the line end right after the tag
            texts[-1] = texts[-1].removeprefix("\r\n").removeprefix("\n")
            self.textarea = None
        elif tag == "select" and self.values is not None and self.options:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            self._add(self.select, (chosen or [self.options[0][0]])[0])


def forms_on(html: str) -> list[tuple[str, Values]]:
    """The address and the values of every changing form in `main`."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def send(client: FlaskClient, address: str, html: str, **changes: Any) -> TestResponse:
    """Send the largest form on a page, with some fields filled in otherwise."""
    action, values = max(forms_on(html), key=lambda form: len(form[1]))
    return client.post(action or address, data={**values, **changes})


def fill_in(client: FlaskClient, address: str, **changes: Any) -> TestResponse:
    """Open a page, fill in some fields of its form, and send it."""
    page = client.get(address)
    assert page.status_code == 200, f"{address}: {page.status_code}"
    return send(client, address, page.text, **changes)
