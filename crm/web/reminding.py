"""Beheer of the reminders: nobody is mailed by itself until a beheerder turned it on."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for
from werkzeug.wrappers import Response

from crm.reminders.jobs import let_it_mail, mails_by_itself
from crm.reminders.waiting import list_due
from crm.web.access import access, viewer
from crm.web.forms.administration import RemindersForm
from crm.web.saving import page, saved

bp = Blueprint("reminding", __name__, url_prefix="/beheer")


@bp.route("/herinneringen", methods=["GET", "POST"])
@access("system.manage")
def choose() -> Response | tuple[str, int]:
    """On or off, and how many people would be mailed today."""
    form = RemindersForm(data={"is_on": mails_by_itself()})
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: let_it_mail(form.is_on.data, actor=viewer()),
            to=lambda _done: url_for("administration.index"),
            done="De herinneringen staan aan."
            if form.is_on.data
            else "De herinneringen staan uit.",
        )
        if answer is not None:
            return answer
    due = len(list_due(on=viewer().day))
    has_server = current_app.config["MAIL"] is not None
    return page("administration/reminders.html", form=form, due=due, has_server=has_server)
