"""What is there already for an idea: initiatives, goals, offers, earlier questions, who helps.

Everything is read up to the viewer's level: records that only an access of one's own shows take no
part in what is derived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from heapq import nlargest
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import selectinload

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.prepared import Among
from crm.goals.models import Goal
from crm.ideas.candidates import Sought, candidates
from crm.ideas.idea import Idea, Reach, named_themes
from crm.opportunities.ranking.engine import tie_order
from crm.opportunities.ranking.evidence import MILLION
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.related.alike import (
    INITIATIVES,
    LIKENESSES,
    WITH_A_TEXT,
    Said,
    compared,
    points_for,
    said_by,
)
from crm.opportunities.related.queries import Alike, alike
from crm.opportunities.related.signs import words_of_places
from crm.parties.models import Party, party_area
from crm.people.signposts import Guide, guides
from crm.requests.models import Request
from crm.resources.models import Offer
from crm.taxonomy.models import Area
from crm.taxonomy.queries import areas_below, list_themes

MOST_PARTIES, MOST_OTHERS = 12, 5
LEAST, LEAST_OF_PARTY = 4 * MILLION, 8 * MILLION
"""Fewer points than this, and nobody would call it alike."""


def _usable(model: Any) -> tuple[ColumnElement[bool], ...]:
    return model.level <= bindparam("level"), model.archived_at.is_(None)


def _of_another(model: Any) -> tuple[ColumnElement[bool], ...]:
    """Looked up row by row: few rows come so far, and parties are many."""
    its_party = select(Party.id).where(Party.id == model.party_id, *_usable(Party))
    return ~Among(model.__table__.c.party_id, "without"), its_party.exists()


STARTING = sorted(kind.value for kind in INITIATIVES)
PARTIES = Sought(Party, _usable(Party))
STARTED = PARTIES.also(Among(Party.__table__.c.kind, "kinds"))
NEARBY = STARTED.also(
    select(party_area.c.party_id)
    .where(party_area.c.party_id == Party.id, Among(party_area.c.area_id, "areas"))
    .exists()
)
GOALS = Sought(Goal, _usable(Goal)).also(
    or_(Goal.ends_on.is_(None), Goal.ends_on > bindparam("day"))
)
OFFERS = Sought(Offer, _usable(Offer)).also(
    Offer.direction == "biedt",
    Offer.status == "open",
    or_(Offer.valid_until.is_(None), Offer.valid_until >= bindparam("day")),
    *_of_another(Offer),
)
QUESTIONS = Sought(Request, _usable(Request)).also(*_of_another(Request))


@dataclass(frozen=True, slots=True)
class WhatIsThere:
    """What is found for an idea, each the best first; `idea` knows its themes by now."""

    idea: Idea
    parties: list[Alike] = field(default_factory=list)
    goals: list[Alike] = field(default_factory=list)
    offers: list[Alike] = field(default_factory=list)
    questions: list[Alike] = field(default_factory=list)
    guides: list[Guide] = field(default_factory=list)


def what_is_there(
    idea: Idea, *, viewer: Viewer, top: int = MOST_PARTIES, without: Iterable[int] = ()
) -> WhatIsThere:
    """Everything that touches the idea; a bounded amount of work however much there is.

    `without` are ids of parties to leave out: those of who asks.
    """
    known = with_lists(idea)
    if not known.says_something:
        return WhatIsThere(known)
    parties = alike_parties(known, viewer=viewer, top=top, without=without)
    return replace(_what_helps(known, viewer, without), parties=parties)


def what_helps(party: Party, *, viewer: Viewer) -> WhatIsThere:
    """Which goals a party touches and who could help it; nothing for who is above the level.

    What it offers or asked itself is left out.
    """
    idea = idea_of(party)
    if party.level > viewer.level or party.is_archived or not idea.says_something:
        return WhatIsThere(idea)
    return _what_helps(idea, viewer, [party.id])


def idea_of(party: Party) -> Idea:
    """What a party does, as something to look for."""
    return Idea(
        party.name,
        party.description,
        areas=tuple(area.code for area in party.areas),
        themes=frozenset(theme.name for theme in party.themes),
        neighbours=True,
        where=_words_of_areas(),
    )


def _what_helps(idea: Idea, viewer: Viewer, without: Iterable[int]) -> WhatIsThere:
    return WhatIsThere(
        idea,
        goals=alike_goals(idea, viewer=viewer) if may(viewer, "goal.read") else [],
        offers=fitting_offers(idea, viewer=viewer, without=without),
        questions=earlier_questions(idea, viewer=viewer, without=without)
        if may(viewer, "request.read")
        else [],
        guides=_guides(idea, viewer) if may(viewer, "person.read") else [],
    )


def with_lists(idea: Idea) -> Idea:
    """The idea with the themes that its words name, and what are words for places."""
    names = [theme.name for theme in list_themes()]
    themes = named_themes(names, f"{idea.title} {idea.text}")
    return replace(idea, themes=themes, where=_words_of_areas())


def _words_of_areas() -> frozenset[str]:
    return words_of_places(tuple(db.session.scalars(select(Area.name).order_by(Area.id))))


def alike_parties(
    idea: Idea, *, viewer: Viewer, top: int = MOST_PARTIES, without: Iterable[int] = ()
) -> list[Alike]:
    """The parties that do something like it; in the usual reach only initiatives."""
    sought = PARTIES if idea.reach is Reach.WIDE else STARTED
    values: dict[str, Any] = {"level": viewer.level, "kinds": STARTING}
    if idea.reach is Reach.NEAR and idea.areas:
        sought = NEARBY
        values["areas"] = list(db.session.scalars(areas_below(idea.areas)))
    left_out = set(without)
    ids = [one for one in candidates(sought, idea, values, top=top) if one not in left_out]
    tables = Tables(viewer)
    facts = list(tables.facts(ids).values())
    said, areas = said_by(facts, tables), _areas_of(ids, idea)
    reasons = WITH_A_TEXT if idea.text else LIKENESSES
    rows = [
        compared(one, idea.said, said[one.id], float(one.id in areas), reasons) for one in facts
    ]
    rows = [row for row in rows if row.score >= LEAST_OF_PARTY]
    rows.sort(key=lambda row: (-row.score, tie_order(idea.title, row.party.key)))
    return [
        alike(row.party, row.points, idea.said, said[row.party.id], areas.get(row.party.id, []))
        for row in rows[:top]
    ]


def alike_goals(idea: Idea, *, viewer: Viewer) -> list[Alike]:
    """The goals that it touches."""
    values = {"level": viewer.level, "day": viewer.day}
    return _alike(GOALS, idea, values, lambda goal: Said(goal.title, themes=_themes(goal)))


def fitting_offers(idea: Idea, *, viewer: Viewer, without: Iterable[int] = ()) -> list[Alike]:
    """What others offer that may help; `without` are the ids of parties to leave out."""
    values = {"level": viewer.level, "day": viewer.day, "without": list(without)}
    return _alike(OFFERS, idea, values, lambda one: Said(one.title, one.description, _themes(one)))


def earlier_questions(idea: Idea, *, viewer: Viewer, without: Iterable[int] = ()) -> list[Alike]:
    """What parties asked the town hall before about the same, with what it answered."""
    values = {"level": viewer.level, "without": list(without)}
    return _alike(
        QUESTIONS, idea, values, lambda one: Said(one.question, f"{one.description} {one.answer}")
    )


def _alike(
    sought: Sought, idea: Idea, values: Mapping[str, Any], said_of: Callable[[Any], Said]
) -> list[Alike]:
    """The records most alike, each with its reasons; equals by their refs."""
    model, ids = sought.model, candidates(sought, idea, values, top=MOST_OTHERS)
    if not ids:
        return []
    query = select(model).where(model.id.in_(ids))
    for name in ("themes", "party"):
        if hasattr(model, name):
            query = query.options(selectinload(getattr(model, name)))
    rows = []
    for record in db.session.scalars(query):
        said = said_of(record)
        points = points_for(idea.said, said, 0.0, LIKENESSES)
        score = sum(given for _, given in points)
        if score >= LEAST:
            rows.append((score, tie_order(idea.title, record.ref), record, points, said))
    best = nlargest(MOST_OTHERS, rows, key=lambda row: row[:2])
    return [alike(record, points, idea.said, said, []) for _, _, record, points, said in best]


def _guides(idea: Idea, viewer: Viewer) -> list[Guide]:
    themes = [theme for theme in list_themes() if theme.name in idea.themes]
    return guides(themes=themes, viewer=viewer) if themes else []


def _themes(record: Any) -> frozenset[str]:
    return frozenset(theme.name for theme in record.themes)


def _areas_of(ids: Iterable[int], idea: Idea) -> dict[int, list[str]]:
    """The names of the areas within those of the idea, of the parties that have any."""
    if not idea.areas:
        return {}
    query = (
        select(party_area.c.party_id, Area.name)
        .join(Area, Area.id == party_area.c.area_id)
        .where(and_(party_area.c.party_id.in_(list(ids)), Area.id.in_(areas_below(idea.areas))))
        .order_by(Area.sort_key, Area.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for party_id, name in db.session.execute(query):
        found[party_id].append(name)
    return found
