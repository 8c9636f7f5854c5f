"""That parties met, what came of it after some months, and the links it led to."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from crm.accounts.viewer import Viewer
from crm.audit.operations import difference_between, record
from crm.core.db import HIDDEN_LEVEL, db
from crm.core.errors import Refused
from crm.core.saving import flush_or_refuse
from crm.links.models import Link, LinkKind
from crm.links.operations import add_link
from crm.opportunities.introductions.changes import (
    changed,
    line_on,
    saved,
    state_of,
    wait_for_others,
)
from crm.opportunities.models import Introduction, Outcome
from crm.opportunities.states import OUTCOMES, SHARED, YES, Status, after_outcomes
from crm.parties.models import Party

FROM_INTRODUCTION = "introductie"
SAID_NO_YES = "{} zei geen ja op deze kennismaking."


def note_meeting(introduction: Introduction, *, on: date, actor: Viewer) -> Introduction:
    """Write down that they met; another day corrects it."""
    if introduction.status not in (Status.AGREED, Status.MET, Status.DONE):
        raise Refused("Eerst moeten ten minste twee partijen ja zeggen.")
    if on > actor.day:
        raise Refused("Deze dag moet nog komen. Vul in wanneer zij elkaar spraken.", field="met_on")

    def fill() -> None:
        introduction.met_on = on
        if introduction.status == Status.AGREED:
            introduction.status = Status.MET

    return changed(introduction, fill, "introduction.met", actor)


def tell_outcome(
    introduction: Introduction,
    *,
    months: int,
    outcome: str,
    party: Party | None = None,
    actor: Viewer,
) -> Introduction:
    """Keep what came of it after some months, as one side says it; no party: the town hall."""
    if introduction.status not in SHARED:
        raise Refused("Deze partijen hebben elkaar nog niet ontmoet.")
    if outcome not in OUTCOMES:
        raise Refused("Kies wat eruit kwam.", field="outcome")
    if party is not None and line_on(introduction, party).answer != YES:
        raise Refused(SAID_NO_YES.format(party.name))
    wait_for_others(introduction)
    known = _outcome_of(introduction, months, party)
    label = f"na {months} maanden"
    before = {label: known.label if known else None} | state_of(introduction)
    with db.session.no_autoflush:
        if known is None:
            known = Outcome(months=months, party=party)
            introduction.outcomes.append(known)
        known.outcome, known.told_on, known.created_by = outcome, actor.day, actor.ref
        introduction.status = _after_outcomes(introduction)
        after = {label: OUTCOMES[outcome]} | state_of(introduction)
        difference = difference_between(before, after)
        if not difference:
            return introduction
        introduction.touch(actor)
    return saved(introduction, "introduction.outcome_told", difference, party, actor)


def _after_outcomes(introduction: Introduction) -> Status:
    """The town hall's word settles it; without it, that of everybody who said yes."""
    told: dict[int, list[str]] = defaultdict(list)
    for one in introduction.outcomes:
        told[one.months].append(one.outcome)
    of_town_hall = {one.months: [one.outcome] for one in introduction.outcomes if not one.party_id
                    and one.party is None}  # fmt: skip
    settled = after_outcomes(introduction.status, of_town_hall, sides=1)
    if settled is Status.DONE:
        return settled
    return after_outcomes(introduction.status, told, sides=len(introduction.willing))


def _outcome_of(introduction: Introduction, months: int, party: Party | None) -> Outcome | None:
    wanted = party.id if party else None
    return next(
        (one for one in introduction.outcomes if one.months == months and one.party_id == wanted),
        None,
    )


def add_link_from(
    introduction: Introduction, one: Party, other: Party, kind: LinkKind, *, actor: Viewer
) -> Link:
    """The link that an introduction led to; one event on the link, one on the introduction."""
    for party in (one, other):
        line = line_on(introduction, party)
        if line.answer != YES:
            raise Refused(SAID_NO_YES.format(party.name), field="parties")
    values: dict[str, Any] = {
        "origin": FROM_INTRODUCTION,
        "begins_on": introduction.since,
        "depth": "ontmoet",
    }
    if introduction.level >= HIDDEN_LEVEL:
        values |= {"visibility": introduction.visibility, "sensitive": introduction.sensitive}
    link = add_link(one, other, kind, values=values, actor=actor)
    introduction.links.append(link)
    introduction.touch(actor)
    flush_or_refuse(introduction, {})
    told = {"verbinding": [None, link.ref]}
    record("introduction.linked", introduction, difference=told, actor=actor)
    return link


def release(introduction: Introduction, *, actor: Viewer) -> Introduction:
    """Let the chance between these parties show again although it came to nothing before."""
    if introduction.is_running:
        raise Refused("Deze kennismaking loopt nog.")

    def fill() -> None:
        introduction.free_again_on = introduction.free_again_on or actor.day

    return changed(introduction, fill, "introduction.released", actor)


def keep_back(introduction: Introduction, *, actor: Viewer) -> Introduction:
    """Take that back."""

    def fill() -> None:
        introduction.free_again_on = None

    return changed(introduction, fill, "introduction.kept_back", actor)
