"""The first contact of a party: one at a time; who was it steps back, and keeps the role."""

from __future__ import annotations

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.dates import Period
from crm.core.db import db
from crm.core.errors import Refused
from crm.parties.models import Party
from crm.people.models import ContactRole


def make_first_contact(role: ContactRole, *, actor: Viewer) -> ContactRole:
    """Let this be who is called first; others of the same days step back."""
    if role.period.state(actor.day) == "voorbij":
        raise Refused("Deze rol is voorbij. Kies iemand met een rol van nu.")
    if role.is_first_contact:
        return role
    let_step_back(role.party, role.period, besides=role, actor=actor)
    _set(role, True, actor=actor)
    return role


def let_step_back(
    party: Party, period: Period, *, besides: ContactRole | None = None, actor: Viewer
) -> None:
    """Nobody else is the first contact of a party in these days. Who was it before them, was."""
    query = select(ContactRole).where(
        ContactRole.party_id == party.id, ContactRole.is_first_contact
    )
    for other in db.session.scalars(query.order_by(ContactRole.id)).all():
        if other is not besides and other.period.overlaps(period):
            _set(other, False, actor=actor)


def _set(role: ContactRole, is_first: bool, *, actor: Viewer) -> None:
    role.is_first_contact = is_first
    db.session.flush()
    difference = {
        "persoon": [role.person.name, role.person.name],
        "eerste aanspreekpunt": [not is_first, is_first],
    }
    record("role.changed", role, difference=difference, actor=actor)
