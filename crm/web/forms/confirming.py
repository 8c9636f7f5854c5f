"""The form on which a contact of a party says what is so: short enough for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import RadioField
from wtforms.validators import Optional, Regexp

from crm.links.models import Link
from crm.links.sides import PROPOSED
from crm.parties.kinds import PHASE_LABELS, PROFILED_KINDS, Phase
from crm.parties.models import InitiativeProfile, Party
from crm.parties.phases import next_phases
from crm.reminders.operations import Answer
from crm.resources.models import Offer
from crm.web.forms.base import ChoiceField, Form, LineField, TextField, at_most
from crm.web.forms.parties import WEB_ADDRESS, email_field

PROFILE = ("description", "place", "website", "email", "phone")
SEEN_BY = {"intern": "alleen gemeente", "netwerk": "het netwerk", "openbaar": "iedereen"}
STILL = {"ja": "Ja, dat ben ik", "nee": "Nee, dat is nu iemand anders"}
IS_SO, IS_OVER = "klopt", "voorbij"
WHO = "Vul de naam van het nieuwe aanspreekpunt in."


class ConfirmForm(Form):
    """The profile, who may see it, who speaks for it, and what it seeks and offers.

    Links and offers are asked for by `link-<ref>` and `aanbod-<ref>`: so, or over; what is not
    answered, or was not shown, stays as it is.
    """

    description = TextField("Wat doet u?", [at_most(4000)])
    phase = ChoiceField("Hoe ver bent u?")
    stopped_because = LineField("Waarom stopt u?", [at_most(400)])
    place = LineField("Plaats of buurt", [at_most(100)])
    website = LineField(
        "Website",
        [
            Optional(),
            at_most(400),
            Regexp(WEB_ADDRESS, message="Begin een webadres met https:// of http://."),
        ],
    )
    email = email_field()
    phone = LineField("Telefoon", [at_most(40)])
    visibility = RadioField("Wie mag dit zien?", choices=SEEN_BY)
    need = LineField("Zoekt u iets?", [at_most(200)])
    offer = LineField("Hebt u iets te bieden?", [at_most(200)])
    fresh_link = LineField("Werkt u met iemand samen die hier niet staat?", [at_most(400)])
    still = RadioField("Bent u nog het aanspreekpunt?", choices=STILL, default="ja")
    contact_name = LineField("Wie is het nu?", [at_most(200)])
    contact_phone = LineField("Telefoon van die persoon", [at_most(40)])
    contact_email = email_field("E-mailadres van die persoon")

    def __init__(
        self, party: Party, *, links: Sequence[Link], offers: Sequence[Offer], **kwargs: Any
    ) -> None:
        stored = {name: getattr(party, name) for name in (*PROFILE, "visibility")}
        if party.profile is not None:
            stored["phase"] = party.profile.phase
        super().__init__(data=stored, **kwargs)
        self.about(party)
        self.party, self.links, self.offers = party, links, offers
        if party.kind not in PROFILED_KINDS or party.profile is None:
            del self.phase, self.stopped_because
        else:
            self.phase.choices = _phases_from(party.profile)

    def validate(self, extra_validators: Any = None) -> bool:
        """Who is no longer the contact says who is."""
        is_valid: bool = super().validate(extra_validators)
        if self.still.data == "nee" and not self.contact_name.data:
            self.refuse(WHO, field="contact_name")
            return False
        return is_valid

    @staticmethod
    def said(name: str, known: str = "") -> str:
        """What was said of a link or an offer, else what is known; empty when neither."""
        sent = request.form.getlist(name) or ["" if request.method == "POST" else known]
        # a ticked box is sent after what it stands on
        return sent[-1] if sent[-1] in (IS_SO, IS_OVER) else ""

    def known_of(self, link: Link) -> str:
        """A proposed link waits for an answer of its own; of others a yes is the usual."""
        side = link.side_of(self.party)
        is_new = link.status == PROPOSED and (side is None or side.confirmed_on is None)
        return "" if is_new else IS_SO

    def _answers(self, prefix: str, records: Sequence[Any]) -> list[tuple[Any, bool]]:
        said = [(one, self.said(f"{prefix}-{one.ref}")) for one in records]
        return [(one, answer == IS_SO) for one, answer in said if answer]

    @property
    def answer(self) -> Answer:
        """What was said."""
        profile = {name: self[name].data for name in PROFILE}
        if "phase" in self:
            profile |= {name: self[name].data for name in ("phase", "stopped_because")}
        return Answer(
            profile=profile,
            visibility=self.visibility.data,
            links=self._answers("link", self.links),
            offers=self._answers("aanbod", self.offers),
            fresh_offers=self._fresh_offers,
            fresh_link=self.fresh_link.data or "",
            contact=self._contact,
        )

    @property
    def _fresh_offers(self) -> list[dict[str, Any]]:
        said = (("zoekt", self.need.data), ("biedt", self.offer.data))
        return [{"direction": direction, "title": title} for direction, title in said if title]

    @property
    def _contact(self) -> dict[str, str] | None:
        if self.still.data != "nee":
            return None
        fields = {"name": self.contact_name, "phone": self.contact_phone}
        fields["email"] = self.contact_email
        return {name: field.data or "" for name, field in fields.items()}


def _phases_from(profile: InitiativeProfile) -> dict[str, str]:
    """The phase of now, and those that one step leads to."""
    now, came_from = Phase(profile.phase), profile.paused_from
    steps = next_phases(now, Phase(came_from) if came_from else None)
    return {phase.value: PHASE_LABELS[phase] for phase in (now, *steps)}
