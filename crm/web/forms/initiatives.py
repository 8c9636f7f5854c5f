"""The form with which an initiative goes to another phase."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField
from wtforms.validators import ValidationError

from crm.parties.kinds import Phase
from crm.parties.models import Party
from crm.parties.phases import Standing, next_phases, step_words
from crm.web.forms.base import Form, TextField, at_most


class PhaseForm(Form):
    """The steps that the phase of now leads to, and why an initiative stops."""

    phase = RadioField("Wat wordt de fase?")
    stopped_because = TextField("Waarom stopt het?", [at_most(400)])

    def __init__(self, party: Party, now: Standing, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.about(party)
        steps = next_phases(now.phase, now.paused_from)
        self.phase.choices = [(step.value, step_words(now, step)) for step in steps]
        self.phase.validate_choice = False

    def validate_phase(self, field: RadioField) -> None:
        """One of the steps of today."""
        if field.data not in dict(field.choices):
            raise ValidationError("Kies een van deze stappen.")

    def validate_stopped_because(self, field: TextField) -> None:
        """Who stops says why: others learn from it."""
        if self.phase.data == Phase.STOPPED and not field.data:
            raise ValidationError("Schrijf waarom het initiatief stopt.")
