"""What was promised and asked and which goals there are, of one party."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm.accounts.viewer import Viewer
from crm.goals.models import PartyGoal
from crm.goals.queries import goals_of
from crm.parties.models import Party
from crm.promises.models import Commitment
from crm.promises.queries import commitments_of
from crm.requests.models import Request
from crm.requests.queries import lies_with, requests_of
from crm.web.written import Written


@dataclass(frozen=True, slots=True)
class TownHall:
    """Promises both ways, questions with whom they lie (by id), and goals, of those one may see."""

    commitments: list[Commitment] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    lies_with: dict[int, str] = field(default_factory=dict)
    goals: list[PartyGoal] = field(default_factory=list)


def town_hall_of(party: Party, *, written: Written, viewer: Viewer) -> TownHall:
    """Asks only for what was written about the party; most parties have nothing of it."""
    requests = requests_of(party, viewer=viewer) if written.requests else []
    return TownHall(
        commitments=commitments_of(party, viewer=viewer) if written.commitments else [],
        requests=requests,
        lies_with=lies_with(requests, viewer=viewer),
        goals=goals_of(party, viewer=viewer) if written.goals else [],
    )
