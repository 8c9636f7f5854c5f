"""What of goals goes along when one party becomes part of another."""

from __future__ import annotations

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.trace import rows_of, table_of
from crm.goals.models import Goal, PartyGoal
from crm.goals.queries import goals_of
from crm.parties.following import Following, Lost, Pair, Told, follows
from crm.parties.models import Party

TWICE = "telt één keer: beide partijen stonden bij dit doel"


def make_room(pair: Pair) -> None:
    """Who stood at a goal twice stands there once, as the party that stays said."""
    table = table_of(PartyGoal)
    own = {row["goal_id"] for row in rows_of(table, table.c.party_id == pair.kept)}
    for row in rows_of(table, table.c.party_id == pair.dropped):
        if row["goal_id"] in own:
            pair.trace.remove(table, table.c.id == row["id"])


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The goals of a party that the viewer may see."""
    return [Told("doelen", [one.goal.title for one in goals_of(party, viewer=viewer)])]


def lose(kept: Party, dropped: Party, *, viewer: Viewer) -> list[Lost]:
    """The goals that both stand at, of those the viewer may see."""
    query = select(PartyGoal.goal_id).where(PartyGoal.party_id == kept.id)
    shared = set(db.session.scalars(query))
    return [
        Lost(one.goal.title, TWICE)
        for one in goals_of(dropped, viewer=viewer)
        if one.goal_id in shared
    ]


follows(
    Following(
        moves=(PartyGoal.party_id, Goal.department_id), make_room=make_room, tell=tell, lose=lose
    )
)
