"""Forms of the beheerder."""

from __future__ import annotations

from crm.web.forms.base import Form, LineField, Required, at_most


class NameForm(Form):
    """The name in the bar."""

    name = LineField("Welke gemeente of welk netwerk?", [Required("Vul een naam in."), at_most(80)])
