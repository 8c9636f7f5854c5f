"""Forms of the beheerder."""

from __future__ import annotations

from wtforms import BooleanField

from crm.web.forms.base import Form, LineField, Required, at_most


class NameForm(Form):
    """The name in the bar."""

    name = LineField("Welke gemeente of welk netwerk?", [Required("Vul een naam in."), at_most(80)])


class RemindersForm(Form):
    """Whether people are mailed by itself."""

    is_on = BooleanField("Mail mensen vanzelf als er iets op hen wacht")
