"""The form every form is made of, and fields that several forms share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from crm.core.db import Record
from crm.core.text import tidy
from crm.web.forms.conflict import APART, BeganField, chosen, digest

VISIBILITY_CHOICES = {
    "intern": "alleen gemeente",
    "netwerk": "het netwerk",
    "openbaar": "iedereen",
    "vertrouwelijk": "vertrouwelijk: alleen wie erbij hoort",
}


class Form(FlaskForm):
    """A form with a version for stale saves, and Dutch sentences."""

    class Meta(FlaskForm.Meta):
        locales = ("nl",)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent, after the choices of the page that shows two texts."""
            sent = super().wrap_formdata(form, formdata)
            return chosen(sent) if sent else sent

    version = HiddenField()
    began = BeganField()
    record: Record | None = None
    is_question: bool = False
    """Whether nothing is wrong: the form only comes back to ask something."""

    @property
    def known_version(self) -> int | None:
        """The version the browser had, None when it sent none."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def about(self, record: Record) -> None:
        """Remember which record is changed, and as which version it is shown."""
        self.record = record
        self.began.form = self
        if not self.is_submitted():
            self.version.data = str(record.version)

    @property
    def digests(self) -> dict[str, str]:
        """What every field holds now, as a short sign."""
        return {field.name: digest(field) for field in self if field.name not in APART}

    def refuse(self, sentence: str, *, field: str | None = None) -> None:
        """Put a refusal at its field, or above the form when it is about the whole."""
        if field is not None and field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, sentence]
        else:
            self.form_errors.append(sentence)

    def shown(self, name: str) -> str:
        """A field's value as people read it."""
        field = self._fields[name]
        value = field.data
        choices = dict(getattr(field, "choices", None) or [])
        if isinstance(value, list):
            return ", ".join(str(choices.get(item, item)) for item in value)
        if isinstance(value, bool):
            return "ja" if value else "nee"
        return str(choices.get(value, "" if value is None else value))


class Required(InputRequired):
    """Something must be filled in; the sentence says what."""

    def __init__(self, sentence: str) -> None:
        super().__init__(message=sentence)

    def __call__(self, form: Any, field: Field) -> None:
        if isinstance(field.data, str) and not field.data.strip():
            field.data = ""
            raise ValidationError(str(self.message))
        super().__call__(form, field)


def at_most(length: int) -> Length:
    """A text of at most so many signs."""
    return Length(max=length, message=f"Gebruik hooguit {length} tekens.")


class LineField(StringField):
    """One line of text, with blanks tidied."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Tidy what was typed."""
        self.data = tidy(valuelist[0]) if valuelist else ""


class TextField(TextAreaField):
    """Several lines of text, with outer blanks off and one kind of line end."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Tidy what was typed."""
        self.data = valuelist[0].replace("\r\n", "\n").strip() if valuelist else ""


class DayField(DateField):
    """A day; empty is allowed unless Required says otherwise."""

    def __init__(self, label: str, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, [*(validators or [Optional()])], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Dutch day order is understood too."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not text:
            return
        self.data = parse_day(text)
        if self.data is None:
            raise ValueError("Dit is geen datum. Schrijf bijvoorbeeld 3-9-2026.")


class LastDayField(DayField):
    """The last day of a period: shown as that day, kept as the day after."""

    @property
    def ends_on(self) -> date | None:
        """The half-open end."""
        return self.data + timedelta(days=1) if self.data else None


def parse_day(text: str) -> date | None:
    """A day from `2026-09-03` or `3-9-2026`; None when it is neither."""
    parts = text.replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(parts[0]) != 4:
        numbers.reverse()
    try:
        return date(*numbers)
    except ValueError:
        return None


def visibility_field() -> RadioField:
    """Who may see this: one choice in words."""
    return RadioField("Wie mag dit zien?", choices=VISIBILITY_CHOICES)


def choices_of(words: dict[str, str], *, empty: str | None = None) -> dict[str, str]:
    """A table of words as choices, with an empty one in front when asked."""
    return words if empty is None else {"": empty, **words}


class ChoiceField(SelectField):
    """One of a list; what is not on the list is refused in Dutch."""

    def pre_validate(self, form: Any) -> None:
        """Whether the choice is on the list."""
        if self.data not in dict(self.choices or []):
            raise ValidationError("Kies iets uit de lijst.")


class ManyField(SelectMultipleField):
    """Any number of a list."""

    def pre_validate(self, form: Any) -> None:
        """Whether every choice is on the list."""
        known = dict(self.choices or [])
        if any(value not in known for value in self.data or []):
            raise ValidationError("Kies alleen uit de lijst.")
