"""Putting a chance away, taking that back, and handing a chance to a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.accounts.models import User
from crm.accounts.permissions import PERMISSIONS
from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.changing import changed, created, put_away
from crm.core.db import HIDDEN_LEVEL
from crm.core.errors import Refused
from crm.core.text import tidy
from crm.opportunities.models import Dismissal, HandedChance
from crm.opportunities.put_away import dismissals_between
from crm.opportunities.states import LATER, OTHER, PUT_AWAY, SENSITIVE, WHYS
from crm.parties.models import Party

DISMISSAL_FIELDS: dict[str, str] = {
    "party_a": "partij",
    "party_b": "en",
    "kind": "wat",
    "until": "tot",
    "why": "waarom",
    "text": "toelichting",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}
HANDED_FIELDS: dict[str, str] = {
    "party_a": "partij",
    "party_b": "en",
    "to_user": "aan",
    "note": "toelichting",
    "done_on": "bekeken op",
}
ITSELF = "Een partij hoeft zichzelf niet te ontmoeten. Kies twee partijen."


def dismiss(
    one: Party,
    other: Party,
    *,
    kind: str,
    until: date | None = None,
    why: str = "",
    text: str = "",
    signals: Mapping[str, int] | None = None,
    actor: Viewer,
) -> Dismissal:
    """Put a pair away until a day (`later`), or for good (`niet`, which needs a why).

    Who put it away before, or knows who did, changes that. `signals` are the reasons it had:
    points in millionths by code.
    """
    _check(one, other, kind, until, why, text, day=actor.day)
    values = {
        "kind": kind,
        "until": until if kind == LATER else None,
        "why": "" if kind == LATER else why,
        "text": tidy(text),
        "sensitive": kind != LATER and why == SENSITIVE,
    }
    # of two at the same moment the second one finds what the first one put away
    hold_chain()
    known = dismissals_between(one, other, viewer=actor)
    if known:
        return _change(known[0], values, actor)
    dismissal = Dismissal(
        party_a=one,
        party_b=other,
        signals=dict(signals or {}),
        created_by=actor.ref,
        changed_by=actor.ref,
        **values,
    )
    created(dismissal, DISMISSAL_FIELDS, "dismissal.created", actor=actor)
    return dismissal


def _check(
    one: Party, other: Party, kind: str, until: date | None, why: str, text: str, *, day: date
) -> None:
    if one.id == other.id:
        raise Refused(ITSELF)
    if kind not in PUT_AWAY:
        raise Refused("Kies ‘Later’ of ‘Past niet’.", field="kind")
    if kind == LATER and (until is None or until <= day):
        raise Refused("Kies een dag die nog komt.", field="until")
    if kind != LATER and why not in WHYS:
        raise Refused("Kies waarom deze partijen niet bij elkaar passen.", field="why")
    if kind != LATER and why == OTHER and not tidy(text):
        raise Refused("Schrijf in een paar woorden waarom niet.", field="text")


def _change(dismissal: Dismissal, values: Mapping[str, Any], actor: Viewer) -> Dismissal:
    def fill() -> None:
        for attribute, value in values.items():
            setattr(dismissal, attribute, value)

    changed(dismissal, fill, DISMISSAL_FIELDS, "dismissal.changed", version=None, actor=actor)
    return dismissal


def take_back(dismissal: Dismissal, *, actor: Viewer) -> Dismissal:
    """Let the chance show again; doing so twice changes nothing."""
    if not dismissal.is_archived:
        put_away(dismissal, "dismissal.taken_back", version=None, actor=actor)
    return dismissal


def hand_to(
    colleague: User, one: Party, other: Party, *, note: str = "", actor: Viewer
) -> HandedChance:
    """Ask a colleague to look at a chance."""
    if one.id == other.id:
        raise Refused(ITSELF)
    if colleague.role not in PERMISSIONS["chance.settle"] or not colleague.active:
        raise Refused("Kies een collega met een account van de gemeente.", field="to")
    if max(one.level, other.level) >= HIDDEN_LEVEL:
        raise Refused("Een van deze partijen is vertrouwelijk: niet iedereen mag haar kennen.")
    handed = HandedChance(
        party_a=one,
        party_b=other,
        to_user=colleague,
        note=tidy(note),
        created_by=actor.ref,
        changed_by=actor.ref,
    )
    created(handed, HANDED_FIELDS, "handed_chance.created", actor=actor)
    return handed


def finish_handed(handed: HandedChance, *, actor: Viewer) -> HandedChance:
    """The colleague looked at it; saying so twice changes nothing."""

    def fill() -> None:
        handed.done_on = handed.done_on or actor.day

    changed(handed, fill, HANDED_FIELDS, "handed_chance.changed", version=None, actor=actor)
    return handed
