"""What the forms of promises, questions and goals share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.db import Record
from crm.core.saving import SENSITIVE
from crm.goals.models import Goal
from crm.parties.departments import list_departments
from crm.parties.models import Party
from crm.people.candidates import civil_servants
from crm.people.models import Person
from crm.promises.models import Commitment
from crm.requests.models import Request
from crm.web.forms.base import (
    Form,
    visibility_field,
)

R = TypeVar("R", bound=Record)


class SeenForm(Form):
    """A form of a record that says who may see it."""

    visibility = visibility_field()
    sensitive = BooleanField("Bestuurlijk gevoelig")

    def validate_visibility(self, field: SelectField) -> None:
        """Sensitive is never shared."""
        if self.sensitive.data and field.data in ("netwerk", "openbaar"):
            raise ValidationError(SENSITIVE)


class OneOf:
    """The choices of a field among records.

    What is stored and may not be seen shows as nothing, and stays until another is chosen.
    """

    def __init__(self, records: Iterable[R], words: Mapping[str, str], now: R | None) -> None:
        self.records = {one.ref: one for one in records}
        self.now = now
        self.choices = {"": "niet ingevuld", **words}

    @property
    def stored(self) -> str:
        """What the field shows of what is stored."""
        return self.now.ref if self.now is not None and self.now.ref in self.records else ""

    def chosen(self, value: str) -> Any:
        """The record that was chosen; nothing chosen keeps what may not be seen."""
        if not value and self.now is not None and not self.stored:
            return self.now
        return self.records.get(value)


def departments(viewer: Viewer, now: Party | None) -> OneOf:
    """The parts of the town hall."""
    found = list_departments(viewer=viewer)
    return OneOf(found, {one.ref: one.name for one in found}, now)


def servants(viewer: Viewer, now: Person | None) -> OneOf:
    """The people of the town hall."""
    found = civil_servants(viewer)
    return OneOf(found, {one.ref: one.name for one in found}, now)


def stored_values(form: Form, record: Commitment | Request | Goal | None) -> dict[str, Any]:
    """What is stored, for the fields of the form that are columns of the record."""
    if record is None:
        return {}
    return {
        name: getattr(record, name)
        for name in dir(type(form))
        if name in type(record).__table__.columns
    }
