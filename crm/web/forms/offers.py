"""Forms of offers and needs: two lines are enough; the rest under "Meer"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.parties.models import Party
from crm.parties.queries import visible_parties
from crm.resources.models import DIRECTIONS, KEPT_FOR, OFFER_STATUSES, Offer
from crm.taxonomy.models import OfferKind
from crm.taxonomy.queries import list_areas, list_offer_kinds, list_themes, offered
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
)
from crm.web.forms.conflict import APART
from crm.web.forms.picking import PartyField

GUESS = "kies zelf, of laat ons raden"
UNTIL = "Dan vragen wij of het nog geldt. Zonder keuze is dat over een jaar."


class DetailsForm(Form):
    """What may be said of anything offered or needed."""

    description = TextField("Toelichting", [at_most(2000)])
    themes = ManyField("Thema’s")
    areas = ManyField("Gebied")
    valid_until = DayField("Geldig tot en met", description=UNTIL)

    def __init__(self, offer: Offer | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        themes, areas = (offer.themes, offer.areas) if offer is not None else ([], [])
        self._themes = {one.name: one for one in offered(list_themes(), used=themes)}
        self._areas = {one.code: one for one in offered(list_areas(), used=areas)}
        self.themes.choices = [(name, name) for name in self._themes]
        self.areas.choices = [(code, area.name) for code, area in self._areas.items()]

    @property
    def details(self) -> dict[str, Any]:
        """Clean values by attribute."""
        return {
            "description": self.description.data,
            "themes": [self._themes[name] for name in self.themes.data or []],
            "areas": [self._areas[code] for code in self.areas.data or []],
            "valid_until": self.valid_until.data,
        }


class NewOffersForm(DetailsForm):
    """What a party seeks, what it offers: one of the two is enough."""

    seeks = LineField("Wat zoeken zij?", [at_most(200)])
    offers = LineField("Wat bieden zij?", [at_most(200)])
    kind = ChoiceField("Soort")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data={"valid_until": viewer.day + KEPT_FOR}, **kwargs)
        self.kind.choices = choices_of(_kinds(), empty=GUESS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Something must be said."""
        is_right = super().validate(extra_validators)
        if self.seeks.data or self.offers.data:
            return is_right
        self.refuse("Vul één van de twee in.", field="seeks")
        return False

    @property
    def told(self) -> list[dict[str, Any]]:
        """The values of each offer and need."""
        said = (("zoekt", self.seeks.data), ("biedt", self.offers.data))
        return [
            {**self.details, "direction": direction, "title": title, "kind": self.kind.data}
            for direction, title in said
            if title
        ]


class OfferForm(DetailsForm):
    """One offer or need: what it is, and what became of it."""

    direction = RadioField("Biedt of zoekt?", choices=choices_of(DIRECTIONS), default="zoekt")
    title = LineField("Wat?", [Required("Wat is het? Vul een korte naam in."), at_most(200)])
    kind = ChoiceField("Soort")
    status = ChoiceField("Hoe staat het ervoor?", choices=choices_of(OFFER_STATUSES))
    answered_by = ManyField("Wie reageerden?")
    answered = PartyField("Reageerde nog iemand?")
    fulfilled_by = ManyField("Wie vervulde het?")
    fulfilled = PartyField("Vervuld door")

    def __init__(self, offer: Offer, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(offer, data=_stored(offer, viewer), **kwargs)
        self.offer = offer
        self.kind.choices = choices_of(_kinds(offer.kind))
        self.answered.seen_by(viewer)
        self.fulfilled.seen_by(viewer)
        everybody = {one.id: one for one in (*offer.answered_by, *offer.fulfilled_by)}
        self.known = {one.ref: one for one in _seen(everybody.values(), viewer)}
        self._offer_choices()
        self.about(offer)

    def validate_answered(self, field: PartyField) -> None:
        """Who is named has answered."""
        if field.party is not None and field.party.id == self.offer.party_id:
            raise ValidationError("Dit is de partij zelf. Een ander moet reageren.")
        self._join(self.answered_by, field)

    def validate_fulfilled(self, field: PartyField) -> None:
        """Who is named fulfilled it."""
        if field.party is not None and field.party.id == self.offer.party_id:
            raise ValidationError("Dit is de partij zelf. Een ander moet het vervullen.")
        self._join(self.fulfilled_by, field)

    def _join(self, some: ManyField, field: PartyField) -> None:
        """Tick the party that was named."""
        if field.party is not None:
            self.known[field.party.ref] = field.party
            some.data = [*(some.data or []), field.party.ref]
            self._offer_choices()

    def _offer_choices(self) -> None:
        for some in (self.answered_by, self.fulfilled_by):
            some.choices = [(ref, one.name) for ref, one in self.known.items()]

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute; who may not be seen here stays."""
        apart = {*APART, "answered", "fulfilled"}
        values = {field.name: field.data for field in self if field.name not in apart}
        values |= self.details
        for name in ("answered_by", "fulfilled_by"):
            values[name] = self._parties(name, values[name] or [])
        return values

    def _parties(self, name: str, refs: Iterable[str]) -> list[Party]:
        unseen = [one for one in getattr(self.offer, name) if one.ref not in self.known]
        return [*(self.known[ref] for ref in dict.fromkeys(refs)), *unseen]


class AnswerForm(Form):
    """Which of the own parties answers."""

    party = ChoiceField("Namens wie?")

    def __init__(self, own: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.own = {one.ref: one for one in own}
        self.party.choices = [(ref, one.name) for ref, one in self.own.items()]


def _kinds(*used: OfferKind) -> dict[str, str]:
    return {kind.code: kind.name for kind in offered(list_offer_kinds(), used=used)}


def _seen(parties: Iterable[Party], viewer: Viewer) -> list[Party]:
    ids = [one.id for one in parties]
    query = visible_parties(viewer).where(Party.id.in_(ids))
    return list(db.session.scalars(query.order_by(Party.sort_key, Party.id))) if ids else []


def _stored(offer: Offer, viewer: Viewer) -> dict[str, Any]:
    values = {name: getattr(offer, name) for name in FIELDS}
    values["kind"] = offer.kind.code
    values["themes"] = [one.name for one in offer.themes]
    values["areas"] = [one.code for one in offer.areas]
    for name in ("answered_by", "fulfilled_by"):
        values[name] = [one.ref for one in _seen(getattr(offer, name), viewer)]
    return values


FIELDS = ("direction", "title", "description", "valid_until", "status")
