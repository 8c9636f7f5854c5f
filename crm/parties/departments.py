"""The parts of the town hall that are parties themselves."""

from __future__ import annotations

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.parties.kinds import PartyKind
from crm.parties.models import Party
from crm.parties.queries import visible_parties

TOWN_HALL_KINDS = (PartyKind.MUNICIPALITY, PartyKind.DEPARTMENT, PartyKind.TEAM)


def list_departments(*, viewer: Viewer) -> list[Party]:
    """The municipality, its departments and teams, by name."""
    query = visible_parties(viewer).where(
        Party.kind.in_(TOWN_HALL_KINDS), Party.archived_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Party.sort_key, Party.id)))


def find_municipality(*, viewer: Viewer) -> Party | None:
    """The municipality, when there is exactly one."""
    query = visible_parties(viewer).where(
        Party.kind == PartyKind.MUNICIPALITY, Party.archived_at.is_(None)
    )
    found = db.session.scalars(query.order_by(Party.id).limit(2)).all()
    return found[0] if len(found) == 1 else None
