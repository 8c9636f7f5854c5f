"""Who may do what: the one table that every route, command and call goes through."""

from __future__ import annotations

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.errors import Forbidden

EVERYONE = frozenset(Role)
SIGNED_IN = EVERYONE - {Role.VISITOR}
TOWN_HALL = frozenset({Role.CIVIL_SERVANT, Role.ADMINISTRATOR, Role.OPERATOR})
ADMINISTRATION = frozenset({Role.ADMINISTRATOR, Role.OPERATOR})
INITIATORS = frozenset({Role.INITIATOR})

PERMISSIONS: dict[str, frozenset[Role]] = {
    # what anybody may open
    "open": EVERYONE,
    "account.own": SIGNED_IN,
    # reading, each through the visibility filter
    "network.read": SIGNED_IN,
    "party.read": SIGNED_IN,
    "person.read": SIGNED_IN,
    "link.read": SIGNED_IN,
    "moment.read": SIGNED_IN,
    "follow_up.read": TOWN_HALL,
    "note.read": TOWN_HALL,
    "offer.read": SIGNED_IN,
    "quiet.read": TOWN_HALL,
    "agreement.read": SIGNED_IN,
    "opportunity.read": SIGNED_IN,
    "introduction.read": SIGNED_IN,
    "commitment.read": SIGNED_IN,
    "request.read": SIGNED_IN,
    "goal.read": SIGNED_IN,
    "survey.read": SIGNED_IN,
    "search": SIGNED_IN,
    "scheme.read": SIGNED_IN,
    # taking a list along as a file: not for who belongs to one party of it
    "list.download": SIGNED_IN - INITIATORS,
    # writing
    "party.edit": TOWN_HALL,
    "party.merge": TOWN_HALL,
    "party.share": TOWN_HALL,
    "profile.ask": TOWN_HALL,
    "party.edit_own": INITIATORS,
    "person.edit": TOWN_HALL,
    "holding.edit": TOWN_HALL,
    "link.edit": TOWN_HALL,
    "link.propose": INITIATORS,
    "link.confirm": TOWN_HALL | INITIATORS,
    "moment.edit": TOWN_HALL,
    "note.edit": TOWN_HALL,
    "offer.edit": TOWN_HALL,
    "offer.edit_own": INITIATORS,
    "offer.answer": INITIATORS,
    "agreement.edit": TOWN_HALL,
    "commitment.edit": TOWN_HALL,
    "commitment.answer": INITIATORS,
    "request.edit": TOWN_HALL,
    "request.ask": INITIATORS,
    "goal.edit": TOWN_HALL,
    "survey.edit": TOWN_HALL,
    # what people do with a chance: a lezer proposes an introduction, an initiatiefnemer asks
    "chance.settle": TOWN_HALL,
    "introduction.begin": SIGNED_IN,
    "introduction.edit": TOWN_HALL,
    "introduction.answer": INITIATORS,
    "register.import": TOWN_HALL,
    "register.export": TOWN_HALL,
    "system.manage": ADMINISTRATION,
}


def may(viewer: Viewer, permission: str) -> bool:
    """Whether the viewer's role has the permission; an unknown permission is our error."""
    return viewer.role in PERMISSIONS[permission]


def require(viewer: Viewer, permission: str) -> None:
    """Raise Forbidden unless the viewer's role has the permission."""
    if not may(viewer, permission):
        raise Forbidden()
