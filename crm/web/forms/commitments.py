"""Forms for what was promised."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired, ValidationError

from crm.accounts.viewer import Viewer
from crm.promises.models import Commitment
from crm.promises.states import HEARD
from crm.web.forms.base import (
    DayField,
    Form,
    LineField,
    Required,
    TextField,
    at_most,
    choices_of,
)
from crm.web.forms.picking import PartyField
from crm.web.forms.town_hall import SeenForm, stored_values


class CommitmentForm(SeenForm):
    """What was promised, and by when; the rest under "Meer"."""

    title = LineField(
        "Wat is er toegezegd?", [Required("Wat is er toegezegd? Schrijf het op."), at_most(300)]
    )
    due_on = DayField("Uiterlijk op")
    description = TextField("Toelichting", [at_most(2000)])
    promised_on = DayField("Toegezegd op")
    done_on = DayField("Nagekomen op")

    def __init__(self, commitment: Commitment | None = None, *, viewer: Viewer, **kw: Any) -> None:
        stored = stored_values(self, commitment) or {
            "visibility": Commitment.default_visibility,
            "promised_on": viewer.day,
        }
        super().__init__(data=stored, **kw)
        self.viewer = viewer
        if commitment is not None:
            self.about(commitment)

    def validate_done_on(self, field: DayField) -> None:
        """What is done lies in the past."""
        if field.data and field.data > self.viewer.day:
            raise ValidationError("Deze dag moet nog komen. Laat leeg wat nog niet is gedaan.")

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        names = ("title", "due_on", "description", "promised_on", "done_on")
        return {name: self[name].data for name in (*names, "visibility", "sensitive")}


class NewCommitmentForm(CommitmentForm):
    """The same, with who promised it to whom."""

    by_party = PartyField("Wie zegt iets toe?", missing="Kies wie iets toezegt.")
    to_party = PartyField("Aan wie?", missing="Kies aan wie.")

    def __init__(self, *, viewer: Viewer, **kw: Any) -> None:
        super().__init__(viewer=viewer, **kw)
        self.by_party.seen_by(viewer)
        self.to_party.seen_by(viewer)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute, with both parties."""
        both = {"by_party": self.by_party.party, "to_party": self.to_party.party}
        return super().values | both


class HeardForm(Form):
    """What who was promised something says: was it done?"""

    heard = RadioField(
        "Is dit gedaan?", [InputRequired("Kies ja of nog niet.")], choices=choices_of(HEARD)
    )
    text = LineField("Wat wilt u erbij zeggen?", [at_most(500)])

    def __init__(self, commitment: Commitment, **kw: Any) -> None:
        stored = {"heard": commitment.heard or None, "text": commitment.heard_text}
        super().__init__(data=stored, **kw)
        self.about(commitment)
