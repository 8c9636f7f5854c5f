"""Beheer: the state of the system, accounts, and the name of the network."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm.accounts.models import User
from crm.accounts.operations import add_user, change_setting, disable_user
from crm.accounts.queries import get_user, list_users, setting
from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.core.errors import Refused
from crm.people.names import name_parts
from crm.people.operations import add_person, open_role
from crm.web.access import access, viewer
from crm.web.forms.administration import NameForm, UserForm
from crm.web.saving import page, saved
from crm.web.state import system_state

bp = Blueprint("administration", __name__, url_prefix="/beheer")


@bp.get("")
@access("system.manage")
def index() -> str:
    """How the system is doing, and who has an account."""
    return render_template(
        "administration/index.html", state=system_state(viewer=viewer()), users=list_users()
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


@bp.route("/accounts/nieuw", methods=["GET", "POST"])
@access("system.manage")
def new_user() -> Response | tuple[str, int]:
    """Make an account; an initiatiefnemer belongs to a party."""
    form = UserForm(viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: _add(form, actor=viewer()),
            to=lambda _user: url_for(".index"),
            done="Het account is gemaakt. Geef het wachtwoord zelf door.",
        )
        if answer is not None:
            return answer
    return page("administration/new_user.html", form=form)


@bp.post("/accounts/<uuid:ref>/uitzetten")
@access("system.manage")
def disable(ref: object) -> Response:
    """Put an account out of use; its sessions die at once."""
    user = get_user(str(ref))
    if user.id == viewer().user_id:
        raise Refused("U kunt uw eigen account niet uitzetten. Vraag een andere beheerder.")
    disable_user(user, actor=viewer())
    flash(f"Het account van {user.name} staat uit.", "goed")
    return redirect(url_for(".index"), code=303)


def _add(form: UserForm, *, actor: Viewer) -> User:
    user = add_user(
        form.email.data or "",
        name=form.name.data or "",
        role=form.role.data,
        password=form.password.data or "",
        actor=actor,
    )
    values = asdict(name_parts(user.name)) | {"email": user.email}
    person = add_person(values=values, user=user, actor=actor)
    if form.party.party is not None:
        open_role(
            person,
            form.party.party,
            role="initiatiefnemer",
            period=Period(actor.day),
            actor=actor,
        )
    return user
