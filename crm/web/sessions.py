"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from crm.accounts.devices import device_name
from crm.accounts.models import SignInSession
from crm.accounts.sessions import find_session, find_waiting_session, finish_sign_in
from crm.accounts.sessions import sign_in as open_session
from crm.accounts.sessions import sign_out as end_session
from crm.core.db import db, transaction
from crm.web.access import SignedIn, access, viewer
from crm.web.forms.sessions import CodeForm, SignInForm

bp = Blueprint("sessions", __name__)
WAITING = "wacht_op_code"


@bp.route("/inloggen", methods=["GET", "POST"])
@access("open", late_write=True)
def sign_in() -> Response | str | tuple[str, int]:
    """The sign-in page; a failed attempt is kept outside the request's transaction."""
    form = SignInForm()
    onward = safe_path(request.args.get("verder"))
    if viewer().is_signed_in and request.method == "GET":
        return redirect(onward)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("sessions/sign_in.html", form=form), status
    with transaction():
        opened = open_session(
            form.email.data or "",
            form.password.data or "",
            address=request.remote_addr or "",
            device=device_name(request.user_agent.string),
        )
    if opened is None:
        form.refuse("Dit e-mailadres en wachtwoord horen niet bij elkaar.")
        return render_template("sessions/sign_in.html", form=form), 422
    if opened.waits:
        session.clear()
        session[WAITING] = opened.token
        return redirect(url_for(".second_factor", verder=request.args.get("verder")))
    return _come_in(opened.token, onward)


@bp.route("/inloggen/code", methods=["GET", "POST"])
@access("open", late_write=True)
def second_factor() -> Response | str | tuple[str, int]:
    """The second step: a code of the app, or a recovery code."""
    waiting = find_waiting_session(session.get(WAITING, ""))
    if waiting is None:
        return redirect(url_for(".sign_in", verder=request.args.get("verder")))
    form = CodeForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("sessions/second_factor.html", form=form), status
    db.session.rollback()
    with transaction():
        waiting = find_waiting_session(session[WAITING])
        code, address = form.code.data or "", request.remote_addr or ""
        token = finish_sign_in(waiting, code, address=address) if waiting is not None else None
    if token is None:
        form.refuse("Deze code klopt niet, of is al gebruikt.", field="code")
        return render_template("sessions/second_factor.html", form=form), 422
    return _come_in(token, safe_path(request.args.get("verder")))


@bp.post("/uitloggen")
@access("open")
def sign_out() -> Response:
    """End this browser's session."""
    if viewer().is_signed_in:
        living = db.session.get(SignInSession, current_user.session_id)
        if living is not None:
            end_session(living)
        logout_user()
    session.clear()
    return redirect(url_for("sessions.sign_in"))


def safe_path(path: str | None) -> str:
    """A path on our own host, else the start page."""
    parts = urlsplit(path or "")
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or parts.netloc:
        return url_for("start.index")
    return path


def _come_in(token: str, onward: str) -> Response:
    living = find_session(token)
    assert living is not None
    session.clear()
    login_user(SignedIn(living, token))
    return redirect(onward)
