"""Choosing a password by a personal link: of an invitation, or because the old one is lost."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.attempts import attempt_key, count_attempt, failures, refuse_after
from crm.accounts.operations import choose_password
from crm.accounts.personal_links import open_link
from crm.accounts.purposes import Purpose
from crm.accounts.queries import find_user, get_user, normalise_email
from crm.web.access import access, viewer
from crm.web.forms.sessions import ChoosePasswordForm, ForgottenForm
from crm.web.invitations import send_password_link
from crm.web.saving import page, saved

bp = Blueprint("passwords", __name__)
ASKED_PER_ACCOUNT = 3
ASKED_PER_ADDRESS = 10
ASKED = (
    "Is er een account met dit e-mailadres? Dan staat er zo een mail klaar met een link. "
    "De link werkt twee uur."
)


@bp.route("/uitnodiging/<token>", methods=["GET", "POST"])
@access("open")
def invitation(token: str) -> Response | tuple[str, int]:
    """Somebody new chooses a password; looking changes nothing."""
    return _choose(token, Purpose.INVITATION)


@bp.route("/wachtwoord/<token>", methods=["GET", "POST"])
@access("open")
def reset(token: str) -> Response | tuple[str, int]:
    """Somebody who lost the password chooses another."""
    return _choose(token, Purpose.RESET)


@bp.route("/wachtwoord-vergeten", methods=["GET", "POST"])
@access("open")
def forgotten() -> Response | tuple[str, int]:
    """Ask for a link; known and unknown addresses get the same answer."""
    form, can_mail = ForgottenForm(), current_app.config["MAIL"] is not None
    if can_mail and form.validate_on_submit():
        _send_when_known(form.email.data or "")
        flash(ASKED)
        return redirect(url_for("sessions.sign_in"), code=303)
    return page("passwords/forgotten.html", form=form, can_mail=can_mail)


def _choose(token: str, purpose: Purpose) -> Response | tuple[str, int]:
    link = open_link(token, purpose, address=request.remote_addr or "")
    user, form = get_user(link.subject_ref), ChoosePasswordForm()
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: choose_password(user, form.password.data or "", link=link),
            to=lambda _done: url_for("sessions.sign_in"),
            done="Uw wachtwoord is opgeslagen. Log er nu mee in.",
        )
        if answer is not None:
            return answer
        user = get_user(link.subject_ref)
    return page("passwords/choose.html", form=form, user=user, is_new=purpose is Purpose.INVITATION)


def _send_when_known(email: str) -> None:
    """So often per quarter, for an address that has no account as well."""
    account = attempt_key("forgotten", normalise_email(email))
    place = attempt_key("forgotten-address", request.remote_addr or "")
    refuse_after({place: ASKED_PER_ADDRESS})
    user = find_user(email)
    if user is not None and user.active and failures(account) < ASKED_PER_ACCOUNT:
        send_password_link(user, actor=viewer())
    count_attempt(account, place)
