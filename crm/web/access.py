"""Who may use a route: declared at the view, checked before it runs, committed after it.

`access(...)` is the outermost of a view's own decorators. It checks the permission table, runs a
changing view inside the one transaction, and leaves nothing behind when the answer is an error.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_login import UserMixin, current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import PERMISSIONS, require
from crm.accounts.second_factor import must_have_second_factor
from crm.accounts.sessions import SEEN_AGAIN_AFTER, Living, find_session, note_seen
from crm.accounts.viewer import Viewer
from crm.core.connections import begin_reading, begin_writing
from crm.core.dates import dutch_day, utc_now
from crm.core.db import transaction
from crm.core.extensions import login_manager

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
View = Callable[..., Any]


class SignedIn(UserMixin):
    """What flask-login knows of a browser: its session's token, never the account's id."""

    def __init__(self, session: Living, token: str) -> None:
        self.session_id = session.id
        self.last_seen_at = session.last_seen_at
        self.living = session
        self.token = token

    def get_id(self) -> str:
        """The token that the cookie carries."""
        return self.token


def viewer() -> Viewer:
    """Who looks, made once per request."""
    return g.viewer


def today() -> Any:
    """The Dutch day of this request; tests and the demo may fix it."""
    return current_app.config.get("TODAY") or dutch_day(utc_now())


def access(permission: str, *, late_write: bool = False) -> Callable[[View], View]:
    """Declare who may use a view.

    `late_write` is for views that read or compute for long before they write: they take the
    write lock themselves when they need it.
    """
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            require(viewer(), permission)
            if request.method in SAFE_METHODS or late_write:
                return view(*args, **kwargs)
            with transaction() as work:
                response = current_app.make_response(view(*args, **kwargs))
                if response.status_code >= 400:
                    work.abandon()
            return response

        guarded.access = permission  # type: ignore[attr-defined]
        guarded.late_write = late_write  # type: ignore[attr-defined]
        return guarded

    return declare


def init_app(app: Flask) -> None:
    """Know the viewer before every request; send visitors to the sign-in page."""
    login_manager.user_loader(_load)
    login_manager.session_protection = None
    app.before_request(_know_viewer)
    app.before_request(_send_visitor_away)
    app.before_request(_ask_second_factor)
    app.after_request(_note_seen)


def _load(token: str) -> SignedIn | None:
    session = find_session(token)
    return SignedIn(session, token) if session is not None else None


def _know_viewer() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    late = getattr(view, "late_write", False)
    if request.method in SAFE_METHODS or late:
        begin_reading()
    else:
        begin_writing()
    if request.endpoint in ("static", "health.livez"):
        g.viewer = Viewer.visitor(today())
        return
    g.viewer = _viewer_now()


def _viewer_now() -> Viewer:
    if not current_user.is_authenticated:
        return Viewer.visitor(today())
    of: Living = current_user.living
    return Viewer(of.user_id, of.role_kind, today(), name=of.name, ref=of.ref)


def _send_visitor_away() -> AnyResponse | None:
    view = current_app.view_functions.get(request.endpoint or "")
    is_open = request.endpoint == "static" or getattr(view, "access", None) == "open"
    if is_open or viewer().is_signed_in:
        return None
    onward = request.full_path.rstrip("?") if request.method == "GET" else None
    if onward == "/":
        onward = None
    return redirect(url_for("sessions.sign_in", verder=onward))


def _ask_second_factor() -> AnyResponse | None:
    """Where the setting asks for it, the town hall does nothing before it has a second factor."""
    if not (current_app.config["TOTP"] and viewer().is_signed_in):
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    is_open = request.endpoint == "static" or getattr(view, "access", None) == "open"
    if is_open or request.endpoint == "account.second_factor":
        return None
    of: Living = current_user.living
    if not must_have_second_factor(of.role_kind, has_it=of.has_second_factor):
        return None
    return redirect(url_for("account.second_factor"), code=303)


def _note_seen(response: Response) -> Response:
    """After the request's own transaction: it holds the write lock until then."""
    if "viewer" in g and viewer().is_signed_in and response.status_code < 400:
        seen = current_user
        if seen.is_authenticated and utc_now() - seen.last_seen_at > SEEN_AGAIN_AFTER:
            note_seen(seen.session_id)
    return response
