"""Forms of the first evening: three questions, pasted names and what was understood of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.text import fold, tidy
from crm.parties.guessing import THEME_NAMES
from crm.parties.kinds import KINDS
from crm.parties.pasting import FIELDS, MOST_ROWS, PastedRow
from crm.people.candidates import civil_servants
from crm.people.models import Person
from crm.web.forms.base import ChoiceField, DayField, Form, LineField, Required, TextField, at_most
from crm.web.forms.parties import EMAIL

MOST_PLACES = 60
MOST_GIVEN = 500
YES, NO = "ja", "nee"
KIND_CHOICES = {kind.value: facts.label for kind, facts in KINDS.items()}


class QuestionsForm(Form):
    """Which municipality, which kernen, and whether there is one contactpersoon."""

    municipality = LineField(
        "Voor welke gemeente werkt u?", [Required("Vul de naam van de gemeente in."), at_most(80)]
    )
    places = TextField("Welke kernen of wijken zijn er?", [at_most(4000)])
    alone = RadioField(
        "Bent u de enige contactpersoon voor initiatieven?",
        choices={YES: "Ja, alle initiatieven zijn van mij", NO: "Nee, wij zijn met meer"},
        default=YES,
    )

    def validate_places(self, field: TextField) -> None:
        """Not too many, and none too long."""
        if len(self.place_names) > MOST_PLACES:
            raise ValidationError(f"Schrijf hooguit {MOST_PLACES} namen op.")
        if any(len(name) > 200 for name in self.place_names):
            raise ValidationError("Zet elke naam op een eigen regel.")

    @property
    def place_names(self) -> list[str]:
        """The names, one per line or between commas, each once."""
        parts = (self.places.data or "").replace(",", "\n").replace(";", "\n").split("\n")
        by_name = {fold(part): tidy(part) for part in parts if fold(part)}
        return list(by_name.values())


class NamesForm(Form):
    """Names as they come out of a spreadsheet."""

    text = TextField(
        "Plak hier uw lijst", [Required("Plak eerst uw lijst met namen."), at_most(100_000)]
    )


class RowForm(PlainForm):
    """One line of what was pasted; it is only checked when it is taken along."""

    take = BooleanField("Neem mee")
    name = LineField("Naam", [at_most(FIELDS["name"])])
    kind = ChoiceField("Soort", choices=KIND_CHOICES)
    place = LineField("Plaats", [at_most(FIELDS["place"])])
    theme = SelectField("Thema", [at_most(FIELDS["theme"])], validate_choice=False)
    contact = LineField("Aanspreekpunt", [at_most(FIELDS["contact"])])
    phone = LineField("Telefoon", [at_most(FIELDS["phone"])])
    email = LineField("E-mail", [at_most(FIELDS["email"])])

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that stays behind needs nothing."""
        return not self.take.data or super().validate(extra_validators)

    def validate_name(self, field: LineField) -> None:
        """A party has a name."""
        if not field.data:
            raise ValidationError("Vul de naam in, of haal het vinkje weg.")

    def validate_email(self, field: LineField) -> None:
        """An address has an @."""
        if field.data and not EMAIL.match(field.data):
            raise ValidationError("Dit lijkt geen e-mailadres.")

    @property
    def sentences(self) -> list[str]:
        """What is wrong with this line."""
        return [str(error) for errors in self.errors.values() for error in errors]


class PreviewForm(Form):
    """The lines as they were understood, to be corrected."""

    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)

    def __init__(self, *, themes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        said = {row.form.theme.data for row in self.rows if row.form.theme.data}
        names = sorted({*themes, *THEME_NAMES, *said}, key=fold)
        for row in self.rows:
            row.form.theme.choices = {"": "geen", **{name: name for name in names}}

    @classmethod
    def of(cls, rows: Iterable[PastedRow], *, themes: Iterable[str]) -> PreviewForm:
        """The form as it is first shown: doubles are left out unless somebody takes them."""
        known = {fold(name): name for name in (*THEME_NAMES, *themes)}
        data = [
            {"take": not row.double, **{name: getattr(row, name) for name in FIELDS}}
            for row in rows
        ]
        for line in data:
            line["theme"] = known.get(fold(line["theme"]), line["theme"])
        return cls(themes=themes, formdata=None, data={"rows": data})

    @property
    def taken(self) -> list[dict[str, Any]]:
        """The lines to save, by field."""
        return [row.form.data for row in self.rows if row.form.take.data]

    def validate_rows(self, field: FieldList) -> None:
        """Something must be left to save."""
        if not self.taken:
            raise ValidationError("Zet bij ten minste één regel een vinkje.")


class AssignForm(Form):
    """Which colleague becomes the vaste contactpersoon, and from when."""

    person = ChoiceField("Aan wie geeft u ze?")
    begins_on = DayField("Vanaf welke dag?", [Required("Kies een dag.")])

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people = {person.ref: person for person in civil_servants(viewer)}
        named = {ref: person.name for ref, person in self.people.items()}
        self.person.choices = {"": "Kies een collega", **named}
        if not self.is_submitted():
            self.begins_on.data = viewer.day

    def validate_person(self, field: ChoiceField) -> None:
        """Somebody must be chosen."""
        if field.data not in self.people:
            raise ValidationError("Kies een collega uit de lijst.")

    @property
    def holder(self) -> Person:
        """Who was chosen."""
        return self.people[self.person.data]
