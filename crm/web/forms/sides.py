"""Forms of what each side of a link says: proposing, confirming, keeping it alive."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import RadioField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.links.kinds import CHANNELS, LEVELS
from crm.links.models import Link, LinkKind, LinkSide
from crm.links.queries import offered_link_kinds
from crm.parties.models import Party
from crm.people.models import Person
from crm.people.queries import people_seen, roles_at
from crm.web.forms.base import (
    ChoiceField,
    DayField,
    Form,
    LineField,
    TextField,
    at_most,
    choices_of,
)
from crm.web.forms.picking import PartyField

TURNED = "<"
EXPERIENCED = {"": "niet bekend", **{str(n): f"{n}. {word}" for n, word in LEVELS.items()}}


class ProposalForm(Form):
    """An initiatiefnemer says with whom the own party is connected."""

    own = ChoiceField("Voor welke partij?")
    kind = ChoiceField("Hoe bent u verbonden?")
    other = PartyField("Met wie?", missing="Kies de andere partij.")
    begins_on = DayField("Sinds")
    note = TextField("Toelichting", [at_most(2000)])

    def __init__(self, own: list[Party], *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        kinds = offered_link_kinds()
        self.parties = {party.ref: party for party in own}
        self.kinds = {kind.code: kind for kind in kinds}
        turned = {TURNED + kind.code: kind.inverse_name for kind in kinds if kind.directed}
        self.own.choices = {ref: party.name for ref, party in self.parties.items()}
        self.kind.choices = {kind.code: kind.name for kind in kinds} | turned
        self.other.seen_by(viewer)
        if not self.is_submitted():
            self.kind.data = "werkt_samen_met"

    @property
    def is_turned(self) -> bool:
        """Whether the other party comes first."""
        return bool(self.kind.data.startswith(TURNED))

    @property
    def chosen_kind(self) -> LinkKind:
        """The kind that was chosen, whichever way round."""
        return self.kinds[self.kind.data.removeprefix(TURNED)]

    @property
    def ends(self) -> tuple[Party, Party]:
        """The own party and the other, after the form was found right."""
        assert self.other.party is not None
        return self.parties[self.own.data], self.other.party

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        return {"begins_on": self.begins_on.data, "note": self.note.data}


class OwnSideForm(Form):
    """An initiatiefnemer says yes, and at which level the own party takes part."""

    level_experienced = ChoiceField("Hoe ervaart u het meedoen?", choices=EXPERIENCED)

    def __init__(self, link: Link, side: LinkSide | None, **kwargs: Any) -> None:
        super().__init__(data=_stored(side), **kwargs)
        self.about(link)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        level = self.level_experienced.data
        return {"level_experienced": int(level) if level else None}


class SideForm(OwnSideForm):
    """A medewerker writes down what a side said: when, how and by whom."""

    confirmed_on = DayField("Wanneer zei deze partij ja?")
    confirmed_how = ChoiceField("Hoe?", choices={"": "kies hoe", **CHANNELS})
    person = ChoiceField("Wie zei ja?")

    def __init__(self, link: Link, party: Party, *, viewer: Viewer, **kwargs: Any) -> None:
        side = link.side_of(party)
        super().__init__(link, side, **kwargs)
        self.side, self.day = side, viewer.day
        self.people = {role.person.ref: role.person for role in roles_at(party, viewer=viewer)}
        self.unseen: Person | None = None
        if side is not None and side.person is not None:
            self._keep(side.person, viewer)
        if side is not None and side.confirmed_how:
            self.confirmed_how.choices = {**CHANNELS, **_kept(side)}
        named = {ref: person.name for ref, person in self.people.items()}
        self.person.choices = {"": "niet bekend", **named}

    def _keep(self, person: Person, viewer: Viewer) -> None:
        if people_seen([person], viewer=viewer):
            self.people.setdefault(person.ref, person)
        else:
            self.unseen = person

    def validate_confirmed_on(self, field: DayField) -> None:
        """A yes lies in the past."""
        if field.data and field.data > self.day:
            raise ValidationError("Deze dag moet nog komen. Vul in wanneer deze partij ja zei.")

    def validate_confirmed_how(self, field: ChoiceField) -> None:
        """A yes came some way."""
        if self.confirmed_on.data and not field.data:
            raise ValidationError("Kies hoe u dit hoorde.")

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute; without a day nothing was confirmed."""
        on: date | None = self.confirmed_on.data
        return {
            **super().values,
            "confirmed_on": on,
            "confirmed_how": self.confirmed_how.data if on else None,
            "person": self.people.get(self.person.data or "", self.unseen) if on else None,
        }


class KeepForm(Form):
    """How a strained link is kept alive."""

    status = RadioField(
        "Hoe staat het er nu voor?",
        choices={"onder_druk": "Het loopt stroef", "actief": "Het gaat weer goed"},
        default="onder_druk",
    )
    next_step = LineField("Wat spreekt u af?", [at_most(400)])
    next_step_on = DayField("Wanneer kijkt u weer?")

    def __init__(self, link: Link, **kwargs: Any) -> None:
        stored = {"next_step": link.next_step, "next_step_on": link.next_step_on}
        super().__init__(data=stored, **kwargs)
        self.about(link)

    def validate_next_step(self, field: LineField) -> None:
        """What is strained needs something done."""
        if self.status.data == "onder_druk" and not field.data:
            raise ValidationError("Schrijf op wat u doet. Bijvoorbeeld: samen om tafel.")

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute; when all is well there is no step left."""
        if self.status.data == "actief":
            return {"status": "actief", "next_step": "", "next_step_on": None}
        return {
            "status": "onder_druk",
            "next_step": self.next_step.data,
            "next_step_on": self.next_step_on.data,
        }


def _kept(side: LinkSide) -> dict[str, str]:
    """A yes that was given here stays one, also when a medewerker saves the form."""
    return choices_of({"zelf": "zelf, in Bruggenbouwer"}) if side.confirmed_how == "zelf" else {}


def _stored(side: LinkSide | None) -> dict[str, Any]:
    if side is None:
        return {}
    return {
        "level_experienced": str(side.level_experienced or ""),
        "confirmed_on": side.confirmed_on,
        "confirmed_how": side.confirmed_how or "",
        "person": side.person.ref if side.person else "",
    }
