"""Forms for putting a chance away, and for handing it to a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from crm.accounts.models import User
from crm.opportunities.models import Dismissal
from crm.opportunities.states import LATER, NOT, WHYS, months_later
from crm.web.forms.base import ChoiceField, DayField, Form, LineField, at_most, choices_of

OTHER_DAY = "dag"
WHEN = {
    "1": "over een maand",
    "3": "over drie maanden",
    "6": "over een half jaar",
    OTHER_DAY: "op een dag die ik kies",
}


class LaterForm(Form):
    """Not now: when the chance may show again."""

    when = RadioField("Wanneer wilt u deze kans weer zien?", choices=choices_of(WHEN), default="3")
    until = DayField("Welke dag?")
    text = LineField("Waarom later?", [at_most(1000)])

    def __init__(self, *, day: date, known: Dismissal | None = None, **kwargs: Any) -> None:
        stored = {}
        if known is not None and known.kind == LATER:
            stored = {"when": OTHER_DAY, "until": known.until, "text": known.text}
        super().__init__(data=stored, **kwargs)
        self.day = day

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by the names of the verb."""
        chosen = self.when.data
        until = self.until.data
        if chosen != OTHER_DAY:
            until = months_later(self.day, int(chosen))
        return {"kind": LATER, "until": until, "text": self.text.data or ""}


class NotForm(Form):
    """Not this one: why."""

    why = RadioField(
        "Waarom past dit niet?", [InputRequired("Kies waarom.")], choices=choices_of(WHYS)
    )
    text = LineField("Toelichting", [at_most(1000)])

    def __init__(self, *, known: Dismissal | None = None, **kwargs: Any) -> None:
        stored = {}
        if known is not None and known.kind == NOT:
            stored = {"why": known.why, "text": known.text}
        super().__init__(data=stored, **kwargs)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by the names of the verb."""
        return {"kind": NOT, "why": self.why.data, "text": self.text.data or ""}


class HandForm(Form):
    """Which colleague looks at a chance."""

    to = ChoiceField("Aan wie?")
    note = LineField("Wat wilt u erbij zeggen?", [at_most(1000)])

    def __init__(self, colleagues: Sequence[User], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.colleagues = {user.ref: user for user in colleagues}
        named = {ref: user.name for ref, user in self.colleagues.items()}
        self.to.choices = {"": "kies een collega", **named}

    @property
    def chosen(self) -> User | None:
        """The colleague that was chosen."""
        return self.colleagues.get(self.to.data or "")
