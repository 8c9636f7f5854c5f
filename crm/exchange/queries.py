"""Looking back at imports."""

from __future__ import annotations

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.errors import NotFound
from crm.exchange.models import ImportRun


def latest_runs(*, most: int = 10) -> list[ImportRun]:
    """The last imports, newest first."""
    query = select(ImportRun).order_by(ImportRun.id.desc()).limit(most)
    return list(db.session.scalars(query))


def get_run(ref: str, *, viewer: Viewer) -> ImportRun:
    """An import with its report, for who did it: a report may name what others may not see."""
    run = db.session.scalar(select(ImportRun).where(ImportRun.ref == ref))
    if run is None or (run.actor_ref != viewer.ref and not viewer.is_operator):
        raise NotFound("Dit verslag bestaat niet, of het is van iemand anders.")
    return run
