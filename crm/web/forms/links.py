"""Forms of links."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.saving import SENSITIVE
from crm.links.kinds import DEPTHS, LEVELS, STATUSES
from crm.links.models import Link, LinkKind
from crm.links.queries import offered_link_kinds
from crm.parties.models import Party
from crm.web.forms.base import (
    ChoiceField,
    DayField,
    Form,
    LastDayField,
    LineField,
    TextField,
    at_most,
    choices_of,
    visibility_field,
)
from crm.web.forms.people import PeriodMixin
from crm.web.forms.picking import PartyField

NUMBERED = {"": "niet bekend", **{str(number): str(number) for number in range(1, 6)}}
READABLE = "Schrijf zo dat de ander dit mag lezen. Iemand kan dit opvragen (inzage of Woo)."


class LinkForm(PeriodMixin, Form):
    """What is known of a link; the rest under "Meer"."""

    begins_on = DayField("Sinds")
    ends_on = LastDayField("Laatste dag")
    status = ChoiceField("Hoe staat het ervoor?", choices=choices_of(STATUSES), default="actief")
    note = TextField("Toelichting", [at_most(2000)])
    level_agreed = ChoiceField(
        "Afgesproken niveau van meedoen",
        choices={"": "niet bekend", **{str(n): f"{n}. {word}" for n, word in LEVELS.items()}},
    )
    depth = ChoiceField("Hoe goed kennen zij elkaar?", choices=choices_of(DEPTHS))
    strength = ChoiceField("Hoe sterk is de band? (1 tot 5)", choices=NUMBERED)
    source = LineField("Waar weten wij dit van?", [at_most(200)])
    visibility = visibility_field()
    sensitive = BooleanField("Bestuurlijk gevoelig")

    def __init__(self, link: Link | None = None, **kwargs: Any) -> None:
        super().__init__(data=_stored_link(link), **kwargs)
        if link is not None:
            self.about(link)

    def validate_visibility(self, field: SelectField) -> None:
        """Sensitive is never shared."""
        if self.sensitive.data and field.data in ("netwerk", "openbaar"):
            raise ValidationError(SENSITIVE)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        return {
            "begins_on": self.begins_on.data,
            "ends_on": self.ends_on.ends_on,
            "status": self.status.data,
            "note": self.note.data,
            "level_agreed": int(self.level_agreed.data) if self.level_agreed.data else None,
            "depth": self.depth.data,
            "strength": int(self.strength.data) if self.strength.data else None,
            "source": self.source.data,
            "visibility": self.visibility.data,
            "sensitive": self.sensitive.data,
        }


class NewLinkForm(LinkForm):
    """Two parties, how they are connected, and since when."""

    party_a = PartyField("Wie?", missing="Kies de eerste partij.")
    kind = ChoiceField("Hoe zijn zij verbonden?")
    party_b = PartyField("Met wie?", missing="Kies de andere partij.")
    anyway = BooleanField("Dit is een andere verbinding. Voeg haar toch toe.")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kinds = {kind.code: kind for kind in offered_link_kinds()}
        self.kind.choices = [(code, kind.name) for code, kind in self.kinds.items()]
        self.party_a.seen_by(viewer)
        self.party_b.seen_by(viewer)
        if not self.is_submitted():
            self.begins_on.data = viewer.day
            self.kind.data = "werkt_samen_met"

    @property
    def chosen_kind(self) -> LinkKind:
        """The kind that was chosen."""
        return self.kinds[self.kind.data]

    @property
    def ends(self) -> tuple[Party, Party]:
        """Both parties, after the form was found right."""
        assert self.party_a.party is not None
        assert self.party_b.party is not None
        return self.party_a.party, self.party_b.party


def _stored_link(link: Link | None) -> dict[str, Any]:
    if link is None:
        return {"visibility": Link.default_visibility, "depth": "onbekend", "status": "actief"}
    return {
        "begins_on": link.begins_on,
        "ends_on": link.period.last_day,
        "status": link.status,
        "note": link.note,
        "level_agreed": str(link.level_agreed or ""),
        "depth": link.depth,
        "strength": str(link.strength or ""),
        "source": link.source,
        "visibility": link.visibility,
        "sensitive": link.sensitive,
    }
