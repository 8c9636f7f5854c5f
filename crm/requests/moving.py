"""What of questions goes along when one party becomes part of another."""

from __future__ import annotations

from crm.accounts.viewer import Viewer
from crm.parties.following import Following, Told, follows
from crm.parties.models import Party
from crm.requests.models import Request
from crm.requests.queries import requests_of


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The questions of a party that the viewer may see."""
    return [Told("vragen", [one.question for one in requests_of(party, viewer=viewer)])]


follows(Following(moves=(Request.party_id, Request.department_id), tell=tell))
