"""Reading goals and contributions through the visibility filter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, selectinload

from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.goals.kinds import CONFLICT, CONFLICT_LEVEL
from crm.goals.models import Goal, PartyGoal, goal_area, goal_theme
from crm.parties.models import Party
from crm.parties.queries import PARTY, Page, has_access, paged, party_seen, visible_parties
from crm.taxonomy.queries import areas_below, themes_below

MOST_OF_PARTY = 50
MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class GoalFilters:
    """What the list is narrowed to; within one filter OR, between them AND."""

    levels: Sequence[str] = ()
    themes: Sequence[str] = ()
    areas: Sequence[str] = ()
    wants_contributions: bool = False
    archived: bool = False


@remembered
def goal_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of a goal: by its level, or as a holder of its department."""
    if viewer.is_operator:
        return true()
    if not viewer.is_signed_in:
        return Goal.level == 0
    return or_(Goal.level <= viewer.level, has_access(viewer, Goal.department_id, Goal.level))


@remembered
def visible_goals(viewer: Viewer) -> Select[Goal]:
    """The goals the viewer may see, archived ones too: a select to build on."""
    return select(Goal).where(goal_seen(viewer))


def get_goal(ref: str, *, viewer: Viewer) -> Goal:
    """The goal with this ref; NotFound also when the viewer may not see it."""
    goal = db.session.scalar(visible_goals(viewer).where(Goal.ref == ref))
    if goal is None:
        raise NotFound("Dit doel bestaat niet, of u mag het niet zien.")
    return goal


def any_goals(viewer: Viewer) -> ColumnElement[bool]:
    """Whether there is any that the viewer may see: a condition."""
    return visible_goals(viewer).with_only_columns(Goal.id).exists()


def filtered_goals(filters: GoalFilters, *, viewer: Viewer) -> Select[Goal]:
    """The goals a viewer may see, narrowed by the filters, by title."""
    there = Goal.archived_at
    query = visible_goals(viewer).where(there.is_not(None) if filters.archived else there.is_(None))
    if filters.levels:
        query = query.where(Goal.goal_level.in_(filters.levels))
    if filters.wants_contributions:
        query = query.where(Goal.wants_contributions)
    if filters.themes:
        themes = themes_below(filters.themes)
        ids = select(goal_theme.c.goal_id).where(goal_theme.c.theme_id.in_(themes))
        query = query.where(Goal.id.in_(ids))
    if filters.areas:
        areas = areas_below(filters.areas)
        ids = select(goal_area.c.goal_id).where(goal_area.c.area_id.in_(areas))
        query = query.where(Goal.id.in_(ids))
    listed = (selectinload(Goal.themes), selectinload(Goal.areas))
    return query.options(*listed).order_by(Goal.sort_key, Goal.id)


def list_goals(filters: GoalFilters, *, page: int, viewer: Viewer) -> Page[Goal]:
    """One page of goals: a constant number of queries."""
    return paged(filtered_goals(filters, viewer=viewer), page)


def offered_goals(*, also: Collection[str] = (), viewer: Viewer) -> list[Goal]:
    """The goals that another may be put under: the first by title, and `also` (refs)."""
    query = visible_goals(viewer).where(Goal.archived_at.is_(None))
    query = query.order_by(Goal.sort_key, Goal.id)
    found = list(db.session.scalars(query.limit(MOST_OFFERED)))
    beyond = set(also) - {goal.ref for goal in found}
    return found + (list(db.session.scalars(query.where(Goal.ref.in_(beyond)))) if beyond else [])


def goals_above(goals: Iterable[Goal], *, viewer: Viewer) -> dict[int, Goal]:
    """The goals that these lie under and that the viewer may see, by their id."""
    ids = {goal.parent_id for goal in goals if goal.parent_id is not None}
    if not ids:
        return {}
    query = visible_goals(viewer).where(Goal.id.in_(ids))
    return {goal.id: goal for goal in db.session.scalars(query)}


def goals_below(goal: Goal, *, viewer: Viewer) -> list[Goal]:
    """The goals right under this one, by title."""
    query = visible_goals(viewer).where(Goal.parent_id == goal.id, Goal.archived_at.is_(None))
    return list(db.session.scalars(query.order_by(Goal.sort_key, Goal.id)))


def departments_of(goals: Iterable[Goal], *, viewer: Viewer) -> dict[int, Party]:
    """The departments of these goals that the viewer may see, by their id."""
    ids = {goal.department_id for goal in goals if goal.department_id is not None}
    if not ids:
        return {}
    query = visible_parties(viewer).where(Party.id.in_(ids))
    return {party.id: party for party in db.session.scalars(query)}


# --- who contributes ----------------------------------------------------------------------


@remembered
def contribution_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know how a party stands to a goal. Needs a join with both.

    Both must be seen; and that they conflict is for the town hall, also when both are shared.
    """
    both = and_(party_seen(viewer), goal_seen(viewer))
    return both if viewer.level >= CONFLICT_LEVEL else and_(both, PartyGoal.nature != CONFLICT)


@remembered
def visible_contributions(viewer: Viewer) -> Select[PartyGoal]:
    """How parties stand to goals, as far as the viewer may know: a select to build on."""
    return (
        select(PartyGoal)
        .join(Party, Party.id == PartyGoal.party_id)
        .join(Goal, Goal.id == PartyGoal.goal_id)
        .where(contribution_seen(viewer))
    )


def contributions_to(goal: Goal, *, page: int, viewer: Viewer) -> Page[PartyGoal]:
    """One page of the parties at a goal that the viewer may see, by name."""
    query = (
        visible_contributions(viewer)
        .where(PartyGoal.goal_id == goal.id, Party.archived_at.is_(None))
        .options(contains_eager(PartyGoal.party))
        .order_by(Party.sort_key, Party.id)
    )
    return paged(query, page)


def get_contribution(ref: str, *, goal: Goal, viewer: Viewer) -> PartyGoal:
    """How a party stands to this goal, by its ref."""
    query = visible_contributions(viewer).where(PartyGoal.ref == ref, PartyGoal.goal_id == goal.id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("Deze partij staat niet bij dit doel, of u mag dat niet zien.")
    return found


def count_contributions(goals: Iterable[Goal], *, viewer: Viewer) -> dict[int, int]:
    """How many parties that the viewer may see contribute to each goal, by its id."""
    seen = visible_contributions(viewer).where(
        PartyGoal.goal_id.in_([goal.id for goal in goals]),
        PartyGoal.nature == "draagt_bij",
        Party.archived_at.is_(None),
    )
    query = seen.with_only_columns(PartyGoal.goal_id, func.count()).group_by(PartyGoal.goal_id)
    return dict(db.session.execute(query).all())


def goals_of(party: Party, *, viewer: Viewer) -> list[PartyGoal]:
    """The goals of a party that the viewer may see, by title."""
    return list(db.session.scalars(_goals_of(viewer), {"party_id": party.id}))


@remembered
def _goals_of(viewer: Viewer) -> Select[PartyGoal]:
    return (
        visible_contributions(viewer)
        .where(PartyGoal.party_id == PARTY, Goal.archived_at.is_(None))
        .options(contains_eager(PartyGoal.goal))
        .order_by(Goal.sort_key, Goal.id)
        .limit(MOST_OF_PARTY)
    )
