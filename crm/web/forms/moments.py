"""Forms of contact moments: who, what, what follows; the rest under "Meer"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from flask import request
from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.dates import AMSTERDAM, utc_now
from crm.core.db import db
from crm.core.saving import SENSITIVE
from crm.links.kinds import CHANNELS
from crm.links.models import ContactMoment
from crm.parties.models import Party
from crm.parties.queries import find_party_that_was, visible_parties
from crm.people.models import Person
from crm.people.queries import holdings_of_party, people_seen, roles_at
from crm.web.forms.base import (
    ChoiceField,
    DayField,
    Form,
    LineField,
    ManyField,
    Required,
    TextField,
    at_most,
    choices_of,
    visibility_field,
)
from crm.web.forms.picking import PartyField

MOST_PARTIES = 20


class MomentForm(Form):
    """A contact: who, what, what follows."""

    people = ManyField("Met wie sprak u?")
    subject = LineField("Waar ging het over?", [Required("Vul een onderwerp in."), at_most(200)])
    content = TextField("Wat is er gezegd?", [at_most(4000)])
    channel = ChoiceField("Hoe?", choices=choices_of(CHANNELS), default="telefoon")
    place = LineField("Waar was het?", [at_most(200)])
    happened_on = DayField("Wanneer?", [Required("Vul de dag in.")])
    follow_up = LineField("Wat volgt er?", [at_most(400)])
    follow_up_on = DayField("Op welke dag?")
    parties = ManyField("Welke partijen waren erbij?")
    also = PartyField("Nog een partij")
    visibility = visibility_field()
    sensitive = BooleanField("Bestuurlijk gevoelig")

    def __init__(
        self,
        party: Party | None,
        moment: ContactMoment | None = None,
        *,
        viewer: Viewer,
        **kwargs: Any,
    ) -> None:
        super().__init__(data=_stored(party, moment, viewer), **kwargs)
        self.party, self.moment, self.viewer = party, moment, viewer
        self.also.seen_by(viewer)
        self.parties.data = self._led_on(self.parties.data or [])
        self.known_parties = {one.ref: one for one in self._parties_at_first()}
        self.known: dict[str, Person] = {}
        self.unseen: list[Person] = []
        for one in self.known_parties.values():
            self._know_people_of(one)
        if moment is not None:
            seen = people_seen(moment.people, viewer=viewer)
            self.known |= {person.ref: person for person in seen}
            self.unseen = [person for person in moment.people if person not in seen]
            self.about(moment)
        self._offer_choices()

    @property
    def asks_for_more(self) -> bool:
        """Whether the form was sent to add a party, not to save.

        Its button is also what Enter presses in any field: without a party it means nothing.
        """
        named = self.also.data or request.form.get(self.also.choice_name)
        return self.is_submitted() and "erbij" in request.form and bool(named)

    def take_along(self) -> None:
        """Tick the party that was asked for, so that another can be added."""
        if self.also.party is not None:
            self._join(self.also.party)
        self.also.data, self.also.options = "", []

    def validate_also(self, field: PartyField) -> None:
        """Who is named took part."""
        if field.party is not None:
            self._join(field.party)

    def validate_parties(self, field: ManyField) -> None:
        """Somebody took part."""
        if not field.data and not self.also.data and not self.people.data:
            raise ValidationError("Met wie was het? Kies een partij of persoon.")

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
        people = [self.known[ref] for ref in self.people.data or []]
        return {
            "parties": [self.known_parties[ref] for ref in self.parties.data or []],
            "people": people + self.unseen,
            "subject": self.subject.data,
            "content": self.content.data,
            "channel": self.channel.data,
            "place": self.place.data,
            "happened_at": self._instant(),
            "follow_up": self.follow_up.data,
            "follow_up_on": self.follow_up_on.data,
            "visibility": self.visibility.data,
            "sensitive": self.sensitive.data,
        }

    def _parties_at_first(self) -> Iterable[Party]:
        """The party of the page, those that took part, and those that were added before."""
        there = list(self.moment.parties) if self.moment is not None else []
        if self.party is not None:
            there.insert(0, self.party)
        refs = set(self.parties.data or []) - {one.ref for one in there}
        query = visible_parties(self.viewer).where(Party.ref.in_(refs))
        return [*there, *(db.session.scalars(query) if refs else ())]

    def _led_on(self, sent: list[str]) -> list[str]:
        """The refs that were sent; of a party that was merged meanwhile, the one it is now."""
        there = len(self.moment.parties) if self.moment is not None else 0
        refs = [ref for ref in sent[: there + MOST_PARTIES] if _is_ref(ref)]
        query = visible_parties(self.viewer).where(Party.ref.in_(refs)).with_only_columns(Party.ref)
        found = set(db.session.scalars(query)) if refs else set()
        for place, ref in enumerate(refs):
            if ref not in found and (now := find_party_that_was(ref, viewer=self.viewer)):
                refs[place] = now.ref
        return list(dict.fromkeys(refs))

    def _join(self, party: Party) -> None:
        self.known_parties[party.ref] = party
        self.parties.data = list(dict.fromkeys([*(self.parties.data or []), party.ref]))
        self._know_people_of(party)
        self._offer_choices()

    def _know_people_of(self, party: Party) -> None:
        """Those of the party, and those of the town hall that hold it."""
        roles = roles_at(party, viewer=self.viewer)
        holdings = holdings_of_party(party, viewer=self.viewer)
        held_by = [
            one.person for one in holdings if one.person and one.period.holds(self.viewer.day)
        ]
        for person in [*(role.person for role in roles), *held_by]:
            self.known[person.ref] = person

    def _offer_choices(self) -> None:
        self.people.choices = [(ref, person.name) for ref, person in self.known.items()]
        self.parties.choices = [(ref, one.name) for ref, one in self.known_parties.items()]

    def _instant(self) -> datetime:
        """The moment itself today, noon on another day; a kept day keeps its time."""
        day = self.happened_on.data
        assert day is not None
        if self.moment is not None and self.moment.happened_at.astimezone(AMSTERDAM).date() == day:
            return self.moment.happened_at
        if day == self.viewer.day and utc_now().astimezone(AMSTERDAM).date() == day:
            return utc_now()
        return datetime.combine(day, time(12), tzinfo=AMSTERDAM)


class NewMomentForm(MomentForm):
    """Three fields are enough; what the party said to need or offer goes along."""

    seeks = LineField("Wat zoeken zij?", [at_most(200)])
    offers = LineField("Wat bieden zij?", [at_most(200)])

    @property
    def told(self) -> list[dict[str, str]]:
        """What to add to the offers and needs of the party."""
        said = (("zoekt", self.seeks.data), ("biedt", self.offers.data))
        return [{"direction": direction, "title": title} for direction, title in said if title]


def _is_ref(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _stored(party: Party | None, moment: ContactMoment | None, viewer: Viewer) -> dict[str, Any]:
    if moment is None:
        values = {"visibility": ContactMoment.default_visibility, "happened_on": viewer.day}
        return {**values, "parties": [party.ref] if party else []}
    values = {name: getattr(moment, name) for name in vars(MomentForm) if hasattr(moment, name)}
    values["parties"] = [one.ref for one in moment.parties]
    values["people"] = [person.ref for person in people_seen(moment.people, viewer=viewer)]
    values["happened_on"] = moment.happened_at.astimezone(AMSTERDAM).date()
    return values
