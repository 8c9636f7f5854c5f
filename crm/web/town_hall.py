"""What was promised and asked and which goals there are, of one party."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Select, select

from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.goals.models import PartyGoal
from crm.goals.queries import any_goals_of, goals_of
from crm.parties.models import Party
from crm.promises.models import Commitment
from crm.promises.queries import any_commitments_of, commitments_of
from crm.requests.models import Request
from crm.requests.queries import any_requests_of, lies_with, requests_of


@dataclass(frozen=True, slots=True)
class TownHall:
    """Promises both ways, questions with whom they lie (by id), and goals, of those one may see."""

    commitments: list[Commitment] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    lies_with: dict[int, str] = field(default_factory=dict)
    goals: list[PartyGoal] = field(default_factory=list)


def town_hall_of(party: Party, *, viewer: Viewer) -> TownHall:
    """One query tells what is there; most parties have nothing of it."""
    query = _what_is_there(viewer)
    promised, asked, aims = db.session.execute(query, {"party_id": party.id}).one()
    requests = requests_of(party, viewer=viewer) if asked else []
    return TownHall(
        commitments=commitments_of(party, viewer=viewer) if promised else [],
        requests=requests,
        lies_with=lies_with(requests, viewer=viewer),
        goals=goals_of(party, viewer=viewer) if aims else [],
    )


@remembered
def _what_is_there(viewer: Viewer) -> Select[bool, bool, bool]:
    return select(any_commitments_of(viewer), any_requests_of(viewer), any_goals_of(viewer))
