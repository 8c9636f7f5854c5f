"""Writing, changing and putting away notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.audit.changing import changed, created, put_away
from crm.core.errors import Refused
from crm.core.saving import SENSITIVE
from crm.links.models import Link
from crm.notes.kinds import expiry_after
from crm.notes.models import Note, Subject
from crm.parties.models import Party

NOTE_FIELDS: dict[str, str] = {
    "kind": "soort",
    "text": "tekst",
    "expires_on": "verloopt op",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}
REFUSALS: dict[str, Refused] = {
    "ck_note_sensitive": Refused(SENSITIVE, field="visibility"),
}


def write_note(subject: Subject, *, values: Mapping[str, Any], actor: Viewer) -> Note:
    """Keep a note about a record, for two years unless `values` says otherwise."""
    note = Note(created_by=actor.ref, changed_by=actor.ref, expires_on=expiry_after(actor.day))
    setattr(note, _attribute(subject), subject)
    _fill(note, values, actor)
    created(note, NOTE_FIELDS, "note.created", refusals=REFUSALS, actor=actor)
    return note


def change_note(
    note: Note, *, values: Mapping[str, Any], version: int | None = None, actor: Viewer
) -> Note:
    """Change a note; Stale when somebody saved it since `version`."""
    changed(
        note,
        lambda: _fill(note, values, actor),
        NOTE_FIELDS,
        "note.changed",
        version=version,
        refusals=REFUSALS,
        actor=actor,
    )
    return note


def archive_note(note: Note, *, version: int | None = None, actor: Viewer) -> Note:
    """Put a note away."""
    put_away(note, "note.archived", version=version, actor=actor)
    return note


def restore_note(note: Note, *, version: int | None = None, actor: Viewer) -> Note:
    """Bring a note back from the archive."""
    put_away(note, "note.restored", version=version, back=True, actor=actor)
    return note


def _attribute(subject: Subject) -> str:
    if isinstance(subject, Party):
        return "party"
    if isinstance(subject, Link):
        return "link"
    return "agreement" if isinstance(subject, Agreement) else "person"


def _fill(note: Note, values: Mapping[str, Any], actor: Viewer) -> None:
    for attribute in NOTE_FIELDS:
        if attribute in values:
            setattr(note, attribute, values[attribute])
    if not (note.text or "").strip():
        raise Refused("Wat wilt u onthouden? Schrijf een paar zinnen.", field="text")
    if note.expires_on is None or note.expires_on <= actor.day:
        raise Refused("Deze dag is al voorbij. Kies een dag die nog komt.", field="expires_on")
