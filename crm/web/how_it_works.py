"""Hoe werkt dit?: what counts how much in a chance, and what was learned from the past."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm.accounts.queries import name_behind
from crm.core.dates import date_text
from crm.core.errors import Refused
from crm.core.jobs.operations import start_job
from crm.opportunities.learning.examples import FEWEST_LATER
from crm.opportunities.learning.how_it_works import (
    PARTIES,
    latest_learnings,
    latest_lesson,
    lesson_in_use,
    weighed_reasons,
)
from crm.opportunities.learning.jobs import LEARN
from crm.opportunities.learning.lessons import FEWEST_OUTCOMES
from crm.opportunities.learning.operations import take_back
from crm.opportunities.learning.words import (
    LEVELS,
    RESULTS,
    figures_text,
    quality_text,
    result_text,
    taught_text,
    used_text,
)
from crm.opportunities.models import Lesson
from crm.opportunities.ranking.reasons import LABELS
from crm.web.access import access, viewer

bp = Blueprint("how_it_works", __name__, url_prefix="/kansen/hoe-werkt-dit")


@bp.get("")
@access("opportunity.read")
def index() -> str:
    """Every reason with what it counts for who looks, and how well that did."""
    latest, in_use = latest_lesson(viewer=viewer()), lesson_in_use(viewer=viewer())
    return render_template(
        "how_it_works/index.html",
        reasons=weighed_reasons(viewer=viewer()),
        parties=PARTIES,
        latest=_told(latest) if latest else None,
        in_use=_told(in_use) if in_use and in_use is not latest else None,
        is_learned=in_use is not None,
        sees_intern=viewer().level > 1,
        outcomes_needed=FEWEST_OUTCOMES,
        later_needed=FEWEST_LATER,
    )


@bp.get("/eerder")
@access("system.manage")
def earlier() -> str:
    """The times that we looked back, and what came of each."""
    return render_template(
        "how_it_works/earlier.html",
        learnings=[(one, name_behind(one.actor_ref)) for one in latest_learnings()],
        levels=LEVELS,
        results=RESULTS,
    )


@bp.post("/leer")
@access("system.manage")
def learn() -> Response:
    """Look back now; the worker does it."""
    ref = start_job(LEARN, actor=viewer())
    return redirect(url_for("jobs.show", ref=ref), code=303)


@bp.post("/terug")
@access("system.manage")
def back() -> Response:
    """Let every reason count as before."""
    try:
        taken = take_back(actor=viewer())
    except Refused as refusal:
        flash(str(refusal), "fout")
    else:
        flash(f"Teruggezet. Wat op {date_text(taken.day)} is geleerd, telt niet meer mee.", "goed")
    return redirect(url_for(".index"), code=303)


def _told(lesson: Lesson) -> dict[str, object]:
    """A lesson in words."""
    quality = lesson.quality
    return {
        "day": lesson.learning.day,
        "taken_back": lesson.learning.taken_back_at is not None,
        "used": used_text(lesson, fewest_later=FEWEST_LATER, fewest_outcomes=FEWEST_OUTCOMES),
        "taught": taught_text(lesson, LABELS),
        "result": result_text(lesson),
        "quality": [
            (word, quality_text(quality[when]), figures_text(quality[when]))
            for when, word in (("before", "Daarvoor"), ("after", "Met wat wij leerden"))
            if quality.get(when)
        ],
    }
