"""Wat is er al? A plan or motion in, one A4 of what is there already out, kept with its day."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.accounts.permissions import may
from crm.core.db import HIDDEN_LEVEL
from crm.ideas.models import Survey
from crm.ideas.operations import (
    archive_survey,
    change_survey,
    make_survey,
    restore_survey,
)
from crm.ideas.queries import SurveyFilters, get_survey, list_surveys, shown_items
from crm.web.access import access, viewer
from crm.web.asking import asked_text, chosen, page_number
from crm.web.forms.surveys import ChangedSurveyForm, SurveyForm
from crm.web.saving import page, saved
from crm.web.timelines import timeline_of

bp = Blueprint("surveys", __name__, url_prefix="/wat-is-er-al")


@bp.get("")
@access("survey.read")
def index() -> str:
    """What was looked for before, the newest first."""
    filters = SurveyFilters(archived=bool(chosen("archief", ["ja"])))
    found = list_surveys(filters, page=page_number(), viewer=viewer())
    return render_template("surveys/index.html", surveys=found, filters=filters)


@bp.route("/nieuw", methods=["GET", "POST"])
@access("survey.edit")
def new() -> Response | tuple[str, int]:
    """Paste a plan; `?titel=` fills in what it is called."""
    form = SurveyForm()
    if request.method == "GET":
        form.title.data = asked_text("titel")
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: make_survey(values=form.values, actor=viewer()),
            to=_address,
            done="Dit overzicht is bewaard.",
        )
        if answer is not None:
            return answer
    return page("surveys/new.html", form=form)


@bp.get("/<uuid:ref>")
@access("survey.read")
def show(ref: object) -> str:
    """What was there then, of what the reader may see: one A4."""
    survey = get_survey(str(ref), viewer=viewer())
    if survey.level == HIDDEN_LEVEL:
        note_reading("survey", survey.ref, viewer=viewer())
    return render_template(
        "surveys/show.html",
        survey=survey,
        found=shown_items(survey, viewer=viewer()),
        events=timeline_of(survey, viewer=viewer()) if may(viewer(), "survey.edit") else [],
    )


@bp.route("/<uuid:ref>/wijzigen", methods=["GET", "POST"])
@access("survey.edit")
def edit(ref: object) -> Response | tuple[str, int]:
    """Change its title and who may see it; what was found stays."""
    survey = get_survey(str(ref), viewer=viewer())
    form = ChangedSurveyForm(survey)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_survey(
                survey, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: ChangedSurveyForm(get_survey(str(ref), viewer=viewer()), formdata=None),
        )
        if answer is not None:
            return answer
    return page("surveys/edit.html", form=form, survey=survey)


@bp.post("/<uuid:ref>/archiveren")
@access("survey.edit")
def archive(ref: object) -> Response:
    """Put it away."""
    survey = archive_survey(get_survey(str(ref), viewer=viewer()), actor=viewer())
    flash("Het overzicht staat nu in het archief.", "goed")
    return redirect(_address(survey), code=303)


@bp.post("/<uuid:ref>/terugzetten")
@access("survey.edit")
def restore(ref: object) -> Response:
    """Bring it back."""
    survey = restore_survey(get_survey(str(ref), viewer=viewer()), actor=viewer())
    flash("Het overzicht is teruggezet.", "goed")
    return redirect(_address(survey), code=303)


def _address(survey: Survey) -> str:
    return url_for("surveys.show", ref=survey.ref)
