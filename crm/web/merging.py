"""Two parties that are one: choose, see what will happen, merge, and undo."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.queries import name_behind
from crm.core.db import db
from crm.core.errors import NotFound, Refused, Stale
from crm.merge.comparison import Comparison, compare
from crm.merge.operations import merge_parties, undo_merge
from crm.merge.queries import find_obstacle, get_merge, preview_merge
from crm.parties.models import Party
from crm.parties.queries import find_party_that_was, get_party
from crm.people.holding_operations import holder_name
from crm.people.moving import contacts_that_meet
from crm.web.access import access, viewer
from crm.web.asking import asked_text
from crm.web.forms.merging import CONTACT, MergeForm, OtherPartyForm, merge_form
from crm.web.saving import page, saved

bp = Blueprint("merging", __name__)


@bp.route("/partijen/<uuid:ref>/samenvoegen", methods=["GET", "POST"])
@access("party.merge")
def merge(ref: object) -> Response | tuple[str, int]:
    """Merge a party with the one in `?met=`; without it that one is chosen first."""
    kept = get_party(str(ref), viewer=viewer())
    if not request.args.get("met"):
        return _choose(kept)
    other = _other(asked_text("met"))
    if other.id == kept.id:
        flash("Dit is dezelfde partij. Kies een andere.", "fout")
        return redirect(url_for(".merge", ref=kept.ref), code=303)
    comparison = compare(kept, other, viewer=viewer())
    form = merge_form(kept, other, comparison, contacts=_contacts(kept, other))
    if form.validate_on_submit():
        answer = _merged(form, kept, other)
        if answer is not None:
            return answer
        kept, other = get_party(kept.ref, viewer=viewer()), _other(other.ref)
    return _preview(form, kept, other, comparison)


@bp.get("/samenvoegingen/<uuid:ref>")
@access("party.merge")
def show(ref: object) -> str:
    """A merge: which two, when, by whom, and whether it can be undone."""
    found = get_merge(str(ref), viewer=viewer())
    return render_template(
        "merging/show.html",
        merge=found,
        who=name_behind(found.actor_ref),
        undone_by=name_behind(found.undone_by),
        kept=_now(found.kept_ref),
        other=_now(found.dropped_ref),
        obstacle=find_obstacle(found),
    )


@bp.post("/samenvoegingen/<uuid:ref>/ongedaan")
@access("party.merge")
def undo(ref: object) -> Response:
    """Make two parties of one again."""
    found = get_merge(str(ref), viewer=viewer())
    try:
        back = undo_merge(found, actor=viewer())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "fout")
        return redirect(url_for(".show", ref=ref), code=303)
    flash(f"{back.name} staat weer apart. Kijk of alles klopt.", "goed")
    return redirect(url_for(".show", ref=ref), code=303)


def _choose(kept: Party) -> Response | tuple[str, int]:
    form = OtherPartyForm(viewer=viewer())
    if form.validate_on_submit() and form.other.party is not None:
        if form.other.party.id != kept.id:
            address = url_for(".merge", ref=kept.ref, met=form.other.party.ref)
            return redirect(address, code=303)
        form.refuse("Dit is dezelfde partij. Kies een andere.", field="other")
    return page("merging/choose.html", form=form, party=kept)


def _preview(form: MergeForm, kept: Party, other: Party, comparison: Comparison) -> tuple[str, int]:
    return page(
        "merging/merge.html",
        form=form,
        kept=kept,
        other=other,
        comparison=comparison,
        preview=preview_merge(kept, other, viewer=viewer()),
    )


def _merged(form: MergeForm, kept: Party, other: Party) -> Response | tuple[str, int] | None:
    stays = other if form.answers.get(CONTACT) == "andere" else kept
    name = other.name
    try:
        return saved(
            form,
            lambda: merge_parties(
                kept,
                other,
                answers=form.answers,
                contact_stays=stays,
                versions=form.versions,
                actor=viewer(),
            ),
            to=lambda made: url_for("merging.show", ref=made.ref),
            done=f"{name} is samengevoegd. Kijk of alles klopt.",
        )
    except Stale:
        db.session.rollback()
        form.refuse("Iemand heeft intussen een van beide gewijzigd. Kijk nog een keer.")
        form.show_now(get_party(kept.ref, viewer=viewer()), _other(other.ref))
        return None


def _contacts(kept: Party, other: Party) -> tuple[str, str] | None:
    """The names of the vaste contactpersonen when both have one at the same time."""
    sides = contacts_that_meet(kept, other, viewer=viewer())
    if not all(sides):
        return None
    own, others = (", ".join(dict.fromkeys(map(holder_name, side))) for side in sides)
    return None if own == others else (own, others)


def _other(ref: str) -> Party:
    found = find_party_that_was(ref, viewer=viewer())
    return found or get_party(ref, viewer=viewer())


def _now(ref: str) -> Party | None:
    """The party that has this ref now, or that the one that had it became part of."""
    try:
        return _other(ref)
    except NotFound:
        return None
