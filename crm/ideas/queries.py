"""Reading surveys: each by its own visibility, what it found by that of every thing in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.goals.models import Goal
from crm.goals.queries import visible_goals
from crm.ideas.kept import SECTIONS, Item, items
from crm.ideas.models import Survey
from crm.parties.models import FormerParty, Party
from crm.parties.queries import Page, paged, visible_parties
from crm.requests.models import Request
from crm.requests.queries import visible_requests
from crm.resources.models import Offer
from crm.resources.queries import visible_offers


@dataclass(frozen=True, slots=True)
class SurveyFilters:
    """What the list is narrowed to."""

    archived: bool = False


@remembered
def survey_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of a survey: by its level, or of the own hand."""
    if viewer.is_operator:
        return true()
    if not viewer.is_signed_in:
        return Survey.level == 0
    if not may(viewer, "survey.edit"):
        return Survey.level <= viewer.level
    return or_(Survey.level <= viewer.level, Survey.created_by == viewer.ref)


@remembered
def visible_surveys(viewer: Viewer) -> Select[Survey]:
    """The surveys the viewer may see, archived ones too: a select to build on."""
    return select(Survey).where(survey_seen(viewer))


def get_survey(ref: str, *, viewer: Viewer) -> Survey:
    """The survey with this ref; NotFound also when the viewer may not see it."""
    survey = db.session.scalar(visible_surveys(viewer).where(Survey.ref == ref))
    if survey is None:
        raise NotFound("Dit overzicht bestaat niet, of u mag het niet zien.")
    return survey


def any_surveys(viewer: Viewer) -> ColumnElement[bool]:
    """Whether there is any that the viewer may see: a condition."""
    return visible_surveys(viewer).with_only_columns(Survey.id).exists()


def list_surveys(filters: SurveyFilters, *, page: int, viewer: Viewer) -> Page[Survey]:
    """One page of surveys, the newest first."""
    put_away = Survey.archived_at.is_not(None) if filters.archived else Survey.archived_at.is_(None)
    query = visible_surveys(viewer).where(put_away)
    return paged(query.order_by(Survey.made_on.desc(), Survey.id.desc()), page)


def shown_items(survey: Survey, *, viewer: Viewer) -> dict[str, list[Item]]:
    """What it found then, of which the reader may see each thing both then and now.

    A thing that is gone or hidden by now is not shown and not counted. Four or five queries.
    """
    found = {section: items(survey.found, section) for section in SECTIONS}
    now = {
        "initiatieven": _parties_now([one.ref for one in found["initiatieven"]], viewer),
        "doelen": _now(visible_goals(viewer), Goal, found["doelen"]),
        "vragen": _now(visible_requests(viewer), Request, found["vragen"]),
        "aanbod": _now(visible_offers(viewer), Offer, found["aanbod"]),
    }
    return {
        section: [
            replace(one, now_ref=now[section][one.ref])
            for one in things
            if one.ref in now[section] and one.level <= viewer.level
        ]
        for section, things in found.items()
    }


def _now(visible: Select[Any], model: Any, things: Collection[Item]) -> Mapping[str, str]:
    """The refs that may be seen now, each to itself."""
    if not things:
        return {}
    query = visible.where(model.ref.in_([one.ref for one in things]))
    found = db.session.scalars(query.with_only_columns(model.ref, maintain_column_froms=True))
    return {ref: ref for ref in found}


def _parties_now(refs: Collection[str], viewer: Viewer) -> Mapping[str, str]:
    """The refs of parties that may be seen now; of one that was merged, of what it became."""
    if not refs:
        return {}
    seen = visible_parties(viewer).with_only_columns(Party.ref).where(Party.ref.in_(refs))
    found = {ref: ref for ref in db.session.scalars(seen)}
    merged = (
        visible_parties(viewer)
        .join(FormerParty, and_(FormerParty.party_id == Party.id, FormerParty.ref.in_(refs)))
        .with_only_columns(FormerParty.ref, Party.ref)
    )
    return found | dict(db.session.execute(merged).all())
