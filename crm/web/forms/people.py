"""Forms of people, their roles, and who holds a party."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.core.saving import SENSITIVE
from crm.people.kinds import HOLDING_ROLES, ROLES
from crm.people.models import Person
from crm.people.queries import civil_servants
from crm.web.forms.base import (
    ChoiceField,
    DayField,
    Form,
    LastDayField,
    LineField,
    Required,
    TextField,
    at_most,
    choices_of,
    visibility_field,
)
from crm.web.forms.conflict import APART
from crm.web.forms.parties import email_field
from crm.web.forms.picking import PartyField


class PersonForm(Form):
    """Name, function and how to reach somebody."""

    first_name = LineField("Voornaam", [at_most(100)])
    initials = LineField("Voorletters", [at_most(10)])
    name_prefix = LineField("Voorvoegsel", [at_most(10)], description="Bijvoorbeeld: van der")
    last_name = LineField("Achternaam", [Required("Vul een achternaam in."), at_most(100)])
    function = LineField("Functie", [at_most(200)])
    phone = LineField("Telefoon", [at_most(40)])
    email = email_field()
    expertise = TextField("Waar weet deze persoon veel van?", [at_most(2000)])
    tasks = TextField("Taken (voor ambtenaren)", [at_most(2000)])
    visibility = visibility_field()
    sensitive = BooleanField("Bestuurlijk gevoelig")

    def __init__(self, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(data=_stored(person), **kwargs)
        if person is not None:
            self.about(person)

    def validate_visibility(self, field: SelectField) -> None:
        """Sensitive is never shared; a name is only public with consent."""
        if self.sensitive.data and field.data in ("netwerk", "openbaar"):
            raise ValidationError(SENSITIVE)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        apart = (*APART, "party", "role")
        return {field.name: field.data for field in self if field.name not in apart}


class NewPersonForm(PersonForm):
    """A person and, in one go, the role at a party."""

    party = PartyField("Bij welke partij?")
    role = ChoiceField("Rol", choices=choices_of(ROLES), default="contactpersoon")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.party.seen_by(viewer)


class PeriodMixin:
    """The period of two day fields."""

    begins_on: DayField
    ends_on: LastDayField

    @property
    def period(self) -> Period:
        """Half-open."""
        return Period(self.begins_on.data, self.ends_on.ends_on)


class RoleForm(PeriodMixin, Form):
    """A person's role at one more party."""

    party = PartyField("Bij welke partij?", missing="Kies een partij.")
    role = ChoiceField("Rol", choices=choices_of(ROLES))
    is_first_contact = BooleanField("Eerste aanspreekpunt van deze partij")
    begins_on = DayField("Sinds")
    ends_on = LastDayField("Laatste dag")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.party.seen_by(viewer)


class HoldingForm(PeriodMixin, Form):
    """Who at the town hall holds a party."""

    person = ChoiceField("Wie?")
    role = ChoiceField("Rol", choices=choices_of(HOLDING_ROLES))
    begins_on = DayField("Sinds")
    ends_on = LastDayField("Laatste dag")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people = {person.ref: person for person in civil_servants(viewer)}
        named = [(ref, person.name) for ref, person in self.people.items()]
        self.person.choices = [("", "Kies een collega"), *named]
        if not self.is_submitted():
            self.begins_on.data = viewer.day

    def validate_person(self, field: SelectField) -> None:
        """Somebody must be chosen."""
        if field.data not in self.people:
            raise ValidationError("Kies een collega uit de lijst.")

    @property
    def holder(self) -> Person:
        """Who was chosen."""
        return self.people[self.person.data]


class LastDayForm(Form):
    """The last day of a role, holding or link."""

    ends_on = LastDayField("Laatste dag", [Required("Vul de laatste dag in.")])


def _stored(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {"visibility": Person.default_visibility}
    return {name: getattr(person, name) for name in vars(PersonForm) if hasattr(person, name)}
