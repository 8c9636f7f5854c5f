"""What of notes goes along when one party becomes part of another."""

from __future__ import annotations

from crm.accounts.viewer import Viewer
from crm.notes.models import Note
from crm.notes.queries import notes_about
from crm.parties.following import Following, Told, follows
from crm.parties.models import Party


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The notes about a party that the viewer may see."""
    return [Told("notities", [note.name for note in notes_about(party, viewer=viewer)])]


follows(Following(moves=(Note.party_id,), tell=tell))
