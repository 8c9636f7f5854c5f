"""Forms for the accounts of others."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from crm.accounts.roles import ACCOUNT_ROLES, Role
from crm.accounts.viewer import Viewer
from crm.people.membership import has_own_party
from crm.people.models import Person
from crm.web.forms.base import ChoiceField, Form, LineField, Required, at_most
from crm.web.forms.picking import PartyField


class InviteForm(Form):
    """Somebody new."""

    name = LineField("Naam", [Required("Vul de naam in."), at_most(200)])
    email = LineField("E-mailadres", [Required("Vul het e-mailadres in."), at_most(254)])
    role = ChoiceField("Rol", choices={str(role): str(role) for role in ACCOUNT_ROLES})
    party = PartyField("Voor een initiatiefnemer: bij welke partij?")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.party.seen_by(viewer)

    def validate_party(self, field: PartyField) -> None:
        """An initiatiefnemer always belongs to a party, and only then is one asked."""
        if self.role.data != Role.INITIATOR:
            field.party = None
        elif field.party is None and not self.belongs_already:
            raise ValidationError("Kies de partij van deze initiatiefnemer.")

    @property
    def belongs_already(self) -> bool:
        """Whether the party is known from before."""
        return False


class ChangeUserForm(InviteForm):
    """An account that is there."""

    def __init__(self, *, viewer: Viewer, person: Person | None, **kwargs: Any) -> None:
        super().__init__(viewer=viewer, **kwargs)
        self._belongs = has_own_party(person, viewer)

    @property
    def belongs_already(self) -> bool:
        """Whether the person behind the account has a party today."""
        return self._belongs
