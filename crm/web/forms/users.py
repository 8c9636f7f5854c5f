"""Forms for the accounts of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.validators import ValidationError

from crm.accounts.roles import ACCOUNT_ROLES, Role
from crm.accounts.viewer import Viewer
from crm.people.invited import Known, people_known_as
from crm.people.membership import has_own_party
from crm.people.models import ContactRole, Person
from crm.people.queries import roles_of
from crm.web.forms.base import ChoiceField, Form, LineField, Required, at_most
from crm.web.forms.picking import PartyField

ANOTHER = "ander"
MOST_ROLES = 2


class UserForm(Form):
    """An account: whom it is of, and what it may.

    Who may be somebody that is there already is asked about, unless somebody is behind it.
    """

    name = LineField("Naam", [Required("Vul de naam in."), at_most(200)])
    email = LineField("E-mailadres", [Required("Vul het e-mailadres in."), at_most(254)])
    role = ChoiceField("Rol", choices={str(role): str(role) for role in ACCOUNT_ROLES})
    party = PartyField("Voor een initiatiefnemer: bij welke partij?")
    person = RadioField("Is dit iemand die er al is?", validate_choice=False)
    seen = HiddenField()
    """The refs of the people that were shown: `ander` says that it is none of those."""

    def __init__(self, *, viewer: Viewer, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.party.seen_by(viewer)
        self._viewer = viewer
        self._owner = person
        known = self._known() if person is None and self.is_submitted() else []
        self._people = {one.person.ref: one for one in known}
        if known:
            self.person.choices = [*_told(known, viewer), (ANOTHER, "Nee, dit is iemand anders")]
        else:
            del self.person, self.seen

    def _known(self) -> list[Known]:
        return people_known_as(
            name=self.name.data or "", email=self.email.data or "", viewer=self._viewer
        )

    def validate_party(self, field: PartyField) -> None:
        """An initiatiefnemer always belongs to a party, and only then is one asked."""
        if self.role.data != Role.INITIATOR:
            field.party = None
        elif field.party is None and not self._belongs_already():
            raise ValidationError("Kies de partij van deze initiatiefnemer.")

    def validate_person(self, field: RadioField) -> None:
        """Asked once for these people; who has the same e-mail address is chosen beforehand."""
        shown, self.seen.data = set((self.seen.data or "").split()), " ".join(self._people)
        is_another = field.data == ANOTHER and shown >= self._people.keys()
        if is_another or field.data in self._people:
            return
        likely = [ref for ref, one in self._people.items() if one.has_address]
        field.data = likely[0] if likely else None
        raise ValidationError(
            "Dit kan iemand zijn die er al is. Kies wie het is, dan staat niemand er twee keer in."
        )

    def _belongs_already(self) -> bool:
        """Whoever is asked about may: that question comes first."""
        is_unanswered = self.person is not None and not self.person.data
        return is_unanswered or has_own_party(self._owner or self.known, self._viewer)

    @property
    def known(self) -> Person | None:
        """The person who was there already, when that is who it is."""
        chosen = self._people.get(self.person.data or "") if self.person else None
        return chosen.person if chosen else None


def _told(known: list[Known], viewer: Viewer) -> Iterator[tuple[str, str]]:
    """Each person with what tells them apart: the roles of today, and the same address."""
    roles: dict[int, list[ContactRole]] = {}
    for role in roles_of([one.person for one in known], viewer=viewer):
        if role.period.holds(viewer.day):
            roles.setdefault(role.person_id, []).append(role)
    for one in known:
        held = roles.get(one.person.id, [])
        said = [f"{role.role_label} bij {role.party.name}" for role in held[:MOST_ROLES]]
        if one.has_address:
            said.append("heeft dit e-mailadres")
        if not said and one.person.function:
            said.append(one.person.function)
        yield one.person.ref, ", ".join([one.person.name, *said])
