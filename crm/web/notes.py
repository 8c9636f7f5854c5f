"""Notes of the town hall: about a party, a person, a link or an agreement."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.agreements.models import Agreement
from crm.agreements.queries import get_agreement
from crm.core.db import HIDDEN_LEVEL
from crm.links.models import Link
from crm.links.queries import get_link
from crm.notes.models import Note, Subject
from crm.notes.operations import archive_note, change_note, restore_note, write_note
from crm.notes.queries import get_note
from crm.parties.models import Party
from crm.parties.queries import get_party
from crm.people.queries import get_person
from crm.web.access import access, viewer
from crm.web.earlier_page import asked_earlier, earlier_page
from crm.web.forms.notes import NoteForm
from crm.web.saving import page, saved
from crm.web.timelines import timeline_of

bp = Blueprint("notes", __name__)
Answer = Response | tuple[str, int]


@bp.route("/partijen/<uuid:ref>/notities/nieuw", methods=["GET", "POST"])
@access("note.edit")
def new_of_party(ref: object) -> Answer:
    """Write a note about a party."""
    return _new(lambda: get_party(str(ref), viewer=viewer()))


@bp.route("/personen/<uuid:ref>/notities/nieuw", methods=["GET", "POST"])
@access("note.edit")
def new_of_person(ref: object) -> Answer:
    """Write a note about a person."""
    return _new(lambda: get_person(str(ref), viewer=viewer()))


@bp.route("/verbindingen/<uuid:ref>/notities/nieuw", methods=["GET", "POST"])
@access("note.edit")
def new_of_link(ref: object) -> Answer:
    """Write a note about a link."""
    return _new(lambda: get_link(str(ref), viewer=viewer()))


@bp.route("/overeenkomsten/<uuid:ref>/notities/nieuw", methods=["GET", "POST"])
@access("note.edit")
def new_of_agreement(ref: object) -> Answer:
    """Write a note about an agreement."""
    return _new(lambda: get_agreement(str(ref), viewer=viewer()))


def _new(find: Callable[[], Subject]) -> Answer:
    subject = find()
    back = address_of(subject)
    form = NoteForm(viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: write_note(subject, values=form.values, actor=viewer()),
            to=lambda _note: back,
            done="De notitie is bewaard. Alleen de gemeente leest haar.",
        )
        if answer is not None:
            return answer
    return page("notes/new.html", form=form, name=name_of(find()), back=back)


@bp.get("/notities/<uuid:ref>")
@access("note.read")
def show(ref: object) -> str:
    """One note, today or as it stood on a day."""
    note = _note(ref)
    if note.level == HIDDEN_LEVEL:
        note_reading("note", note.ref, viewer=viewer())
    about = (name_of(note.subject), address_of(note.subject))
    earlier = asked_earlier(note)
    if earlier:
        return earlier_page(earlier, "Notitie", _address(note), trail=[about])
    return render_template(
        "notes/show.html", note=note, about=about, events=timeline_of(note, viewer=viewer())
    )


@bp.route("/notities/<uuid:ref>/wijzigen", methods=["GET", "POST"])
@access("note.edit")
def edit(ref: object) -> Answer:
    """Change a note."""
    note = _note(ref)
    form = NoteForm(note, viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_note(
                note, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: NoteForm(_note(ref), viewer=viewer(), formdata=None),
        )
        if answer is not None:
            return answer
    return page("notes/edit.html", form=form, note=note, about=name_of(note.subject))


@bp.post("/notities/<uuid:ref>/archiveren")
@access("note.edit")
def archive(ref: object) -> Response:
    """Put a note away."""
    note = _note(ref)
    archive_note(note, actor=viewer())
    flash("De notitie staat nu in het archief.", "goed")
    return redirect(_address(note), code=303)


@bp.post("/notities/<uuid:ref>/terugzetten")
@access("note.edit")
def restore(ref: object) -> Response:
    """Bring a note back."""
    note = _note(ref)
    restore_note(note, actor=viewer())
    flash("De notitie is teruggezet.", "goed")
    return redirect(_address(note), code=303)


def _note(ref: object) -> Note:
    return get_note(str(ref), viewer=viewer())


def _address(note: Note) -> str:
    return url_for("notes.show", ref=note.ref)


def address_of(subject: Subject) -> str:
    """The page of the record that a note is about."""
    if isinstance(subject, Party):
        return url_for("parties.show", ref=subject.ref)
    if isinstance(subject, Link):
        return url_for("links.show", ref=subject.ref)
    if isinstance(subject, Agreement):
        return url_for("agreements.show", ref=subject.ref)
    return url_for("people.show", ref=subject.ref)


def name_of(subject: Subject) -> str:
    """What people call it."""
    if isinstance(subject, Link):
        return subject.sentence
    return subject.title if isinstance(subject, Agreement) else subject.name
