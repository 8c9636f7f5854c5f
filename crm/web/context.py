"""What every template knows: the viewer, the menu, and how days and money are written."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g

from crm.accounts.permissions import may
from crm.accounts.queries import setting
from crm.accounts.viewer import Viewer
from crm.core import dates
from crm.core.money import money_text
from crm.core.text import figure_text, fold
from crm.links.rhythm import BANDS
from crm.parties.kinds import KINDS, PHASE_LABELS, kind_label
from crm.web import navigation
from crm.web.access import today, viewer
from crm.web.addresses import url_for
from crm.web.headers import csp_nonce

VISIBILITY_WORDS = {
    "openbaar": "iedereen",
    "netwerk": "het netwerk",
    "intern": "alleen gemeente",
    "vertrouwelijk": "vertrouwelijk",
}


def network_name() -> str:
    """The name of the municipality: a setting, else what a beheerder chose."""
    return current_app.config["NETWORK_NAME"] or setting("network_name")


def from_whom() -> dict[str, str]:
    """Who has no account must know who asks: the bar and the first sentence say it."""
    return {"network_name": network_name()}


def town_name(name: str) -> str:
    """Who asks, for readers without an account: `gemeente Vlietdam`, `Netwerk Oost`."""
    if not name:
        return "de gemeente"
    says_itself = any(word in fold(name) for word in ("gemeente", "netwerk"))
    return name if says_itself else f"gemeente {name}"


def points_text(points: float) -> str:
    """`12,5 punten`: what one reason adds to the strength."""
    return f"{points:.1f}".replace(".", ",") + " punten"


def init_app(app: Flask) -> None:
    """Give the templates their words and filters."""
    app.context_processor(_context)
    app.jinja_env.globals.update(
        csp_nonce=csp_nonce,
        KINDS=KINDS,
        bands=BANDS,
        may=_may,
        phase_labels=PHASE_LABELS,
        url_for=url_for,
        visibility_words=VISIBILITY_WORDS,
    )
    app.jinja_env.filters.update(
        day=dates.date_text,
        period=dates.period_text,
        days=dates.days_text,
        dutch_day=dates.dutch_day,
        clock=dates.clock_text,
        sentence_case=lambda text: text[:1].upper() + text[1:],
        money=money_text,
        points=points_text,
        figure=figure_text,
        kind_label=kind_label,
        town_name=town_name,
        short_day=lambda day: dates.short_date_text(day, today()),
        ago=lambda day: dates.ago_text(day, today()),
    )


def _may(permission: str) -> bool:
    """A global, so that macros know it too."""
    return "viewer" in g and may(viewer(), permission)


def _context() -> dict[str, Any]:
    who = viewer() if "viewer" in g else Viewer.visitor(today())
    bar = navigation.menu(who) if who.is_signed_in else navigation.Menu()
    return {
        "viewer": who,
        "today": today(),
        "network_name": bar.network_name,
        "navigation": bar.main,
        "more_navigation": bar.more,
    }
