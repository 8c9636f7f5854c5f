"""Reading what an initiative is part of, through the visibility filter."""

from __future__ import annotations

from collections.abc import Iterable

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.parties.models import Party
from crm.parties.queries import visible_parties


def parties_seen(parties: Iterable[Party], *, viewer: Viewer) -> list[Party]:
    """Those of these parties that the viewer may see, by name."""
    ids = {party.id for party in parties}
    query = visible_parties(viewer).where(Party.id.in_(ids))
    return list(db.session.scalars(query.order_by(Party.sort_key, Party.id)))
