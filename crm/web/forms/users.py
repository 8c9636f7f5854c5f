"""Forms for the accounts of others."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from crm.accounts.roles import ACCOUNT_ROLES, Role
from crm.accounts.viewer import Viewer
from crm.people.alike import Alike, find_alike_people
from crm.people.membership import has_own_party
from crm.people.models import Person
from crm.people.names import name_parts
from crm.web.forms.alike import AlikeForm
from crm.web.forms.base import ChoiceField, LineField, Required, at_most
from crm.web.forms.picking import PartyField


class UserForm(AlikeForm):
    """An account: whom it is of, and what it may.

    Who may be somebody that is there already is asked about, unless somebody is behind it.
    """

    name = LineField("Naam", [Required("Vul de naam in."), at_most(200)])
    email = LineField("E-mailadres", [Required("Vul het e-mailadres in."), at_most(254)])
    role = ChoiceField("Rol", choices={str(role): str(role) for role in ACCOUNT_ROLES})
    party = PartyField("Voor een initiatiefnemer: bij welke partij?")

    def __init__(self, *, viewer: Viewer, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.party.seen_by(viewer)
        self.asker = viewer
        self._owner = person
        if person is not None:
            del self.person, self.shown_people

    def find_alike(self) -> list[Alike]:
        """Who it may be: people without an account."""
        return find_alike_people(
            name_parts(self.name.data or ""),
            email=self.email.data or "",
            without_account=True,
            viewer=self.asker,
        )

    def validate_party(self, field: PartyField) -> None:
        """An initiatiefnemer always belongs to a party, and only then is one asked."""
        if self.role.data != Role.INITIATOR:
            field.party = None
        elif field.party is None and not self._belongs_already():
            raise ValidationError("Kies de partij van deze initiatiefnemer.")

    def _belongs_already(self) -> bool:
        """Whoever is asked about may: that question comes first."""
        is_unanswered = self.person is not None and bool(self.alike) and not self.person.data
        return is_unanswered or has_own_party(self._owner or self.known, self.asker)
