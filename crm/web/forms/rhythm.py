"""The form in which a beheerder chooses how often each kind of party is spoken to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.links.rhythm import RHYTHMS, rhythm_text
from crm.parties.kinds import KINDS
from crm.web.forms.base import ChoiceField, Form


class RhythmForm(Form):
    """One choice for each kind of party; the fields are named after the kinds."""

    def __init__(self, rhythms: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(data={kind: str(days) for kind, days in rhythms.items()}, **kwargs)
        for kind in KINDS:
            days = rhythms[kind]
            known = RHYTHMS | {days: rhythm_text(days)}
            self[kind].choices = {str(days): words for days, words in known.items()}

    @property
    def rhythms(self) -> dict[str, int]:
        """The chosen days by kind."""
        return {str(kind): int(self[kind].data) for kind in KINDS}


for _kind, _facts in KINDS.items():
    setattr(RhythmForm, str(_kind), ChoiceField(_facts.label.capitalize()))
