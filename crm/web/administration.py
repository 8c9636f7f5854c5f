"""Beheer: the state of the system, and the name of the network."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import change_setting
from crm.accounts.queries import setting
from crm.reminders.jobs import mails_by_itself
from crm.upkeep.health import latest_jobs
from crm.web.access import access, viewer
from crm.web.forms.administration import NameForm
from crm.web.saving import page, saved
from crm.web.state import system_state

bp = Blueprint("administration", __name__, url_prefix="/beheer")


@bp.get("")
@access("system.manage")
def index() -> str:
    """How the system is doing, and what a beheerder can set."""
    return render_template(
        "administration/index.html",
        state=system_state(viewer=viewer()),
        jobs=latest_jobs(viewer=viewer()),
        reminders_on=mails_by_itself(),
    )


@bp.route("/naam", methods=["GET", "POST"])
@access("system.manage")
def name() -> Response | tuple[str, int]:
    """The name of the municipality or network in the bar."""
    form = NameForm(data={"name": setting("network_name")})
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_setting("network_name", form.name.data or "", actor=viewer()),
            to=lambda _done: url_for(".index"),
            done="De naam is opgeslagen.",
        )
        if answer is not None:
            return answer
    return page("administration/name.html", form=form)
