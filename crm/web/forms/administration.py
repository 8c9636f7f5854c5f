"""Forms of the beheerder."""

from __future__ import annotations

from typing import Any

from wtforms import PasswordField
from wtforms.validators import ValidationError

from crm.accounts.passwords import SHORTEST
from crm.accounts.roles import ACCOUNT_ROLES, Role
from crm.accounts.viewer import Viewer
from crm.web.forms.base import ChoiceField, Form, LineField, Required, at_most
from crm.web.forms.picking import PartyField


class NameForm(Form):
    """The name in the bar."""

    name = LineField("Welke gemeente of welk netwerk?", [Required("Vul een naam in."), at_most(80)])


class UserForm(Form):
    """A new account."""

    name = LineField("Naam", [Required("Vul de naam in."), at_most(200)])
    email = LineField("E-mailadres", [Required("Vul het e-mailadres in."), at_most(254)])
    role = ChoiceField("Rol", choices={str(role): str(role) for role in ACCOUNT_ROLES})
    party = PartyField("Voor een initiatiefnemer: bij welke partij?")
    password = PasswordField(
        "Wachtwoord",
        [Required("Vul een wachtwoord in.")],
        description=f"Ten minste {SHORTEST} tekens. Enkele losse woorden achter elkaar is prima.",
    )

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.party.seen_by(viewer)

    def validate_party(self, field: PartyField) -> None:
        """Only an initiatiefnemer belongs to a party, and always does."""
        if self.role.data == Role.INITIATOR and field.party is None:
            raise ValidationError("Kies de partij van deze initiatiefnemer.")
