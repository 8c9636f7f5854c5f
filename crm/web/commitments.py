"""Toezeggingen: who promised what to whom, what is late, and what was kept."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.core.db import HIDDEN_LEVEL
from crm.core.errors import Forbidden
from crm.parties.departments import find_municipality
from crm.parties.queries import every, get_party, is_own
from crm.promises.models import Commitment
from crm.promises.operations import (
    add_commitment,
    archive_commitment,
    change_commitment,
    keep_commitment,
    note_heard,
    restore_commitment,
)
from crm.promises.queries import (
    CommitmentFilters,
    filtered_commitments,
    get_commitment,
    list_commitments,
)
from crm.promises.states import DIRECTIONS, STATES
from crm.web.access import access, viewer
from crm.web.asking import asked_text, chosen, page_number
from crm.web.downloads import asked_form, download
from crm.web.earlier_page import asked_earlier, earlier_page
from crm.web.forms.commitments import CommitmentForm, HeardForm, NewCommitmentForm
from crm.web.matter_listings import COMMITMENTS
from crm.web.saving import page, saved
from crm.web.timelines import timeline_of

bp = Blueprint("commitments", __name__, url_prefix="/toezeggingen")


@bp.get("")
@access("commitment.read")
def index() -> Response | str:
    """The list of promises, narrowed by how they stand, direction and party."""
    party_ref = asked_text("partij")
    filters = CommitmentFilters(
        states=chosen("stand", STATES),
        directions=chosen("richting", DIRECTIONS),
        party=get_party(party_ref, viewer=viewer()) if party_ref else None,
        archived=bool(chosen("archief", ["ja"])),
    )
    form = asked_form()
    if form:
        found = every(filtered_commitments(filters, viewer=viewer()))
        return download(COMMITMENTS, found, form=form)
    return render_template(
        "commitments/index.html",
        commitments=list_commitments(filters, page=page_number(), viewer=viewer()),
        filters=filters,
        states=STATES,
        directions=DIRECTIONS,
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@access("commitment.edit")
def new() -> Response | tuple[str, int]:
    """Write down a promise; `?partij=` is to whom, from the municipality when there is one."""
    form = NewCommitmentForm(viewer=viewer())
    if request.method == "GET" and asked_text("partij"):
        form.to_party.data = get_party(asked_text("partij"), viewer=viewer()).name
        municipality = find_municipality(viewer=viewer())
        form.by_party.data = municipality.name if municipality else ""
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: add_commitment(values=form.values, actor=viewer()),
            to=_address,
            done="De toezegging is vastgelegd.",
        )
        if answer is not None:
            return answer
    return page("commitments/new.html", form=form)


@bp.get("/<uuid:ref>")
@access("commitment.read")
def show(ref: object) -> str:
    """A promise and what happened to it; or as it stood on a day."""
    commitment = get_commitment(str(ref), viewer=viewer())
    if commitment.level == HIDDEN_LEVEL:
        note_reading("commitment", commitment.ref, viewer=viewer())
    earlier = asked_earlier(commitment)
    if earlier:
        trail = [("Toezeggingen", url_for(".index"))]
        return earlier_page(earlier, commitment.title, _address(commitment), trail=trail)
    return render_template(
        "commitments/show.html",
        commitment=commitment,
        form=HeardForm(commitment) if _is_for(commitment) else None,
        events=timeline_of(commitment, viewer=viewer()),
    )


@bp.route("/<uuid:ref>/wijzigen", methods=["GET", "POST"])
@access("commitment.edit")
def edit(ref: object) -> Response | tuple[str, int]:
    """Change a promise."""
    commitment = get_commitment(str(ref), viewer=viewer())
    form = CommitmentForm(commitment, viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_commitment(
                commitment, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: CommitmentForm(
                get_commitment(str(ref), viewer=viewer()), viewer=viewer(), formdata=None
            ),
        )
        if answer is not None:
            return answer
    return page("commitments/edit.html", form=form, commitment=commitment)


@bp.post("/<uuid:ref>/nagekomen")
@access("commitment.edit")
def keep(ref: object) -> Response:
    """What was promised has been done."""
    commitment = get_commitment(str(ref), viewer=viewer())
    keep_commitment(commitment, on=viewer().day, actor=viewer())
    flash("De toezegging is nagekomen.", "goed")
    from_start = request.form.get("terug") == "start"
    return redirect(url_for("start.index") if from_start else _address(commitment), code=303)


@bp.route("/<uuid:ref>/is-dit-gedaan", methods=["GET", "POST"])
@access("commitment.answer")
def hear(ref: object) -> Response | tuple[str, int]:
    """An initiatiefnemer says whether what was promised to the own initiative was done."""
    commitment = get_commitment(str(ref), viewer=viewer())
    if not _is_for(commitment):
        raise Forbidden()
    form = HeardForm(commitment)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: note_heard(
                commitment,
                heard=form.heard.data,
                text=form.text.data,
                version=form.known_version,
                actor=viewer(),
            ),
            to=_address,
            done="Dank u. De gemeente ziet wat u zegt.",
            fresh=lambda: HeardForm(get_commitment(str(ref), viewer=viewer()), formdata=None),
        )
        if answer is not None:
            return answer
    return page("commitments/hear.html", form=form, commitment=commitment)


@bp.post("/<uuid:ref>/archiveren")
@access("commitment.edit")
def archive(ref: object) -> Response:
    """Put a promise away."""
    commitment = archive_commitment(get_commitment(str(ref), viewer=viewer()), actor=viewer())
    flash("De toezegging staat nu in het archief.", "goed")
    return redirect(_address(commitment), code=303)


@bp.post("/<uuid:ref>/terugzetten")
@access("commitment.edit")
def restore(ref: object) -> Response:
    """Bring a promise back."""
    commitment = restore_commitment(get_commitment(str(ref), viewer=viewer()), actor=viewer())
    flash("De toezegging is teruggezet.", "goed")
    return redirect(_address(commitment), code=303)


def _is_for(commitment: Commitment) -> bool:
    """Whether it was promised to an initiative of who looks, and is not put away."""
    return not commitment.is_archived and is_own(commitment.to_party, viewer=viewer())


def _address(commitment: Commitment) -> str:
    return url_for("commitments.show", ref=commitment.ref)
