"""A list apart from the chances of pairs: goals nobody works on yet, and who could.

Evidence only, up to the viewer's level: a contribution that may not be known might as well not
exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased, selectinload

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.goals.kinds import CONFLICT, CONFLICT_LEVEL
from crm.goals.models import Goal, PartyGoal, goal_area, goal_theme
from crm.opportunities.ranking.roles import DEPARTMENTS
from crm.opportunities.ranking.statements import says_something
from crm.parties.kinds import PartyKind
from crm.parties.models import Party, party_area, party_theme
from crm.parties.queries import Page, paged
from crm.taxonomy.models import Theme

MOST_PROPOSED = 5
MOST_ANYWHERE = 300
"""Of a theme that more parties have, only those in the area of the goal are proposed."""
WORKS = "draagt_bij"
NOT_ASKED = frozenset({*DEPARTMENTS, PartyKind.MUNICIPALITY, PartyKind.GOVERNMENT, PartyKind.FUND})
"""Whose work goals are anyway, or who gives money for it."""
_telling = says_something(Theme.__table__)


@dataclass(frozen=True, slots=True)
class Able:
    """A party that could work on a goal: the themes both have, and whether it is there too."""

    party: Party
    themes: Sequence[str]
    is_near: bool


def untouched_goals(*, page: int, viewer: Viewer) -> Page[Goal]:
    """One page of the goals that nobody works on, those that ask for it first, by title."""
    query = _untouched(viewer).options(selectinload(Goal.themes), selectinload(Goal.areas))
    ordered = query.order_by(Goal.wants_contributions.desc(), Goal.sort_key, Goal.id)
    return paged(ordered, page)


def any_untouched(viewer: Viewer) -> bool:
    """Whether there is any goal that nobody works on."""
    return bool(db.session.scalar(select(_untouched(viewer).with_only_columns(Goal.id).exists())))


def _untouched(viewer: Viewer) -> Select[Goal]:
    """Goals of today without a party that contributes, and with no goal beneath them."""
    works = (
        select(PartyGoal.id)
        .join(Party, Party.id == PartyGoal.party_id)
        .where(PartyGoal.goal_id == Goal.id, PartyGoal.nature == WORKS, usable(Party, viewer))
    )
    below = aliased(Goal)
    beneath = select(below.id).where(below.parent_id == Goal.id, usable(below, viewer))
    over = or_(Goal.ends_on.is_(None), Goal.ends_on > viewer.day)
    return select(Goal).where(usable(Goal, viewer), over, ~works.exists(), ~beneath.exists())


def usable(record: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a record may be evidence for a viewer."""
    return and_(record.level <= viewer.level, record.archived_at.is_(None))


def who_could(goals: Iterable[Goal], *, viewer: Viewer) -> dict[int, list[Able]]:
    """By goal some parties with its themes, those in its area first; not who stands there.

    Elsewhere only while few have the theme: the first of thousands would be nobody in particular.
    """
    by_id = {goal.id: goal for goal in goals if goal.level <= viewer.level}
    rows = db.session.execute(_candidates(by_id, viewer)).all()
    ids = {party for _, party, _ in rows}
    loaded = select(Party).where(Party.id.in_(ids)).options(selectinload(Party.themes))
    parties = {party.id: party for party in db.session.scalars(loaded)}
    found: dict[int, list[Able]] = defaultdict(list)
    for goal, party, is_near in rows:
        about = {theme.id for theme in by_id[goal].themes}
        themes = [one.name for one in parties[party].themes if one.id in about]
        found[goal].append(Able(parties[party], themes, bool(is_near)))
    return found


def _candidates(goals: Collection[int], viewer: Viewer) -> Select[Any]:
    around = union_all(_in_the_area(goals), _anywhere(goals, viewer)).subquery()
    candidate = (
        select(around.c.goal_id, around.c.party_id, func.sum(around.c.areas).label("areas"))
        .group_by(around.c.goal_id, around.c.party_id)
        .subquery()
    )
    shared = (
        select(func.count())
        .select_from(goal_theme.join(party_theme, party_theme.c.theme_id == goal_theme.c.theme_id))
        .join(Theme, Theme.id == goal_theme.c.theme_id)
        .where(goal_theme.c.goal_id == candidate.c.goal_id, _telling)
        .where(party_theme.c.party_id == candidate.c.party_id)
        .scalar_subquery()
    )
    stands = select(PartyGoal.id).where(
        PartyGoal.goal_id == candidate.c.goal_id, PartyGoal.party_id == candidate.c.party_id
    )
    if viewer.level < CONFLICT_LEVEL:
        stands = stands.where(PartyGoal.nature != CONFLICT)
    place = func.row_number().over(
        partition_by=candidate.c.goal_id,
        order_by=(candidate.c.areas.desc(), shared.desc(), Party.sort_key, Party.id),
    )
    ranked = (
        select(candidate.c.goal_id, Party.id, candidate.c.areas, place.label("place"))
        .join(Party, Party.id == candidate.c.party_id)
        .where(usable(Party, viewer), Party.kind.not_in(NOT_ASKED), shared > 0, ~stands.exists())
        .subquery()
    )
    return (
        select(ranked.c.goal_id, ranked.c.id, ranked.c.areas)
        .where(ranked.c.place <= MOST_PROPOSED)
        .order_by(ranked.c.goal_id, ranked.c.place)
    )


def _in_the_area(goals: Collection[int]) -> Select[Any]:
    return (
        select(goal_area.c.goal_id, party_area.c.party_id, literal(1).label("areas"))
        .join(party_area, party_area.c.area_id == goal_area.c.area_id)
        .where(goal_area.c.goal_id.in_(goals))
    )


def _anywhere(goals: Collection[int], viewer: Viewer) -> Select[Any]:
    """Who has a theme that few have: of many nobody elsewhere can be said to be the one.

    Who may not be known is not counted, and nobody is once there are too many.
    """
    every = party_theme.alias()
    some = (
        select(every.c.party_id)
        .join(Party, Party.id == every.c.party_id)
        .where(every.c.theme_id == goal_theme.c.theme_id, usable(Party, viewer))
        .limit(MOST_ANYWHERE + 1)
        .correlate(goal_theme)
        .subquery()
    )
    count = select(func.count()).select_from(some).scalar_subquery()
    return (
        select(goal_theme.c.goal_id, party_theme.c.party_id, literal(0))
        .join(party_theme, party_theme.c.theme_id == goal_theme.c.theme_id)
        .where(goal_theme.c.goal_id.in_(goals), count <= MOST_ANYWHERE)
    )
