"""Saving an introduction: one event, one version higher, nothing when nothing is different."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crm.accounts.viewer import Viewer
from crm.audit.operations import difference_between, record, snapshot
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.saving import flush_or_refuse
from crm.opportunities.models import Introduction, IntroductionParty
from crm.parties.models import Party

FIELDS: dict[str, str] = {
    "why": "waarom",
    "message": "bericht",
    "met_on": "ontmoet op",
    "free_again_on": "mag weer getoond worden op",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}


def line_on(introduction: Introduction, party: Party) -> IntroductionParty:
    line = introduction.line_of(party)
    if line is None:
        raise Refused("Deze partij hoort niet bij deze kennismaking.", field="party")
    return line


def wait_for_others(introduction: Introduction) -> None:
    """Two sides may answer at the same moment: the second one sees what the first one said."""
    db.session.refresh(introduction, ["status", "version"], with_for_update=True)
    for line in introduction.lines:
        db.session.refresh(line, ["answer", "answered_on", "person_id", "answered_by_id"])
        db.session.expire(line, ["person", "answered_by"])
    db.session.expire(introduction, ["outcomes"])


def state_of(introduction: Introduction) -> dict[str, Any]:
    return {"stand": introduction.status_label}


def changed(
    introduction: Introduction, fill: Callable[[], None], tag: str, actor: Viewer
) -> Introduction:
    """Change the introduction itself; nothing is left when nothing became different."""
    before = snapshot(introduction, FIELDS) | state_of(introduction)
    with db.session.no_autoflush:
        fill()
        difference = difference_between(
            before, snapshot(introduction, FIELDS) | state_of(introduction)
        )
        if not difference:
            return introduction
        introduction.touch(actor)
    return saved(introduction, tag, difference, None, actor)


def saved(
    introduction: Introduction,
    tag: str,
    difference: Mapping[str, Any],
    party: Party | None,
    actor: Viewer,
) -> Introduction:
    flush_or_refuse(introduction, {})
    about = {"namens": [None, party.ref]} if party is not None else {}
    record(tag, introduction, difference={**about, **difference}, actor=actor)
    return introduction
