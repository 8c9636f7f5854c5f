"""Forms of one's own account."""

from __future__ import annotations

from wtforms import PasswordField

from crm.web.forms.base import Form, LineField, Required, at_most


class OwnNameForm(Form):
    """How others see you."""

    name = LineField("Naam", [Required("Vul uw naam in."), at_most(200)])


class PasswordForm(Form):
    """Another password, which the old one allows."""

    old = PasswordField("Wachtwoord van nu", [Required("Vul uw wachtwoord in."), at_most(1000)])
    new = PasswordField("Nieuw wachtwoord", [Required("Kies een wachtwoord."), at_most(1000)])


class ConfirmForm(Form):
    """Something that only the owner may do: the password once more."""

    password = PasswordField("Uw wachtwoord", [Required("Vul uw wachtwoord in."), at_most(1000)])
