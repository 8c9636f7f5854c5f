"""Choosing the other party, and choosing what stays of two that become one."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField

from crm.accounts.viewer import Viewer
from crm.merge.choices import BOTH, KEPT, OTHER
from crm.merge.comparison import Comparison
from crm.parties.models import Party
from crm.web.forms.base import Form
from crm.web.forms.picking import PartyField

CONTACT = "vaste_contactpersoon"


class OtherPartyForm(Form):
    """Which other party is the same as this one."""

    other = PartyField("Welke partij is dezelfde?", missing="Vul de naam van de andere partij in.")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.other.seen_by(viewer)


class MergeForm(Form):
    """The versions of both parties that were shown; the choices come with `merge_form`."""

    other_version = HiddenField()

    @property
    def versions(self) -> tuple[int | None, int | None]:
        """The versions that the browser had of both."""
        text = str(self.other_version.data or "")
        other = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        return self.known_version, other

    @property
    def answers(self) -> dict[str, str]:
        """What was chosen, by the key of the choice."""
        return {field.name: field.data for field in self if field.type == "RadioField"}

    @property
    def choices(self) -> list[RadioField]:
        """The fields to choose, in order."""
        return [field for field in self if field.type == "RadioField"]

    def show_now(self, kept: Party, other: Party) -> None:
        """Let what is sent next be about both parties as they are now."""
        self.version_now = kept.version
        self.version.data, self.other_version.data = str(kept.version), str(other.version)


def merge_form(
    kept: Party, other: Party, comparison: Comparison, *, contacts: tuple[str, str] | None
) -> MergeForm:
    """The form with one choice per field that differs; `contacts` are the names to choose from."""
    fields: dict[str, RadioField] = {}
    for row in comparison.to_choose:
        options = {KEPT: row.kept, OTHER: row.other}
        if row.both_fit:
            options[BOTH] = "Beide, onder elkaar"
        fields[row.key] = RadioField(row.label, choices=options, default=KEPT)
    if contacts is not None:
        options = dict(zip((KEPT, OTHER), contacts, strict=True))
        label = "Wie blijft de vaste contactpersoon?"
        fields[CONTACT] = RadioField(label, choices=options, default=KEPT)
    form: MergeForm = type("ChosenMergeForm", (MergeForm,), fields)()
    if not form.is_submitted():
        form.show_now(kept, other)
    return form
