"""Whether the server lives and can work."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from crm.core.schema import is_up_to_date
from crm.web.access import access

bp = Blueprint("health", __name__, url_prefix="/_healthz")


@bp.get("/livez")
@access("open")
def livez() -> tuple[str, int]:
    """The server answers: no query."""
    return "goed", 200


@bp.get("/readyz")
@access("open")
def readyz() -> tuple[str, int]:
    """The database answers and has the newest schema."""
    try:
        ready = is_up_to_date()
    except SQLAlchemyError:
        return "de database antwoordt niet", 503
    return ("goed", 200) if ready else ("het schema is oud: draai flask crm init", 503)
