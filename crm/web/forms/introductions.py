"""Forms of introductions: beginning one, what was answered, the meeting, the link it led to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, ValidationError

from crm.accounts.viewer import Viewer
from crm.links.models import LinkKind
from crm.links.queries import offered_link_kinds
from crm.opportunities.models import Introduction, IntroductionParty
from crm.opportunities.states import ANSWERS, HEARD_HOW
from crm.parties.models import Party
from crm.people.alike import Alike, find_alike_people
from crm.people.models import Person
from crm.people.names import name_parts
from crm.people.queries import roles_at
from crm.web.forms.alike import AlikeForm
from crm.web.forms.base import (
    VISIBILITY_CHOICES,
    ChoiceField,
    DayField,
    Form,
    LineField,
    ManyField,
    Required,
    TextField,
    at_most,
    choices_of,
)
from crm.web.forms.parties import email_field
from crm.web.forms.picking import PartyField
from crm.web.forms.town_hall import SeenForm

MOST_MESSAGE = 3000
FUTURE = "Deze dag moet nog komen."
SOMEBODY_ELSE = "anders"


class MoreForm(Form):
    """One more party on an introduction."""

    more = PartyField("Nog een partij erbij?", missing="Typ de naam van een partij.")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.more.seen_by(viewer)


class IntroduceForm(SeenForm):
    """The letter to the parties, and whether it leaves at once."""

    message = TextField(
        "Wat schrijft u hun?",
        [Required("Schrijf waarom zij elkaar zouden moeten ontmoeten."), at_most(MOST_MESSAGE)],
    )
    mail = BooleanField("Vraag het meteen per mail, waar dat kan", default=True)
    already = ManyField("Wie zei al ja?")
    how = RadioField("Hoe hoorde u dat?", choices=choices_of(HEARD_HOW))

    def __init__(
        self,
        message: str = "",
        record: Introduction | None = None,
        *,
        parties: Sequence[Party] = (),
        **kw: Any,
    ) -> None:
        stored: dict[str, Any] = {
            "message": message,
            "mail": True,
            "how": next(iter(HEARD_HOW)),
            "visibility": Introduction.default_visibility,
        }
        if record is not None:
            names = ("visibility", "sensitive")
            stored |= {name: getattr(record, name) for name in names}
            stored["message"] = record.message or message
        super().__init__(data=stored, **kw)
        # who is brought together with whom is never for everybody
        known = VISIBILITY_CHOICES.items()
        self.visibility.choices = [one for one in known if one[0] != "openbaar"]
        self.parties = {party.ref: party for party in parties}
        self.already.choices = [(ref, party.name) for ref, party in self.parties.items()]
        if record is not None:
            self.about(record)

    @property
    def said_yes(self) -> list[Party]:
        """The parties that said yes before they were written to."""
        return [self.parties[ref] for ref in self.already.data or ()]

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute, without the message."""
        return {"visibility": self.visibility.data, "sensitive": self.sensitive.data}


class ProposeForm(Form):
    """A lezer or initiatiefnemer says why parties should meet."""

    why = TextField("Waarom?", [Required("Schrijf in een of twee zinnen waarom."), at_most(2000)])


class AnswerForm(Form):
    """A medewerker writes down what a party said: who, when and how."""

    said = RadioField(
        "Wat was het antwoord?", [InputRequired("Kies ja of nee.")], choices=choices_of(ANSWERS)
    )
    how = RadioField(
        "Hoe hoorde u dit?",
        [InputRequired("Kies hoe u dit hoorde.")],
        choices=choices_of(HEARD_HOW),
    )
    by = ChoiceField("Wie zei dit?")
    on = DayField("Wanneer?", [Required("Vul in wanneer u dit hoorde.")])
    text = LineField("Wat zei deze persoon erbij?", [at_most(500)])

    def __init__(self, line: IntroductionParty, *, viewer: Viewer, **kwargs: Any) -> None:
        people = {role.person.ref: role.person for role in roles_at(line.party, viewer=viewer)}
        known = line.answered_by or line.person
        stored = {
            "said": line.answer or None,
            "how": line.answered_how if line.answered_how in HEARD_HOW else None,
            "by": known.ref if known is not None and known.ref in people else "",
            "on": line.answered_on or viewer.day,
            "text": line.answer_text,
        }
        super().__init__(data=stored, **kwargs)
        self.people, self.day = people, viewer.day
        named = {ref: person.name for ref, person in people.items()}
        self.by.choices = {"": "iemand die hier niet staat", **named}

    def validate_on(self, field: DayField) -> None:
        """An answer lies in the past."""
        if field.data and field.data > self.day:
            raise ValidationError(FUTURE)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by the names of the verb."""
        by: Person | None = self.people.get(self.by.data or "")
        said = {"said": self.said.data, "how": self.how.data, "text": self.text.data or ""}
        return {**said, "by": by, "on": self.on.data}


class ContactForm(AlikeForm):
    """Who is asked for a party: somebody with a role there, or somebody else."""

    who = RadioField("Wie vragen wij?", [InputRequired("Kies iemand.")])
    name = LineField("Naam", [at_most(200)])
    phone = LineField("Telefoon", [at_most(40)])
    email = email_field()

    def __init__(self, line: IntroductionParty, *, viewer: Viewer, **kwargs: Any) -> None:
        roles = [role for role in roles_at(line.party, viewer=viewer)
                 if role.period.holds(viewer.day)]  # fmt: skip
        people = {role.person.ref: role.person for role in roles}
        now = line.person.ref if line.person and line.person.ref in people else None
        super().__init__(data={"who": now or (None if people else SOMEBODY_ELSE)}, **kwargs)
        self.people, self.line, self.asker = people, line, viewer
        labels = {role.person.ref: f"{role.person.name}, {role.role_label}" for role in roles}
        self.who.choices = list({**labels, SOMEBODY_ELSE: "Iemand anders"}.items())

    def validate_name(self, field: LineField) -> None:
        """Somebody new has a name."""
        if self.who.data == SOMEBODY_ELSE and not field.data:
            raise ValidationError("Vul de naam in.")

    @property
    def party_of_role(self) -> Party:
        """The party that this person will speak for."""
        return self.line.party

    def find_alike(self) -> list[Alike]:
        """Who somebody else may be, when that person is there already."""
        if self.who.data != SOMEBODY_ELSE or not self.name.data:
            return []
        names = name_parts(self.name.data)
        email = self.email.data or ""
        return find_alike_people(names, email=email, party=self.line.party, viewer=self.asker)

    @property
    def chosen(self) -> Person | None:
        """Who has a role there and was chosen; None for somebody else."""
        return self.people.get(self.who.data or "")

    @property
    def fresh(self) -> dict[str, str]:
        """Name, phone and e-mail of somebody else."""
        names = ("name", "phone", "email")
        return {name: self[name].data or "" for name in names}


class MetForm(Form):
    """When they met."""

    met_on = DayField("Wanneer ontmoetten zij elkaar?", [Required("Vul de dag in.")])

    def __init__(self, introduction: Introduction, *, day: date, **kwargs: Any) -> None:
        super().__init__(data={"met_on": introduction.met_on or day}, **kwargs)
        self.about(introduction)
        self.day = day

    @property
    def day_met(self) -> date:
        """The day, after the form was found right."""
        assert self.met_on.data is not None
        day: date = self.met_on.data
        return day

    def validate_met_on(self, field: DayField) -> None:
        """A meeting lies in the past."""
        if field.data and field.data > self.day:
            raise ValidationError(FUTURE)


class FromItForm(Form):
    """The link that an introduction led to: between which two, and of which kind."""

    one = ChoiceField("Welke partij?")
    other = ChoiceField("Met welke partij?")
    kind = ChoiceField("Hoe zijn zij nu verbonden?")

    def __init__(self, introduction: Introduction, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.parties = {line.party.ref: line.party for line in introduction.willing}
        names = {ref: party.name for ref, party in self.parties.items()}
        self.kinds = {kind.code: kind for kind in offered_link_kinds()}
        self.one.choices = self.other.choices = names
        self.kind.choices = {kind.code: kind.name for kind in self.kinds.values()}
        if not self.is_submitted():
            self.one.data, self.other.data = [*names, "", ""][:2]
            self.kind.data = "kent"

    @property
    def ends(self) -> tuple[Party, Party]:
        """The two parties, after the form was found right."""
        return self.parties[self.one.data], self.parties[self.other.data]

    @property
    def chosen_kind(self) -> LinkKind:
        """The kind that was chosen."""
        return self.kinds[self.kind.data]
