"""Wat staat er open: what was to follow a contact, of who looks or of everybody, late first."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.links.follow_ups import (
    FollowUpFilters,
    filtered_follow_ups,
    has_loose_moments,
    list_follow_ups,
)
from crm.parties.queries import every
from crm.web.access import access, viewer
from crm.web.asking import chosen, page_number
from crm.web.downloads import asked_form, download
from crm.web.listings import FOLLOW_UPS
from crm.web.tabs import Tab

bp = Blueprint("follow_ups", __name__)
WHOSE = {"mij": "Van mij", "iedereen": "Van iedereen", "zonder": "Zonder partij"}


@bp.get("/wat-staat-er-open")
@access("follow_up.read")
def index() -> Response | str:
    """The due-list: own unless everybody's is asked for."""
    whose = (chosen("van", WHOSE) or ("mij",))[0]
    filters = FollowUpFilters(
        own=whose == "mij", late=bool(chosen("stand", ["te_laat"])), loose=whose == "zonder"
    )
    form = asked_form()
    if form:
        return download(FOLLOW_UPS, every(filtered_follow_ups(filters, viewer=viewer())), form=form)
    return render_template(
        "follow_ups/index.html",
        moments=list_follow_ups(filters, page=page_number(), viewer=viewer()),
        filters=filters,
        whose=whose,
        tabs=_tabs(whose),
    )


def _tabs(whose: str) -> list[Tab]:
    """What has no party is a tab only when there is any."""
    shown = dict(WHOSE)
    if whose != "zonder" and not has_loose_moments(viewer=viewer()):
        del shown["zonder"]
    return [Tab(label, _address(value), value == whose) for value, label in shown.items()]


def _address(whose: str) -> str:
    """The same list of others; what is late stays asked for."""
    return url_for(".index", van=whose, stand=request.args.get("stand") or None)
