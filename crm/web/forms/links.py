"""Forms of links, contact moments, offers and needs."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.dates import AMSTERDAM, utc_now
from crm.links.kinds import CHANNELS, DEPTHS, LEVELS, STATUSES
from crm.links.models import ContactMoment, Link, LinkKind
from crm.links.queries import offered_link_kinds
from crm.parties.models import Party
from crm.people.models import Person
from crm.people.queries import people_seen, roles_at
from crm.resources.models import DIRECTIONS, OFFER_STATUSES, RESOURCE_KINDS, Offer
from crm.web.forms.base import (
    ChoiceField,
    DayField,
    Form,
    LastDayField,
    LineField,
    ManyField,
    Required,
    TextField,
    at_most,
    choices_of,
    visibility_field,
)
from crm.web.forms.conflict import APART
from crm.web.forms.people import PeriodMixin
from crm.web.forms.picking import PartyField

NUMBERED = {"": "niet bekend", **{str(number): str(number) for number in range(1, 6)}}
READABLE = "Schrijf zo dat de ander dit mag lezen. Iemand kan dit opvragen (inzage of Woo)."
SENSITIVE = "Bestuurlijk gevoelig kan alleen samen met ‘alleen gemeente’ of ‘vertrouwelijk’."


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


class MomentForm(Form):
    """A contact: who, what, what follows."""

    people = ManyField("Met wie sprak u?")
    subject = LineField("Waar ging het over?", [Required("Vul een onderwerp in."), at_most(200)])
    content = TextField("Wat is er gezegd?", [at_most(4000)], description=READABLE)
    channel = ChoiceField("Hoe?", choices=choices_of(CHANNELS), default="telefoon")
    happened_on = DayField("Wanneer?", [Required("Vul de dag in.")])
    follow_up = LineField("Wat volgt er?", [at_most(400)])
    follow_up_on = DayField("Op welke dag?")
    visibility = visibility_field()
    sensitive = BooleanField("Bestuurlijk gevoelig")

    def __init__(
        self, party: Party, moment: ContactMoment | None = None, *, viewer: Viewer, **kwargs: Any
    ) -> None:
        super().__init__(data=_stored_moment(moment, viewer), **kwargs)
        self.party, self.moment, self.viewer = party, moment, viewer
        self.known = {role.person.ref: role.person for role in roles_at(party, viewer=viewer)}
        self.unseen: list[Person] = []
        if moment is not None:
            seen = people_seen(moment.people, viewer=viewer)
            self.known |= {person.ref: person for person in seen}
            self.unseen = [person for person in moment.people if person not in seen]
            self.about(moment)
        self.people.choices = [(ref, person.name) for ref, person in self.known.items()]

    def validate_happened_on(self, field: DayField) -> None:
        """A contact lies in the past."""
        if field.data and field.data > self.viewer.day:
            raise ValidationError("Deze dag moet nog komen. Vul in wanneer het contact was.")

    def validate_follow_up_on(self, field: DayField) -> None:
        """A day without a deed says nothing."""
        if field.data and not self.follow_up.data:
            raise ValidationError("Vul ook in wat er volgt.")

    def validate_visibility(self, field: SelectField) -> None:
        """Sensitive is never shared."""
        if self.sensitive.data and field.data in ("netwerk", "openbaar"):
            raise ValidationError(SENSITIVE)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute; who was there and may not be seen here stays."""
        people: list[Person] = [self.known[ref] for ref in self.people.data or []]
        parties = [self.party] if self.moment is None else list(self.moment.parties)
        return {
            "parties": parties,
            "people": people + self.unseen,
            "subject": self.subject.data,
            "content": self.content.data,
            "channel": self.channel.data,
            "happened_at": self._instant(),
            "follow_up": self.follow_up.data,
            "follow_up_on": self.follow_up_on.data,
            "visibility": self.visibility.data,
            "sensitive": self.sensitive.data,
        }

    def _instant(self) -> datetime:
        """The moment itself today, noon on another day; a kept day keeps its time."""
        day = self.happened_on.data
        assert day is not None
        if self.moment is not None and self.moment.happened_at.astimezone(AMSTERDAM).date() == day:
            return self.moment.happened_at
        if day == self.viewer.day and utc_now().astimezone(AMSTERDAM).date() == day:
            return utc_now()
        return datetime.combine(day, time(12), tzinfo=AMSTERDAM)


class OfferForm(Form):
    """What a party offers or needs: two fields are enough."""

    direction = RadioField("Biedt of zoekt?", choices=choices_of(DIRECTIONS), default="zoekt")
    title = LineField("Wat?", [Required("Wat is het? Vul een korte naam in."), at_most(200)])
    kind = ChoiceField("Soort", choices=choices_of(RESOURCE_KINDS), default="faciliteit")
    description = TextField("Toelichting", [at_most(2000)])
    valid_until = DayField("Geldig tot")
    status = ChoiceField("Hoe staat het ervoor?", choices=choices_of(OFFER_STATUSES))

    def __init__(self, offer: Offer | None = None, **kwargs: Any) -> None:
        super().__init__(data=_stored_offer(offer), **kwargs)
        if offer is not None:
            self.about(offer)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        return {field.name: field.data for field in self if field.name not in APART}


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


def _stored_moment(moment: ContactMoment | None, viewer: Viewer) -> dict[str, Any]:
    if moment is None:
        return {"visibility": ContactMoment.default_visibility, "happened_on": viewer.day}
    values = {name: getattr(moment, name) for name in vars(MomentForm) if hasattr(moment, name)}
    values["people"] = [person.ref for person in people_seen(moment.people, viewer=viewer)]
    values["happened_on"] = moment.happened_at.astimezone(AMSTERDAM).date()
    return values


def _stored_offer(offer: Offer | None) -> dict[str, Any]:
    if offer is None:
        return {"direction": "zoekt", "kind": "faciliteit", "status": "open"}
    return {name: getattr(offer, name) for name in vars(OfferForm) if hasattr(offer, name)}
