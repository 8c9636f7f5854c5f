"""The form of a note: the text; the rest under "Meer"."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.saving import SENSITIVE
from crm.notes.kinds import NOTE_KINDS, expiry_after
from crm.notes.models import Note
from crm.web.forms.base import (
    ChoiceField,
    DayField,
    Form,
    Required,
    TextField,
    at_most,
    choices_of,
    visibility_field,
)
from crm.web.forms.conflict import APART

EXPIRES = "Daarna leest niemand haar meer. Zonder keuze is dat na twee jaar."


class NoteForm(Form):
    """What the town hall saw, reported, or makes of something."""

    text = TextField("Wat wilt u onthouden?", [Required("Schrijf een paar zinnen."), at_most(4000)])
    kind = ChoiceField("Wat is het?", choices=choices_of(NOTE_KINDS), default="observatie")
    expires_on = DayField("Bewaren tot", [Required("Vul in tot welke dag.")], description=EXPIRES)
    visibility = visibility_field()
    sensitive = BooleanField("Bestuurlijk gevoelig")

    def __init__(self, note: Note | None = None, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data=_stored(note, viewer), **kwargs)
        self.viewer = viewer
        self.visibility.choices = [
            (value, word)
            for value, word in self.visibility.choices.items()
            if value in ("intern", "vertrouwelijk")
        ]
        if note is not None:
            self.about(note)

    def validate_expires_on(self, field: DayField) -> None:
        """What is kept is kept for a while."""
        if field.data and field.data <= self.viewer.day:
            raise ValidationError("Deze dag is al voorbij. Kies een dag die nog komt.")

    def validate_visibility(self, field: SelectField) -> None:
        """A note is of the town hall: it is never shared."""
        if field.data not in ("intern", "vertrouwelijk"):
            raise ValidationError(SENSITIVE)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        return {field.name: field.data for field in self if field.name not in APART}


def _stored(note: Note | None, viewer: Viewer) -> dict[str, Any]:
    if note is None:
        values: dict[str, Any] = {"kind": "observatie", "visibility": Note.default_visibility}
        return {**values, "expires_on": expiry_after(viewer.day)}
    return {name: getattr(note, name) for name in vars(NoteForm) if hasattr(note, name)}
