"""What Vlietdam's town hall noted for itself into the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crm.agreements.models import Agreement
from crm.core.db import db
from crm.notes.kinds import expiry_after
from crm.notes.models import Note
from crm.parties.models import Party
from crm.upkeep.demo.writing import Writer


def write_notes(writer: Writer, agreements: dict[str, Agreement]) -> None:
    """Notes about parties and agreements; one of them expires soon."""
    for row in writer.town.notes:
        _write_note(writer, row, _subject(writer, row["over"], agreements))
    db.session.flush()


def _subject(writer: Writer, over: str, agreements: dict[str, Agreement]) -> Party | Agreement:
    kind, _, key = over.rpartition(" ")
    return agreements[key] if kind else writer.parties[key]


def _write_note(writer: Writer, row: dict[str, Any], subject: Party | Agreement) -> None:
    key = f"{row['over']} {row['dagen']}"
    on = writer.on - timedelta(days=row["dagen"])
    note = Note(
        **writer.common("notitie", key),
        reference=f"notitie--{key.replace(' ', '--')}",
        kind=row["soort"],
        text=row["tekst"],
        expires_on=expiry_after(on),
        party=subject if isinstance(subject, Party) else None,
        agreement=subject if isinstance(subject, Agreement) else None,
    )
    writer.add(note, "note.created", {"soort": row["soort"], "tekst": row["tekst"]})
