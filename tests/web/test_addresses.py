"""Addresses made with their refs left open are those that Flask makes."""

from __future__ import annotations

import flask
import pytest
from flask import Flask

from crm.core.db import new_ref
from crm.web.addresses import url_for

WORDS = {"filename": "css/a b.css", "suffix": "zip", "verb": "stoppen", "list_name": "themas"}


@pytest.mark.parametrize("root", ["", "/vlietdam"])
def test_every_page_has_the_address_that_flask_gives_it(app: Flask, root: str) -> None:
    """Below another address too, and with a ref that the route does not hold."""
    with app.test_request_context("/", base_url=f"http://localhost{root}/"):
        for rule in app.url_map.iter_rules():
            values = {name: new_ref() for name in [*sorted(rule.arguments), "partij"]}
            values |= {name: word for name, word in WORDS.items() if name in rule.arguments}
            assert url_for(rule.endpoint, **values) == flask.url_for(rule.endpoint, **values)


@pytest.mark.parametrize(
    "values", [{"q": "100% & <b>"}, {"pagina": 2}, {"op": None}, {"q": "a" * 36}, {"q": "-" * 36}]
)
def test_what_is_no_ref_is_quoted(app: Flask, values: dict[str, str]) -> None:
    """A text is written as an address wants it, also one that is as long as a ref."""
    with app.test_request_context("/"):
        assert url_for("parties.index", **values) == flask.url_for("parties.index", **values)


@pytest.mark.parametrize("host", ["vlietdam.example", "elders.example"])
def test_the_whole_address_of_a_file_has_the_host_that_was_asked(app: Flask, host: str) -> None:
    with app.test_request_context("/", base_url=f"https://{host}/"):
        address = url_for("static", filename="css/a.css", _external=True)
    assert address == f"https://{host}/static/css/a.css"
