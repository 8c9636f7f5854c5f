"""Sentences of reasons in pieces: the names in them lead to the records they name."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from crm.opportunities.queries import ShownReason
from crm.opportunities.ranking.named import Named, pieces
from crm.web.addresses import url_for

_ADDRESSES: dict[str, Callable[[Named], str]] = {
    "party": lambda name: url_for("parties.show", ref=name.ref),
    "offer": lambda name: url_for("parties.show", ref=name.at, _anchor=f"aanbod-{name.ref}"),
    "goal": lambda name: url_for("goals.show", ref=name.ref),
}


def init_app(app: Flask) -> None:
    """Give the templates the filter."""
    app.jinja_env.filters["leading"] = leading


def leading(reason: ShownReason) -> list[tuple[str, str]]:
    """What the reason says after its label, in pieces of text and address (empty: only text)."""
    told = reason.sentence
    rest = told[len(reason.label) :] if told.startswith(reason.label) else f": {told}"
    return [
        (text, _ADDRESSES[named.what](named) if named and named.what in _ADDRESSES else "")
        for text, named in pieces(rest, reason.evidence)
    ]
