"""The start page: for each role what that person comes for."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm.accounts.permissions import may
from crm.accounts.roles import Role
from crm.web.access import access, viewer
from crm.web.attention import (
    administrator_start,
    civil_servant_start,
    initiator_start,
    is_first_evening,
    reader_start,
)

bp = Blueprint("start", __name__)
PAGES = {
    Role.CIVIL_SERVANT: ("start/civil_servant.html", civil_servant_start),
    Role.READER: ("start/reader.html", reader_start),
    Role.INITIATOR: ("start/initiator.html", initiator_start),
    Role.ADMINISTRATOR: ("start/administrator.html", administrator_start),
}


@bp.get("/")
@access("network.read")
def index() -> Response | str:
    """Each role its own start; an empty system starts with three questions."""
    who = viewer()
    if may(who, "party.edit") and is_first_evening():
        return redirect(url_for("first_evening.questions"))
    template, gather = PAGES[who.role]
    return render_template(template, start=gather(viewer=who))
