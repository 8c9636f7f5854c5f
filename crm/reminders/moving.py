"""What of corrections goes along when one party becomes part of another.

A link by which somebody confirms its profile leads on, as its address does.
"""

from __future__ import annotations

from crm.accounts.models import PersonalLink
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.parties.following import Following, Told, follows
from crm.parties.models import Party
from crm.reminders.due import CORRECTIONS
from crm.reminders.models import Correction
from crm.reminders.queries import visible_corrections


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The corrections of a party that wait and that the viewer may see."""
    query = visible_corrections(viewer).where(Correction.party_id == party.id)
    rows = [CORRECTIONS[one.kind] for one in db.session.scalars(query.order_by(Correction.id))]
    return [Told("aanpassingen die wachten", rows)]


follows(Following(moves=(Correction.party_id,), texts=(PersonalLink.subject_ref,), tell=tell))
