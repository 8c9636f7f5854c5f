"""Forms of people, their roles, and who holds a party."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.core.saving import SENSITIVE
from crm.parties.models import Party
from crm.people.alike import Alike, find_alike_people
from crm.people.candidates import civil_servants, holding_teams, politicians
from crm.people.kinds import AMBASSADOR, HOLDING_ROLES, ROLES
from crm.people.models import Person
from crm.people.names import NameParts
from crm.taxonomy.models import Theme
from crm.taxonomy.queries import list_themes, offered
from crm.web.forms.alike import ASKED, AlikeForm
from crm.web.forms.base import (
    ChoiceField,
    DayField,
    Form,
    LastDayField,
    LineField,
    ManyField,
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
        apart = (*APART, *ASKED, "party", "role")
        return {field.name: field.data for field in self if field.name not in apart}


class NewPersonForm(AlikeForm, PersonForm):
    """A person and, in one go, the role at a party."""

    party = PartyField("Bij welke partij?")
    role = ChoiceField("Rol", choices=choices_of(ROLES), default="contactpersoon")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.party.seen_by(viewer)
        self.asker = viewer

    @property
    def party_of_role(self) -> Party | None:
        """The party that was named."""
        return self.party.party

    def find_alike(self) -> list[Alike]:
        """Who this may be."""
        names = NameParts(
            initials=self.initials.data or "",
            first_name=self.first_name.data or "",
            name_prefix=self.name_prefix.data or "",
            last_name=self.last_name.data or "",
        )
        email, party = self.email.data or "", self.party_of_role
        return find_alike_people(names, email=email, party=party, viewer=self.asker)


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
        self.colleagues = {person.ref: person for person in civil_servants(viewer)}
        self.teams = {team.ref: team for team in holding_teams(viewer)}
        self.politicians = {
            one.ref: one for one in politicians(viewer) if one.ref not in self.colleagues
        }
        self.person.choices = [
            ("", "Kies een collega of team"),
            *((ref, person.name) for ref, person in self.colleagues.items()),
            *((ref, f"{team.name} ({team.kind_label})") for ref, team in self.teams.items()),
            *((ref, f"{one.name} (alleen ambassadeur)") for ref, one in self.politicians.items()),
        ]
        if not self.is_submitted():
            self.begins_on.data = viewer.day

    def validate_person(self, field: SelectField) -> None:
        """Somebody must be chosen; a council member or alderman is only an ambassadeur."""
        if not field.data or field.data not in dict(field.choices):
            raise ValidationError("Kies een collega of team uit de lijst.")
        if field.data in self.politicians and self.role.data != AMBASSADOR:
            raise ValidationError("Een raadslid of wethouder kan alleen ambassadeur zijn.")

    @property
    def holder(self) -> Person | None:
        """The person who was chosen."""
        return (self.colleagues | self.politicians).get(self.person.data)

    @property
    def team(self) -> Party | None:
        """The department or team that was chosen."""
        return self.teams.get(self.person.data)


class SignpostForm(PeriodMixin, Form):
    """In which theme a council member or alderman shows the way."""

    theme = ChoiceField("In welk thema?")
    begins_on = DayField("Sinds")
    ends_on = LastDayField("Laatste dag")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.themes = {theme.ref: theme for theme in offered(list_themes(), used=[])}
        named = [(ref, theme.name) for ref, theme in self.themes.items()]
        self.theme.choices = [("", "Kies een thema"), *named]

    def validate_theme(self, field: SelectField) -> None:
        """A theme must be chosen."""
        if not field.data:
            raise ValidationError("Kies een thema.")

    @property
    def chosen_theme(self) -> Theme:
        """The theme that was chosen."""
        return self.themes[self.theme.data]


class PortfolioForm(PeriodMixin, Form):
    """What an alderman answers for."""

    name = LineField(
        "Hoe heet de portefeuille?",
        [Required("Vul in hoe de portefeuille heet."), at_most(200)],
    )
    themes = ManyField("Thema’s")
    begins_on = DayField("Sinds")
    ends_on = LastDayField("Laatste dag")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {theme.ref: theme for theme in offered(list_themes(), used=[])}
        self.themes.choices = [(ref, theme.name) for ref, theme in self.known.items()]

    @property
    def chosen_themes(self) -> list[Theme]:
        """The themes that were chosen."""
        return [self.known[ref] for ref in self.themes.data or []]


class ConsentForm(Form):
    """That somebody agrees to a public name: when and how they said so."""

    on = DayField("Sinds welke dag?", [Required("Vul in wanneer deze persoon dat zei.")])
    how = LineField(
        "Hoe, en tegen wie?",
        [Required("Schrijf hoe deze persoon dat zei, en tegen wie."), at_most(400)],
    )

    def __init__(self, person: Person, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data={"on": viewer.day}, **kwargs)
        self.about(person)


class LastDayForm(Form):
    """The last day of a role, holding or link."""

    ends_on = LastDayField("Laatste dag", [Required("Vul de laatste dag in.")])


def _stored(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {"visibility": Person.default_visibility}
    return {name: getattr(person, name) for name in vars(PersonForm) if hasattr(person, name)}
