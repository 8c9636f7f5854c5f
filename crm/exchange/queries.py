"""Looking back at imports."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.errors import NotFound
from crm.exchange.models import ImportChange, ImportRun
from crm.parties.applicant_names import may_be_a_person
from crm.parties.models import Party
from crm.parties.queries import visible_parties

OF_PARTIES = ("partijen", "afdelingen")


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


def made_by(run: ImportRun) -> ColumnElement[bool]:
    """Whether a party came in with this import."""
    made = select(ImportChange.key).where(
        ImportChange.run_id == run.id,
        ImportChange.kind.in_(OF_PARTIES),
        ImportChange.before.is_(None),
    )
    return Party.ref.in_(made)


def count_made(run: ImportRun, *, viewer: Viewer) -> int:
    """How many of the parties that came in with an import are there now, for who looks."""
    made = visible_parties(viewer).where(made_by(run), Party.archived_at.is_(None))
    ids = made.with_only_columns(Party.id, maintain_column_froms=True)
    return db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def kept_for_town_hall(run: ImportRun, *, viewer: Viewer) -> list[Party]:
    """The parties of an import that only the town hall sees because they read like a person."""
    query = visible_parties(viewer).where(
        made_by(run), Party.visibility == "intern", Party.archived_at.is_(None)
    )
    found = db.session.scalars(query.order_by(Party.sort_key, Party.id))
    return [party for party in found if may_be_a_person(party.name)]
