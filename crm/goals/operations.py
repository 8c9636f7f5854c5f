"""Writing down goals, and which parties contribute to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.changing import changed, created, put_away
from crm.audit.operations import record
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.saving import check_sensitive, flush_or_refuse
from crm.core.text import tidy
from crm.core.trees import would_circle
from crm.goals.models import Goal, PartyGoal
from crm.parties.models import Party

GOAL_FIELDS: dict[str, str] = {
    "title": "titel",
    "goal_level": "niveau",
    "parent": "bovenliggend",
    "document": "nota",
    "place": "vindplaats",
    "portfolio": "portefeuille",
    "department": "afdeling",
    "themes": "thema’s",
    "areas": "gebied",
    "begins_on": "begin",
    "ends_on": "eind",
    "wants_contributions": "zoekt bijdrage",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}
_ALREADY = Refused("Deze partij staat al bij dit doel.", field="party")
REFUSALS = {
    "uq_party_goal_party_id_goal_id": _ALREADY,
    "party_goal.party_id, party_goal.goal_id": _ALREADY,
}


def add_goal(*, values: Mapping[str, Any], actor: Viewer) -> Goal:
    """Write down a goal."""
    goal = Goal(created_by=actor.ref, changed_by=actor.ref)
    _fill(goal, values)
    created(goal, GOAL_FIELDS, "goal.created", actor=actor)
    return goal


def change_goal(
    goal: Goal, *, values: Mapping[str, Any], version: int | None = None, actor: Viewer
) -> Goal:
    """Change a goal, or under which one it lies."""
    changed(
        goal,
        lambda: _fill(goal, values),
        GOAL_FIELDS,
        "goal.changed",
        version=version,
        actor=actor,
    )
    return goal


def archive_goal(goal: Goal, *, actor: Viewer) -> Goal:
    """Put it away."""
    put_away(goal, "goal.archived", version=None, actor=actor)
    return goal


def restore_goal(goal: Goal, *, actor: Viewer) -> Goal:
    """Bring it back."""
    put_away(goal, "goal.restored", version=None, back=True, actor=actor)
    return goal


def add_contribution(
    goal: Goal, party: Party, *, nature: str, confirmed_on: date | None = None, actor: Viewer
) -> PartyGoal:
    """Say how a party stands to a goal (a key of NATURES)."""
    both = {"goal_id": goal.id, "party_id": party.id}
    contribution = PartyGoal(**both, nature=nature, confirmed_on=confirmed_on)
    goal.touch(actor)
    flush_or_refuse(contribution, REFUSALS)
    db.session.expire(goal, ["contributions"])
    told = {"partij": [None, party.ref], "aard": [None, nature]}
    record("goal.contribution_added", goal, difference=told, actor=actor)
    return contribution


def remove_contribution(contribution: PartyGoal, *, actor: Viewer) -> None:
    """Take a party away from a goal."""
    goal = contribution.goal
    told = {"partij": [contribution.party.ref, None], "aard": [contribution.nature, None]}
    goal.contributions.remove(contribution)
    goal.touch(actor)
    db.session.flush()
    record("goal.contribution_removed", goal, difference=told, actor=actor)


def _fill(goal: Goal, values: Mapping[str, Any]) -> None:
    for attribute in GOAL_FIELDS:
        if attribute in values:
            value = values[attribute]
            setattr(goal, attribute, tidy(value) if attribute == "title" else value)
    if not goal.title:
        raise Refused("Wat is het doel? Schrijf het in een zin.", field="title")
    if goal.period.is_empty:
        raise Refused("De laatste dag ligt vóór het begin.", field="ends_on")
    check_sensitive(goal)
    if "parent" in values:
        _check_tree(goal)


def _check_tree(goal: Goal) -> None:
    """Who puts two goals under each other at the same moment waits for the other's write."""
    if goal.parent is None or goal.id is None:
        return
    hold_chain()
    parents = dict(db.session.execute(select(Goal.id, Goal.parent_id)).all())
    if would_circle(goal.id, goal.parent.id, parents.get):
        raise Refused("Dit doel valt zelf onder het andere. Kies een ander doel.", field="parent")
