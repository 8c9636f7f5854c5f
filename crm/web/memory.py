"""The networks that the web server keeps in memory, at hand in every request."""

from __future__ import annotations

from flask import Flask, current_app

from crm.opportunities.ranking.kept import KeptNetworks, begin_with

EXTENSION = "kept_networks"


def init_app(app: Flask) -> None:
    """Keep networks for the pages of this app; a command has none."""
    app.extensions[EXTENSION] = KeptNetworks(app.app_context)
    app.before_request(_begin)
    app.teardown_request(_end)


def _begin() -> None:
    begin_with(current_app.extensions[EXTENSION])


def _end(_error: BaseException | None) -> None:
    begin_with(None)
