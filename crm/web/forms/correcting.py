"""The form of a correction that names another contact: who is that?"""

from __future__ import annotations

from typing import Any

from crm.accounts.viewer import Viewer
from crm.parties.models import Party
from crm.people.alike import Alike, find_alike_people
from crm.people.names import name_parts
from crm.reminders.models import Correction
from crm.web.forms.alike import AlikeForm


class OtherContactForm(AlikeForm):
    """Whether the other contact is somebody who is there already."""

    def __init__(self, correction: Correction, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.correction, self.asker = correction, viewer
        if self.alike and not self.is_submitted():
            self.ask()

    @property
    def party_of_role(self) -> Party:
        """The party of which somebody else is the contact."""
        return self.correction.party

    def find_alike(self) -> list[Alike]:
        """Who the other contact may be."""
        said = self.correction.said
        return find_alike_people(
            name_parts(said.get("name", "")),
            email=said.get("email", ""),
            party=self.correction.party,
            viewer=self.asker,
        )
