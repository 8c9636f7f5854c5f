"""Forms of agreements, their parties and the links they are attached to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import Optional, ValidationError

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement, Signatory
from crm.agreements.operations import Signing, new_number
from crm.agreements.states import KINDS, SIDES, why_fixed
from crm.core.db import new_ref
from crm.core.saving import SENSITIVE
from crm.links.models import Link
from crm.people.models import Person
from crm.people.queries import roles_at
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
from crm.web.forms.people import PeriodMixin
from crm.web.forms.picking import PartyField

MOST_TEXT = 100_000
HOW_TO_WRITE = (
    "Een regel die met # begint is een kop. Een regel die met - begint is een punt in een lijst. "
    "Laat tussen alinea’s een regel leeg."
)


class AgreementForm(PeriodMixin, Form):
    """Title, kind and text; the rest under "Meer". What is fixed is not on the form."""

    title = LineField("Titel", [Required("Vul een titel in."), at_most(200)])
    kind = ChoiceField("Soort", choices=choices_of(KINDS))
    text = TextField("Tekst", [at_most(MOST_TEXT)], description=HOW_TO_WRITE)
    begins_on = DayField("Geldt vanaf")
    ends_on = LastDayField("Laatste dag")
    number = LineField(
        "Nummer", [at_most(40)], description="U kunt ook uw eigen zaaknummer gebruiken."
    )
    visibility = visibility_field()
    sensitive = BooleanField("Bestuurlijk gevoelig")

    def __init__(self, agreement: Agreement | None = None, **kwargs: Any) -> None:
        super().__init__(data=_stored(agreement), **kwargs)
        if agreement is not None:
            self.about(agreement)
            if why_fixed(agreement.status):
                del self.kind, self.text

    def validate_visibility(self, field: SelectField) -> None:
        """Sensitive is never shared."""
        if self.sensitive.data and field.data in ("netwerk", "openbaar"):
            raise ValidationError(SENSITIVE)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        names = ("title", "kind", "text", "begins_on", "number", "visibility", "sensitive")
        values = {name: self._fields[name].data for name in names if name in self._fields}
        return values | {"ends_on": self.ends_on.ends_on}


class NewAgreementForm(AgreementForm):
    """An agreement and its first parties; started from a link the parties are known."""

    party_a = PartyField("Wie?", missing="Kies de eerste partij.")
    party_b = PartyField("Met wie?")

    def __init__(self, *, viewer: Viewer, link: Link | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.link = link
        if link is not None:
            del self.party_a, self.party_b
        else:
            self.party_a.seen_by(viewer)
            self.party_b.seen_by(viewer)
        if not self.is_submitted():
            self.number.data = new_number(new_ref(), actor=viewer)

    @property
    def signings(self) -> list[Signing]:
        """The parties it begins with."""
        if self.link is not None:
            return [Signing(self.link.party_a), Signing(self.link.party_b)]
        chosen = (self.party_a.party, self.party_b.party)
        return [Signing(party) for party in chosen if party is not None]


class NewSignatoryForm(Form):
    """One more party to an agreement."""

    party = PartyField("Welke partij doet mee?", missing="Kies een partij.")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.party.seen_by(viewer)


class SignatoryForm(Form):
    """Who signs for a party, as what, and when it signed."""

    person = ChoiceField("Wie tekent?")
    function = LineField("In welke functie?", [at_most(200)])
    side = ChoiceField("Aan welke kant staat deze partij?", choices=choices_of(SIDES))
    signed_on = DayField("Getekend op", [Optional()])

    def __init__(self, signatory: Signatory, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data=_stored_signatory(signatory), **kwargs)
        roles = roles_at(signatory.party, viewer=viewer)
        self.people: dict[str, Person] = {role.person.ref: role.person for role in roles}
        self.viewer = viewer
        named = [(ref, person.name) for ref, person in self.people.items()]
        self.person.choices = [("", "nog niet bekend"), *named]
        if signatory.person is not None and signatory.person.ref not in self.people:
            # Somebody this viewer may not see, or who left: whoever it is, stays.
            del self.person

    def validate_signed_on(self, field: DayField) -> None:
        """A signature lies in the past."""
        if field.data and field.data > self.viewer.day:
            raise ValidationError("Deze dag moet nog komen. Vul in wanneer er is getekend.")

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        names = ("function", "side", "signed_on")
        values = {name: self._fields[name].data for name in names}
        if "person" in self._fields:
            values["person"] = self.people.get(self.person.data)
        return values


class MoveForm(Form):
    """Another phase; which one is said by the button."""

    to = LineField("Fase")


class AttachLinkForm(Form):
    """A link to attach an agreement to."""

    link = ChoiceField("Verbinding")

    def __init__(self, links: Iterable[Link], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.links = {link.ref: link for link in links}
        self.link.choices = [(ref, link.sentence) for ref, link in self.links.items()]

    @property
    def chosen(self) -> Link:
        """The link that was chosen."""
        return self.links[self.link.data]


class AttachAgreementForm(Form):
    """An agreement to attach to a link."""

    agreement = ChoiceField("Overeenkomst")

    def __init__(self, agreements: Iterable[Agreement], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.agreements = {agreement.ref: agreement for agreement in agreements}
        self.agreement.choices = [
            (ref, f"{agreement.title} ({agreement.number})")
            for ref, agreement in self.agreements.items()
        ]

    @property
    def chosen(self) -> Agreement:
        """The agreement that was chosen."""
        return self.agreements[self.agreement.data]


def _stored(agreement: Agreement | None) -> dict[str, Any]:
    if agreement is None:
        return {"visibility": Agreement.default_visibility, "kind": next(iter(KINDS))}
    return {
        "title": agreement.title,
        "kind": agreement.kind,
        "text": agreement.text,
        "begins_on": agreement.begins_on,
        "ends_on": agreement.period.last_day,
        "number": agreement.number,
        "visibility": agreement.visibility,
        "sensitive": agreement.sensitive,
    }


def _stored_signatory(signatory: Signatory) -> dict[str, Any]:
    return {
        "person": signatory.person.ref if signatory.person else "",
        "function": signatory.function,
        "side": signatory.side,
        "signed_on": signatory.signed_on,
    }
