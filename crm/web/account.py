"""Mijn account: name, password, second factor, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.models import User
from crm.accounts.operations import change_password, change_user, check_password
from crm.accounts.second_factor import (
    codes_left,
    must_have_second_factor,
    renew_recovery_codes,
    turn_off_second_factor,
    turn_on_second_factor,
)
from crm.accounts.sessions import end_sessions, get_session, list_sessions
from crm.accounts.sessions import sign_out as end_session
from crm.accounts.totp import new_secret, setup_address, spoken
from crm.core.db import db
from crm.core.errors import Refused
from crm.web.access import access, viewer
from crm.web.forms.account import ConfirmForm, OwnNameForm, PasswordForm
from crm.web.forms.base import Form
from crm.web.forms.sessions import CodeForm
from crm.web.qr import qr_code
from crm.web.saving import page, saved

bp = Blueprint("account", __name__, url_prefix="/mijn-account")
FOR_APP = "geheim_voor_app"


def own() -> User:
    """The account that is signed in."""
    user = db.session.get(User, viewer().user_id)
    assert user is not None
    return user


@bp.get("")
@access("account.own")
def show() -> str:
    """Everything about one's own account on one page."""
    user = own()
    return render_template(
        "account/show.html",
        user=user,
        sessions=list_sessions(user),
        here=current_user.session_id,
        codes_left=codes_left(user) if user.has_second_factor else 0,
    )


@bp.route("/naam", methods=["GET", "POST"])
@access("account.own")
def name() -> Response | tuple[str, int]:
    """How others see you."""
    form, user = OwnNameForm(data={"name": own().name}), own()
    return _done(
        "account/name.html",
        form,
        lambda: change_user(
            user, name=form.name.data or "", email=user.email, role=user.role, actor=viewer()
        ),
        "Uw naam is opgeslagen.",
    )


@bp.route("/wachtwoord", methods=["GET", "POST"])
@access("account.own")
def password() -> Response | tuple[str, int]:
    """Another password; everywhere else one is signed out."""
    form = PasswordForm()
    return _done(
        "account/password.html",
        form,
        lambda: change_password(
            own(),
            old=form.old.data or "",
            new=form.new.data or "",
            session_id=current_user.session_id,
            actor=viewer(),
        ),
        "Uw wachtwoord is gewijzigd. Op andere apparaten bent u nu uitgelogd.",
    )


@bp.route("/tweede-stap", methods=["GET", "POST"])
@access("account.own")
def second_factor() -> Response | str | tuple[str, int]:
    """Turn the second factor on: scan, type the code, and keep the recovery codes."""
    user, form = own(), CodeForm()
    if user.has_second_factor:
        return redirect(url_for(".show"))
    secret = session.setdefault(FOR_APP, new_secret())
    if form.validate_on_submit():
        try:
            codes = turn_on_second_factor(user, secret, form.code.data or "", actor=viewer())
        except Refused as refusal:
            form.refuse(str(refusal), field=refusal.field)
        else:
            session.pop(FOR_APP)
            return render_template("account/recovery_codes.html", codes=codes, is_new=True)
    address = setup_address(secret, email=user.email)
    return page(
        "account/second_factor.html",
        form=form,
        address=address,
        qr=qr_code(address),
        secret=spoken(secret),
        must=current_app.config["TOTP"]
        and must_have_second_factor(user.role_kind, has_it=user.has_second_factor),
    )


@bp.route("/tweede-stap/uitzetten", methods=["GET", "POST"])
@access("account.own")
def second_factor_off() -> Response | tuple[str, int]:
    """Back to a password alone."""
    form = ConfirmForm()
    return _done(
        "account/second_factor_off.html",
        form,
        lambda: turn_off_second_factor(_confirmed(form), actor=viewer()),
        "De tweede stap staat uit.",
    )


@bp.route("/herstelcodes", methods=["GET", "POST"])
@access("account.own")
def recovery_codes() -> Response | str | tuple[str, int]:
    """Ten new recovery codes in place of the old ones."""
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            codes = renew_recovery_codes(_confirmed(form), actor=viewer())
        except Refused as refusal:
            form.refuse(str(refusal), field=refusal.field)
        else:
            return render_template("account/recovery_codes.html", codes=codes, is_new=False)
    return page("account/new_recovery_codes.html", form=form)


@bp.post("/sessies/<uuid:session_ref>/beeindigen")
@access("account.own")
def end(session_ref: object) -> Response:
    """Sign out in one other browser."""
    end_session(get_session(str(session_ref), user=own()))
    flash("Op dat apparaat bent u uitgelogd.", "goed")
    return redirect(url_for(".show"), code=303)


@bp.post("/sessies/andere-beeindigen")
@access("account.own")
def end_others() -> Response:
    """Sign out everywhere but here."""
    end_sessions(own(), but=current_user.session_id)
    flash("Op alle andere apparaten bent u uitgelogd.", "goed")
    return redirect(url_for(".show"), code=303)


def _done(
    template: str, form: Form, save: Callable[[], object], done: str
) -> Response | tuple[str, int]:
    """A form that leads back to the account."""
    if form.validate_on_submit():
        answer = saved(form, save, to=lambda _result: url_for(".show"), done=done)
        if answer is not None:
            return answer
    return page(template, form=form)


def _confirmed(form: ConfirmForm) -> User:
    user = own()
    check_password(user, form.password.data or "", field="password")
    return user
