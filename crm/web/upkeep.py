"""Beheer of the work beside the pages: mails that wait for somebody, and a back-up by hand."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm.core.jobs.operations import start_job
from crm.core.mail.models import Mail
from crm.upkeep.backup.nightly import BACKUP
from crm.upkeep.mails import get_readable_mail, send_again, throw_away
from crm.web.access import access, viewer

bp = Blueprint("upkeep", __name__, url_prefix="/beheer")


@bp.get("/mails/<uuid:ref>")
@access("system.manage")
def mail(ref: object) -> str:
    """The text of a mail, to copy or to send after all."""
    return render_template("administration/mail.html", mail=_mail(ref))


@bp.post("/mails/<uuid:ref>/opnieuw")
@access("system.manage")
def retry(ref: object) -> Response:
    """Let a mail that was stuck leave after all."""
    send_again(_mail(ref), actor=viewer())
    flash("De mail wordt opnieuw verstuurd.", "goed")
    return _back()


@bp.post("/mails/<uuid:ref>/weg")
@access("system.manage")
def drop(ref: object) -> Response:
    """Let go of a mail."""
    throw_away(_mail(ref), actor=viewer())
    flash("De mail is van de lijst.", "goed")
    return _back()


@bp.post("/reservekopie")
@access("system.manage")
def backup() -> Response:
    """Make a back-up now; the worker does it."""
    ref = start_job(BACKUP, actor=viewer())
    return redirect(url_for("jobs.show", ref=ref), code=303)


def _mail(ref: object) -> Mail:
    return get_readable_mail(str(ref), viewer=viewer())


def _back() -> Response:
    return redirect(url_for("administration.index"), code=303)
