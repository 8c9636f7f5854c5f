"""Writing down what was promised, and that it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.accounts.viewer import Viewer
from crm.audit.changing import changed, created, put_away
from crm.core.errors import Refused
from crm.core.saving import check_sensitive
from crm.core.text import tidy
from crm.promises.models import Commitment

COMMITMENT_FIELDS: dict[str, str] = {
    "by_party": "van",
    "to_party": "aan",
    "title": "toezegging",
    "description": "toelichting",
    "promised_on": "toegezegd op",
    "due_on": "uiterlijk op",
    "done_on": "nagekomen op",
    "heard": "is dit gedaan",
    "heard_text": "wat de ander daarbij zegt",
    "heard_on": "gezegd op",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}


def add_commitment(*, values: Mapping[str, Any], actor: Viewer) -> Commitment:
    """Write down what one party (`by_party`) promised another (`to_party`)."""
    commitment = Commitment(created_by=actor.ref, changed_by=actor.ref)
    _fill(commitment, values)
    created(commitment, COMMITMENT_FIELDS, "commitment.created", actor=actor)
    return commitment


def change_commitment(
    commitment: Commitment, *, values: Mapping[str, Any], version: int | None = None, actor: Viewer
) -> Commitment:
    """Change what was promised, or by when."""
    changed(
        commitment,
        lambda: _fill(commitment, values),
        COMMITMENT_FIELDS,
        "commitment.changed",
        version=version,
        actor=actor,
    )
    return commitment


def keep_commitment(commitment: Commitment, *, on: date, actor: Viewer) -> Commitment:
    """It was done; saying so twice changes nothing."""
    if commitment.done_on is None:
        changed(
            commitment,
            lambda: _fill(commitment, {"done_on": on}),
            COMMITMENT_FIELDS,
            "commitment.kept",
            version=None,
            actor=actor,
        )
    return commitment


def note_heard(
    commitment: Commitment, *, heard: str, text: str, version: int | None = None, actor: Viewer
) -> Commitment:
    """Keep what the other says: was it done (a key of HEARD)? It closes nothing by itself."""
    changed(
        commitment,
        lambda: _fill(
            commitment, {"heard": heard, "heard_text": tidy(text), "heard_on": actor.day}
        ),
        COMMITMENT_FIELDS,
        "commitment.heard",
        version=version,
        actor=actor,
    )
    return commitment


def archive_commitment(commitment: Commitment, *, actor: Viewer) -> Commitment:
    """Put it away."""
    put_away(commitment, "commitment.archived", version=None, actor=actor)
    return commitment


def restore_commitment(commitment: Commitment, *, actor: Viewer) -> Commitment:
    """Bring it back."""
    put_away(commitment, "commitment.restored", version=None, back=True, actor=actor)
    return commitment


def _fill(commitment: Commitment, values: Mapping[str, Any]) -> None:
    for attribute in COMMITMENT_FIELDS:
        if attribute in values:
            value = values[attribute]
            setattr(commitment, attribute, tidy(value) if attribute == "title" else value)
    if not commitment.title:
        raise Refused("Wat is er toegezegd? Schrijf het in een zin.", field="title")
    if commitment.by_party is commitment.to_party:
        raise Refused("Een toezegging is aan een ander. Kies een andere partij.", field="to_party")
    if (
        commitment.done_on
        and commitment.promised_on
        and commitment.done_on < commitment.promised_on
    ):
        raise Refused("Dit ligt vóór de dag van de toezegging. Kies een latere.", field="done_on")
    check_sensitive(commitment)
