"""Looking what is there for a plan, and keeping it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.audit.changing import changed, created, put_away
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.saving import SENSITIVE
from crm.core.text import tidy
from crm.ideas.finding import what_is_there
from crm.ideas.idea import Idea, Reach
from crm.ideas.kept import kept
from crm.ideas.models import Survey
from crm.parties.models import Party

SURVEY_FIELDS: dict[str, str] = {
    "title": "titel",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}
REFUSALS: dict[str, Refused] = {"ck_survey_sensitive": Refused(SENSITIVE, field="visibility")}
LONGEST_PLAN = 40_000
MOST_KEPT = 10


def make_survey(*, values: Mapping[str, Any], actor: Viewer) -> Survey:
    """Keep a plan with what is there for it today, as far as the actor's level reaches.

    `values`: title, text, areas (codes), reach, visibility, sensitive.
    """
    survey = Survey(created_by=actor.ref, changed_by=actor.ref, made_on=actor.day)
    survey.text = (values.get("text") or "").strip()[:LONGEST_PLAN]
    survey.reach = str(values.get("reach") or Reach.USUAL)
    _fill(survey, values)
    idea = Idea(
        survey.title, survey.text, tuple(values.get("areas") or ()), reach=Reach(survey.reach)
    )
    if not idea.says_something:
        raise Refused("Hier staat nog te weinig in. Plak de tekst van het plan.", field="text")
    found = what_is_there(idea, viewer=actor, top=MOST_KEPT)
    survey.found = dict(kept(found, _levels([one.party.ref for one in found.parties])))
    created(survey, SURVEY_FIELDS, "survey.created", refusals=REFUSALS, actor=actor)
    return survey


def change_survey(
    survey: Survey, *, values: Mapping[str, Any], version: int | None = None, actor: Viewer
) -> Survey:
    """Change its title and who may see it; what was found stays as it was."""
    changed(
        survey,
        lambda: _fill(survey, values),
        SURVEY_FIELDS,
        "survey.changed",
        version=version,
        refusals=REFUSALS,
        actor=actor,
    )
    return survey


def archive_survey(survey: Survey, *, actor: Viewer) -> Survey:
    """Put it away."""
    put_away(survey, "survey.archived", version=None, actor=actor)
    return survey


def restore_survey(survey: Survey, *, actor: Viewer) -> Survey:
    """Bring it back."""
    put_away(survey, "survey.restored", version=None, back=True, actor=actor)
    return survey


def _fill(survey: Survey, values: Mapping[str, Any]) -> None:
    for attribute in SURVEY_FIELDS:
        if attribute in values:
            setattr(survey, attribute, values[attribute])
    survey.title = tidy(survey.title)[:200]
    if not survey.title:
        raise Refused("Hoe heet het plan? Schrijf een titel.", field="title")


def _levels(refs: list[str]) -> dict[str, int]:
    query = select(Party.ref, Party.level).where(Party.ref.in_(refs))
    return dict(db.session.execute(query).all())
