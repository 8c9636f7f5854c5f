"""Beheer, lists: the words for kinds of link, and which are still offered."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm.links.kind_operations import change_link_kind, retire_link_kind
from crm.links.queries import get_link_kind, link_kind_uses, list_link_kinds
from crm.web.access import access, viewer
from crm.web.forms.lists import LinkKindForm
from crm.web.saving import page, saved

bp = Blueprint("link_kinds", __name__, url_prefix="/beheer/lijsten/soorten-verbinding")


@bp.get("")
@access("system.manage")
def index() -> str:
    """The kinds of link, and how many links are of each."""
    uses = link_kind_uses(viewer=viewer())
    return render_template("lists/link_kinds.html", kinds=list_link_kinds(), uses=uses)


@bp.route("/<code>", methods=["GET", "POST"])
@access("system.manage")
def change(code: str) -> Response | tuple[str, int]:
    """Other words for a kind of link."""
    kind = get_link_kind(code)
    form = LinkKindForm(obj=kind)
    if not kind.directed:
        del form.inverse_name
    if form.validate_on_submit():
        inverse = form.inverse_name.data if kind.directed else form.name.data
        answer = saved(
            form,
            lambda: change_link_kind(
                kind, name=form.name.data or "", inverse_name=inverse or "", actor=viewer()
            ),
            to=lambda _changed: url_for(".index"),
            done=f"‘{form.name.data}’ is opgeslagen.",
        )
        if answer is not None:
            return answer
    return page("lists/link_kind.html", form=form, kind=kind)


@bp.post("/<code>/<any(stoppen, terugzetten):verb>")
@access("system.manage")
def retire(code: str, verb: str) -> Response:
    """No longer offer a kind of link, or offer it again."""
    kind, back = get_link_kind(code), verb == "terugzetten"
    retire_link_kind(kind, back=back, actor=viewer())
    flash(f"‘{kind.name}’ wordt {'weer' if back else 'niet meer'} aangeboden.", "goed")
    return redirect(url_for(".index"), code=303)
