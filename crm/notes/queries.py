"""Reading notes: only the town hall, and only about what the reader may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import aliased

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.queries import agreement_seen
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.links.models import Link
from crm.links.queries import PARTY_A, PARTY_B, link_seen
from crm.notes.models import Note, Subject
from crm.parties.models import Party
from crm.parties.queries import has_access, party_seen
from crm.people.models import Person
from crm.people.queries import person_seen

MOST_SHOWN = 50
# Made once, since making one is slow.
OF_LINK = aliased(Link)


@remembered
def note_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of a note: never the other side, whatever its level.

    Its own level, the own hand, or holding the party it is about; and never when what it is about
    is hidden. What has expired is read by nobody any more.
    """
    if viewer.is_operator:
        return true()
    if not may(viewer, "note.read"):
        return false()
    reached = or_(
        Note.level <= viewer.level,
        Note.created_by == viewer.ref,
        has_access(viewer, Note.party_id, Note.level),
        _holds_end(viewer),
    )
    return and_(reached, Note.expires_on > viewer.day, _subject_seen(viewer))


def _holds_end(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer holds a party at either end of the link that a note is about."""
    ends = (OF_LINK.party_a_id, OF_LINK.party_b_id)
    return (
        select(OF_LINK.id)
        .where(
            OF_LINK.id == Note.link_id, or_(*(has_access(viewer, end, Note.level) for end in ends))
        )
        .exists()
    )


def _subject_seen(viewer: Viewer) -> ColumnElement[bool]:
    party = select(Party.id).where(Party.id == Note.party_id, party_seen(viewer))
    person = select(Person.id).where(Person.id == Note.person_id, person_seen(viewer))
    agreement = select(Agreement.id).where(
        Agreement.id == Note.agreement_id, agreement_seen(viewer)
    )
    link = (
        select(Link.id)
        .join(PARTY_A, PARTY_A.id == Link.party_a_id)
        .join(PARTY_B, PARTY_B.id == Link.party_b_id)
        .where(Link.id == Note.link_id, link_seen(viewer, PARTY_A, PARTY_B))
    )
    return or_(*(one.exists() for one in (party, person, link, agreement)))


@remembered
def visible_notes(viewer: Viewer) -> Select[Note]:
    """The notes the viewer may see, archived ones too: a select to build on."""
    return select(Note).where(note_seen(viewer))


def get_note(ref: str, *, viewer: Viewer) -> Note:
    """The note with this ref; NotFound also when the viewer may not see it."""
    note = db.session.scalar(visible_notes(viewer).where(Note.ref == ref))
    if note is None:
        raise NotFound("Deze notitie bestaat niet, of u mag haar niet zien.")
    return note


def notes_about(subject: Subject, *, viewer: Viewer) -> list[Note]:
    """The notes about a record, the newest first; none for who may not read notes."""
    if not may(viewer, "note.read"):
        return []
    query = _notes_about(type(subject), viewer)
    return list(db.session.scalars(query, {"subject_id": subject.id}))


@remembered
def _notes_about(kind: type[Subject], viewer: Viewer) -> Select[Note]:
    column: Any = {
        Party: Note.party_id,
        Person: Note.person_id,
        Link: Note.link_id,
        Agreement: Note.agreement_id,
    }[kind]
    return (
        visible_notes(viewer)
        .where(column == bindparam("subject_id"), Note.archived_at.is_(None))
        .order_by(Note.id.desc())
        .limit(MOST_SHOWN)
    )
