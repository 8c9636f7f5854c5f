"""The state of the system, for who looks after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from crm.accounts.models import User
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.schema import is_up_to_date
from crm.exchange.models import ImportRun
from crm.links.models import Link
from crm.links.queries import visible_links
from crm.parties.models import Party
from crm.parties.queries import party_seen
from crm.people.models import Person
from crm.people.queries import visible_people
from crm.upkeep.demo import is_demo
from crm.upkeep.health import Health, system_health


@dataclass(frozen=True, slots=True)
class SystemState:
    """How the system is doing."""

    schema_ready: bool
    database: str
    demo: bool
    parties: int
    people: int
    links: int
    accounts: int
    last_import: ImportRun | None
    health: Health


def system_state(*, viewer: Viewer) -> SystemState:
    """Counts are of what the beheerder may see: a count must not tell what is hidden."""
    seen = select(func.count(Party.id)).where(party_seen(viewer), Party.archived_at.is_(None))
    return SystemState(
        schema_ready=is_up_to_date(),
        database="PostgreSQL" if db.engine.dialect.name == "postgresql" else "SQLite",
        demo=is_demo(),
        parties=db.session.scalar(seen) or 0,
        people=_count(visible_people(viewer).where(Person.archived_at.is_(None))),
        links=_count(visible_links(viewer).where(Link.archived_at.is_(None))),
        accounts=db.session.scalar(select(func.count(User.id)).where(User.active)) or 0,
        last_import=db.session.scalar(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)),
        health=system_health(viewer=viewer),
    )


def _count(query: Select[Any]) -> int:
    """How many the viewer may see: a link of a hidden party does not count either."""
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
