"""Connecting one party with many at once: paste names, see who is meant, confirm."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.core.errors import Refused
from crm.links.models import Link
from crm.links.operations import add_link
from crm.links.queries import links_of
from crm.parties.models import Party
from crm.parties.queries import get_party
from crm.web.access import access, viewer
from crm.web.asking import asked_text
from crm.web.forms.many_links import ChooseForm, PasteForm
from crm.web.saving import page, saved

bp = Blueprint("many_links", __name__, url_prefix="/verbindingen/plakken")
MOST_KNOWN = 1000


@bp.route("", methods=["GET", "POST"])
@access("link.edit", late_write=True)
def paste() -> Response | str | tuple[str, int]:
    """Paste names; the answer shows who is meant. Nothing is saved yet."""
    form = PasteForm(viewer=viewer())
    if request.method == "GET" and asked_text("van"):
        form.party.data = get_party(asked_text("van"), viewer=viewer()).name
    if form.validate_on_submit():
        chosen = ChooseForm.of(form)
        known = _known(chosen)
        chosen.leave_out(known)
        return render_template("many_links/choose.html", form=chosen, known=known)
    return page("many_links/paste.html", form=form)


@bp.post("/opslaan")
@access("link.edit")
def save() -> Response | tuple[str, int]:
    """Connect the party with all that were chosen; all or nothing."""
    form = ChooseForm(viewer=viewer())
    if form.validate():
        count = len(form.others)
        added = "1 verbinding is" if count == 1 else f"{count} verbindingen zijn"
        answer = saved(
            form,
            lambda: _add_all(form),
            to=lambda _made: _address(form),
            done=f"{added} toegevoegd.",
        )
        if answer is not None:
            return answer
    return page("many_links/choose.html", form=form, known=_known(form))


def _add_all(form: ChooseForm) -> list[Link]:
    return [_add(form, other) for other in form.others]


def _add(form: ChooseForm, other: Party) -> Link:
    values = {"begins_on": form.begins_on.data}
    try:
        return add_link(*form.ends(other), form.chosen_kind, values=values, actor=viewer())
    except Refused as refusal:
        raise Refused(f"{other.name}: {refusal}") from refusal


def _known(form: ChooseForm) -> dict[str, str]:
    """How parties are connected with this one already: `{ref: sentence}`."""
    party = form.party.party
    if party is None:
        return {}
    links = links_of(party, viewer=viewer(), state="niet voorbij", most=MOST_KNOWN)
    return {link.other(party.id).ref: link.sentence for link in reversed(links)}


def _address(form: ChooseForm) -> str:
    assert form.party.party is not None
    return url_for("links.index", partij=form.party.party.ref)
