"""The sign-in form."""

from __future__ import annotations

from wtforms import PasswordField, StringField

from crm.web.forms.base import Form, Required, at_most


class SignInForm(Form):
    """E-mail and password."""

    email = StringField("E-mailadres", [Required("Vul uw e-mailadres in."), at_most(254)])
    password = PasswordField("Wachtwoord", [Required("Vul uw wachtwoord in."), at_most(1000)])
