"""A task that somebody asked for: how far it is, and how it ended."""

from __future__ import annotations

from flask import Blueprint, render_template

from crm.core.jobs.operations import get_job
from crm.upkeep.health import title_of
from crm.web.access import access, viewer

bp = Blueprint("jobs", __name__, url_prefix="/taken")


@bp.get("/<uuid:ref>")
@access("network.read")
def show(ref: object) -> str:
    """Only for who asked; the page may be left and opened again."""
    job = get_job(str(ref), actor=viewer())
    return render_template("jobs/show.html", job=job, title=title_of(job))
