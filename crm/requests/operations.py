"""Writing down a question, passing it on, and answering it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.accounts.viewer import Viewer
from crm.audit.changing import changed, created, put_away
from crm.core.errors import Refused
from crm.core.saving import check_sensitive
from crm.core.text import tidy
from crm.parties.models import Party
from crm.requests.models import Request

REQUEST_FIELDS: dict[str, str] = {
    "kind": "soort",
    "question": "vraag",
    "description": "toelichting",
    "asked_on": "gesteld op",
    "department": "afdeling",
    "handler": "behandelaar",
    "lies_since": "ligt daar sinds",
    "next_step": "volgende stap",
    "next_step_on": "volgende stap op",
    "answered_on": "beantwoord op",
    "answer": "antwoord",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}


def add_request(party: Party, *, values: Mapping[str, Any], actor: Viewer) -> Request:
    """Write down what a party asks the town hall."""
    request = Request(party=party, created_by=actor.ref, changed_by=actor.ref)
    _fill(request, values)
    created(request, REQUEST_FIELDS, "request.created", actor=actor)
    return request


def change_request(
    request: Request, *, values: Mapping[str, Any], version: int | None = None, actor: Viewer
) -> Request:
    """Change a question, with whom it lies, or its answer.

    When it goes to another department or person and no day is given, it lies there since today.
    """
    before = (request.department, request.handler, request.lies_since)

    def fill() -> None:
        _fill(request, values)
        moved = (request.department, request.handler) != before[:2]
        if moved and request.lies_since == before[2]:
            request.lies_since = actor.day

    changed(request, fill, REQUEST_FIELDS, "request.changed", version=version, actor=actor)
    return request


def archive_request(request: Request, *, actor: Viewer) -> Request:
    """Put it away."""
    put_away(request, "request.archived", version=None, actor=actor)
    return request


def restore_request(request: Request, *, actor: Viewer) -> Request:
    """Bring it back."""
    put_away(request, "request.restored", version=None, back=True, actor=actor)
    return request


def _fill(request: Request, values: Mapping[str, Any]) -> None:
    for attribute in REQUEST_FIELDS:
        if attribute in values:
            value = values[attribute]
            setattr(request, attribute, tidy(value) if attribute == "question" else value)
    if not request.question:
        raise Refused("Wat is de vraag? Schrijf haar in een zin.", field="question")
    if request.asked_on and request.answered_on and request.answered_on < request.asked_on:
        raise Refused("Dit ligt vóór de dag van de vraag. Kies een latere.", field="answered_on")
    check_sensitive(request)
