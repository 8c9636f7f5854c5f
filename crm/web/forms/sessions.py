"""The forms by which people come in."""

from __future__ import annotations

from wtforms import PasswordField, StringField

from crm.web.forms.base import Form, LineField, Required, at_most


class SignInForm(Form):
    """E-mail and password."""

    email = StringField("E-mailadres", [Required("Vul uw e-mailadres in."), at_most(254)])
    password = PasswordField("Wachtwoord", [Required("Vul uw wachtwoord in."), at_most(1000)])


class CodeForm(Form):
    """The second step."""

    code = LineField("Code", [Required("Vul de code in."), at_most(40)])


class ForgottenForm(Form):
    """Who has lost the password."""

    email = StringField("E-mailadres", [Required("Vul uw e-mailadres in."), at_most(254)])


class ChoosePasswordForm(Form):
    """A password of one's own."""

    password = PasswordField("Nieuw wachtwoord", [Required("Kies een wachtwoord."), at_most(1000)])
