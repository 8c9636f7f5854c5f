"""The form of a party: name, kind, place and aanspreekpunt; the rest under "Meer"."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional, Regexp, ValidationError

from crm.accounts.viewer import Viewer
from crm.core.saving import SENSITIVE
from crm.links.rhythm import RHYTHMS, rhythm_text
from crm.parties.kinds import KINDS, PHASE_LABELS, PROFILED_KINDS, Phase
from crm.parties.models import Party
from crm.parties.wholes import parties_seen
from crm.people.alike import Alike, find_alike_people
from crm.people.names import name_parts
from crm.taxonomy.models import Area, TargetGroup, Theme
from crm.taxonomy.queries import list_areas, list_target_groups, list_themes, offered
from crm.web.forms.alike import ASKED, AlikeForm
from crm.web.forms.base import (
    VISIBILITY_CHOICES,
    ChoiceField,
    DayField,
    LineField,
    ManyField,
    Required,
    TextField,
    at_most,
    choices_of,
    visibility_field,
)
from crm.web.forms.conflict import APART
from crm.web.forms.picking import PartyField

WEB_ADDRESS = re.compile(r"^https?://[^\s]+$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
FIRST_PHASES = {str(one): label for one, label in PHASE_LABELS.items() if one != Phase.STOPPED}
_OF_INITIATIVES = ("phase", "ambition", "started_on", "continuity", "part_of")
KVK = "Een KvK-nummer heeft 8 cijfers."


def email_field(label: str = "E-mailadres") -> LineField:
    """An optional e-mail address."""
    wrong = "Dit lijkt geen e-mailadres. Controleer of er een @ in staat."
    return LineField(label, [Optional(), at_most(254), Regexp(EMAIL, message=wrong)])


class PartyForm(AlikeForm):
    """Everything of a party that people fill in; a new one may bring its aanspreekpunt."""

    name = LineField("Naam", [Required("Vul de naam in."), at_most(200)])
    kind = ChoiceField("Soort", choices={k.value: facts.label for k, facts in KINDS.items()})
    place = LineField("Plaats of buurt", [at_most(100)])
    contact_name = LineField("Aanspreekpunt: naam", [at_most(200)])
    contact_phone = LineField("Aanspreekpunt: telefoon", [at_most(40)])
    contact_email = email_field("Aanspreekpunt: e-mailadres")
    description = TextField("Wat doen zij?", [at_most(4000)])
    themes = ManyField("Thema’s")
    areas = ManyField("Gebied")
    target_groups = ManyField("Voor wie?")
    visibility = visibility_field()
    sensitive = BooleanField("Bestuurlijk gevoelig")
    phase = ChoiceField("Fase", choices=choices_of(FIRST_PHASES))
    ambition = TextField("Ambitie", [at_most(2000)])
    started_on = DayField("Begonnen op")
    continuity = TextField("Wie gaat door als de trekker stopt?", [at_most(2000)])
    part_of = PartyField("Onderdeel van een groter geheel")
    mission = TextField("Missie", [at_most(4000)])
    core_values = TextField("Kernwaarden", [at_most(2000)])
    interest = TextField("Belang in het netwerk", [at_most(2000)])
    website = LineField(
        "Website",
        [
            Optional(),
            at_most(400),
            Regexp(WEB_ADDRESS, message="Begin een webadres met https:// of http://."),
        ],
    )
    social_media = LineField("Sociale media", [at_most(1000)])
    email = email_field()
    phone = LineField("Telefoon", [at_most(40)])
    legal_form = LineField("Rechtsvorm", [at_most(100)])
    kvk = LineField("KvK-nummer", [Optional(), Regexp(r"^\d{8}$", message=KVK)])
    street = LineField("Straat", [at_most(100)])
    house_number = LineField("Huisnummer", [at_most(20)])
    postcode = LineField("Postcode", [at_most(7)])
    withheld = BooleanField("Adres en telefoonnummer geheimhouden")
    contact_every = ChoiceField("Hoe vaak wilt u contact?", default="")
    source = LineField("Waar komt dit vandaan?", [at_most(200)])
    verified_on = DayField("Profiel gecontroleerd op")
    seen = HiddenField()
    """The refs of look-alikes that were shown: who sends them knows that this is another."""

    def __init__(self, party: Party | None = None, *, viewer: Viewer, **kwargs: Any) -> None:
        whole = _whole_of(party, viewer)
        super().__init__(data={**_stored(party), "part_of": whole.name if whole else ""}, **kwargs)
        themes, areas, groups = _chosen_before(party)
        self._themes = {one.name: one for one in offered(list_themes(), used=themes)}
        self._areas = {one.code: one for one in offered(list_areas(), used=areas)}
        self._groups = {one.name: one for one in offered(list_target_groups(), used=groups)}
        self.themes.choices = [(name, name) for name in self._themes]
        self.areas.choices = [(code, area.name) for code, area in self._areas.items()]
        self.target_groups.choices = [(name, name) for name in self._groups]
        self.contact_every.choices = _rhythm_choices(party)
        self.part_of.seen_by(viewer)
        self.asker = viewer
        self.part_of.kept = whole
        has_whole = party is not None and party.profile is not None and party.profile.part_of
        self._keeps_whole = bool(has_whole and whole is None)
        if party is None or party.visibility != "openbaar":
            # what everybody will see is shown first: that is an act of its own (sharing)
            known = VISIBILITY_CHOICES.items()
            self.visibility.choices = [one for one in known if one[0] != "openbaar"]
        if party is not None:
            self.about(party)
            del self.contact_name, self.contact_phone, self.contact_email, self.seen
            del self.person, self.shown_people
            # After the first day a phase changes step by step, on a page of its own.
            del self.phase

    def find_alike(self) -> list[Alike]:
        """Who the aanspreekpunt of a new party may be."""
        if not self.contact_name.data:
            return []
        names = name_parts(self.contact_name.data)
        return find_alike_people(names, email=self.reach["email"], viewer=self.asker)

    @property
    def reach(self) -> dict[str, str]:
        """How to reach the aanspreekpunt of a new party."""
        return {
            "phone": self.contact_phone.data or "",
            "email": self.contact_email.data or "",
        }

    def validate_visibility(self, field: SelectField) -> None:
        """Sensitive is never shared."""
        if self.sensitive.data and field.data in ("netwerk", "openbaar"):
            raise ValidationError(SENSITIVE)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values for the operations, by attribute."""
        apart = {*APART, *ASKED, "seen", "contact_name", "contact_phone", "contact_email"}
        values = {field.name: field.data for field in self if field.name not in apart}
        values["themes"] = self._listed(self._themes, self.themes.data)
        values["areas"] = self._listed(self._areas, self.areas.data)
        values["target_groups"] = self._listed(self._groups, self.target_groups.data)
        every = self.contact_every.data
        values["contact_every"] = int(every) if every else None
        self._add_whole(values)
        if self.kind.data not in PROFILED_KINDS:
            for attribute in _OF_INITIATIVES:
                values.pop(attribute, None)
        return values

    def _add_whole(self, values: dict[str, Any]) -> None:
        values["part_of"] = self.part_of.party
        if self._keeps_whole and self.part_of.party is None:
            del values["part_of"]

    @staticmethod
    def _listed(
        known: dict[str, Any], names: list[str] | None
    ) -> list[Theme] | list[Area] | list[TargetGroup]:
        return [known[name] for name in names or []]


class OwnPartyForm(PartyForm):
    """What an initiatiefnemer keeps true of the own initiative: not its kind or who sees it."""

    def __init__(self, party: Party, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(party, viewer=viewer, **kwargs)
        del self.kind, self.visibility, self.sensitive, self.source, self.verified_on
        del self.contact_every

    def validate_visibility(self, field: SelectField) -> None:
        """It is not on this form."""

    @property
    def values(self) -> dict[str, Any]:
        """Clean values for the operations, by attribute."""
        values = {field.name: field.data for field in self if field.name not in APART}
        values["themes"] = self._listed(self._themes, self.themes.data)
        values["areas"] = self._listed(self._areas, self.areas.data)
        values["target_groups"] = self._listed(self._groups, self.target_groups.data)
        self._add_whole(values)
        return values


def _rhythm_choices(party: Party | None) -> dict[str, str]:
    """The usual rhythms, and an unusual one that came from a file."""
    words = {str(days): words for days, words in RHYTHMS.items()}
    if party is not None and party.contact_every is not None:
        words.setdefault(str(party.contact_every), rhythm_text(party.contact_every))
    return {"": "zoals anderen van deze soort", **words}


def _stored(party: Party | None) -> dict[str, Any]:
    if party is None:
        return {
            "visibility": Party.default_visibility,
            "kind": "bewonersinitiatief",
            "phase": "idee",
        }
    names = [name for name in vars(PartyForm) if hasattr(party, name)]
    values = {name: getattr(party, name) for name in names}
    every = party.contact_every
    values["contact_every"] = "" if every is None else str(every)
    values["themes"] = [theme.name for theme in party.themes]
    values["areas"] = [area.code for area in party.areas]
    values["target_groups"] = [group.name for group in party.target_groups]
    if party.profile is not None:
        for name in ("ambition", "started_on", "continuity"):
            values[name] = getattr(party.profile, name)
    return values


def _whole_of(party: Party | None, viewer: Viewer) -> Party | None:
    """What it is part of; one that the viewer may not see is as none at all."""
    whole = party.profile.part_of if party is not None and party.profile else None
    return next(iter(parties_seen([whole], viewer=viewer)), None) if whole is not None else None


def _chosen_before(
    party: Party | None,
) -> tuple[list[Theme], list[Area], list[TargetGroup]]:
    """What a party already has stays to be chosen, also when it is no longer offered."""
    if party is None:
        return [], [], []
    return party.themes, party.areas, party.target_groups
