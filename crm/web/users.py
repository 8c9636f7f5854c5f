"""Beheer, accounts: invited, changed, put out of use, and helped to come in again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm.accounts.models import User
from crm.accounts.operations import disable_user, enable_user
from crm.accounts.queries import get_user, last_seen, list_users
from crm.accounts.second_factor import turn_off_second_factor
from crm.accounts.sessions import end_sessions
from crm.core.db import db
from crm.core.errors import Refused
from crm.people.membership import change_account, person_behind, take_in
from crm.web.access import access, viewer
from crm.web.forms.users import UserForm
from crm.web.invitations import send_password_link
from crm.web.saving import page, saved

bp = Blueprint("users", __name__, url_prefix="/beheer/accounts")


@bp.get("")
@access("system.manage")
def index() -> str:
    """Who has an account, and how it stands."""
    return render_template("users/index.html", users=list_users(), last_seen=last_seen())


@bp.route("/nieuw", methods=["GET", "POST"])
@access("system.manage")
def new() -> str | tuple[str, int]:
    """Invite somebody; the page that follows shows the link, this once."""
    form = UserForm(viewer=viewer())
    if form.validate_on_submit():
        try:
            user = take_in(
                form.email.data or "",
                name=form.name.data or "",
                role=form.role.data,
                party=form.party.party,
                person=form.known,
                actor=viewer(),
            )
            return _link_page(user)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(str(refusal), field=refusal.field)
    return page("users/new.html", form=form)


@bp.route("/<uuid:ref>", methods=["GET", "POST"])
@access("system.manage")
def change(ref: object) -> Response | tuple[str, int]:
    """One account: who it is of, what it may, and how it stands."""
    user = get_user(str(ref))
    form = UserForm(viewer=viewer(), person=person_behind(user), obj=user)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_account(
                user,
                name=form.name.data or "",
                email=form.email.data or "",
                role=form.role.data,
                party=form.party.party,
                person=form.known,
                actor=viewer(),
            ),
            to=lambda _changed: url_for(".index"),
            done="Het account is gewijzigd.",
        )
        if answer is not None:
            return answer
        user = get_user(str(ref))
    return page("users/change.html", form=form, user=user, seen=last_seen().get(user.id))


@bp.post("/<uuid:ref>/link")
@access("system.manage")
def link(ref: object) -> str:
    """A new link by which the owner chooses a password; the ones before it stop working."""
    return _link_page(get_user(str(ref)))


@bp.post("/<uuid:ref>/uitzetten")
@access("system.manage")
def disable(ref: object) -> Response:
    """Put an account out of use; its sessions die at once."""
    user = get_user(str(ref))
    if user.id == viewer().user_id:
        raise Refused("U kunt uw eigen account niet uitzetten. Vraag een andere beheerder.")
    disable_user(user, actor=viewer())
    return _back(f"Het account van {user.name} staat uit.")


@bp.post("/<uuid:ref>/aanzetten")
@access("system.manage")
def enable(ref: object) -> Response:
    """Put an account in use again."""
    user = enable_user(get_user(str(ref)), actor=viewer())
    return _back(f"Het account van {user.name} staat weer aan.")


@bp.post("/<uuid:ref>/tweede-stap-uitzetten")
@access("system.manage")
def second_factor_off(ref: object) -> Response:
    """For who lost the phone and the recovery codes: it signs the owner out everywhere."""
    user = get_user(str(ref))
    turn_off_second_factor(user, actor=viewer())
    end_sessions(user)
    return _back(f"De tweede stap van {user.name} staat uit.")


def _link_page(user: User) -> str:
    given = send_password_link(user, actor=viewer())
    return render_template("users/link.html", user=user, given=given)


def _back(sentence: str) -> Response:
    flash(sentence, "goed")
    return redirect(url_for(".index"), code=303)
