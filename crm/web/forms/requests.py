"""Forms for what parties ask the town hall."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.requests.models import Request
from crm.requests.states import KINDS
from crm.web.forms.base import (
    ChoiceField,
    DayField,
    Form,
    LineField,
    Required,
    TextField,
    at_most,
    choices_of,
)
from crm.web.forms.picking import PartyField
from crm.web.forms.town_hall import SeenForm, departments, servants, stored_values


class AskForm(Form):
    """What an initiatiefnemer asks the town hall: one line is enough."""

    question = LineField(
        "Wat is de vraag?", [Required("Wat is de vraag? Schrijf haar op."), at_most(300)]
    )
    kind = ChoiceField("Waar gaat het over?", choices=choices_of(KINDS), default="informatie")
    description = TextField("Toelichting", [at_most(4000)])

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        return {name: self[name].data for name in ("question", "kind", "description")}


class RequestForm(AskForm, SeenForm):
    """A question, where it lies and what comes next; the rest under "Meer"."""

    department = ChoiceField("Bij welke afdeling ligt zij?")
    handler = ChoiceField("Wie behandelt haar?")
    next_step = LineField("Wat is de volgende stap?", [at_most(300)])
    next_step_on = DayField("Op welke dag?")
    asked_on = DayField("Gesteld op", [Required("Vul in wanneer de vraag is gesteld.")])
    lies_since = DayField("Ligt daar sinds")
    answered_on = DayField("Beantwoord op")
    answer = TextField("Wat is het antwoord?", [at_most(4000)])

    def __init__(self, request: Request | None = None, *, viewer: Viewer, **kw: Any) -> None:
        self.departments = departments(viewer, request.department if request else None)
        self.servants = servants(viewer, request.handler if request else None)
        stored = stored_values(self, request) or {
            "visibility": Request.default_visibility,
            "asked_on": viewer.day,
            "lies_since": viewer.day,
            "kind": "informatie",
        }
        stored |= {"department": self.departments.stored, "handler": self.servants.stored}
        super().__init__(data=stored, **kw)
        self.department.choices = list(self.departments.choices.items())
        self.handler.choices = list(self.servants.choices.items())
        self.viewer = viewer
        if request is not None:
            self.about(request)

    def validate_answered_on(self, field: DayField) -> None:
        """An answer that is there lies in the past."""
        if field.data and field.data > self.viewer.day:
            raise ValidationError("Deze dag moet nog komen. Laat leeg wat nog niet is beantwoord.")

    def validate_next_step_on(self, field: DayField) -> None:
        """A day without a deed says nothing."""
        if field.data and not self.next_step.data:
            raise ValidationError("Vul ook in wat de volgende stap is.")

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        names = ("next_step", "next_step_on", "asked_on", "lies_since", "answered_on", "answer")
        return {
            **super().values,
            **{name: self[name].data for name in (*names, "visibility", "sensitive")},
            "department": self.departments.chosen(self.department.data),
            "handler": self.servants.chosen(self.handler.data),
        }


class NewRequestForm(RequestForm):
    """The same, with whose question it is."""

    party = PartyField("Van wie is de vraag?", missing="Kies van wie de vraag is.")

    def __init__(self, *, viewer: Viewer, **kw: Any) -> None:
        super().__init__(viewer=viewer, **kw)
        self.party.seen_by(viewer)
