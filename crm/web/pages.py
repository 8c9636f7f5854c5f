"""Pages that anybody may read: privacy and accessibility."""

from __future__ import annotations

from flask import Blueprint, render_template

from crm.web.access import access

bp = Blueprint("pages", __name__)


@bp.get("/privacy")
@access("open")
def privacy() -> str:
    """What is kept of people, why, and which rights they have."""
    return render_template("pages/privacy.html")


@bp.get("/toegankelijkheid")
@access("open")
def accessibility() -> str:
    """How accessible this is, and where to report what is not."""
    return render_template("pages/accessibility.html")
