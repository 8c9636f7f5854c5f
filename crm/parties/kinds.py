"""The kinds of party, their sector, their place in the five O's, and the phases of initiatives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PartyKind(StrEnum):
    """The fixed codes; a municipality may change the label, never the code."""

    INITIATIVE = "bewonersinitiatief"
    SOCIAL_INITIATIVE = "maatschappelijk_initiatief"
    RESIDENTS_ORGANISATION = "bewonersorganisatie"
    COALITION = "coalitie"
    MUNICIPALITY = "gemeente"
    DEPARTMENT = "afdeling"
    TEAM = "team"
    GOVERNMENT = "overheid"
    WORK_COMPANY = "werkbedrijf"
    SOCIAL_ORGANISATION = "maatschappelijke_organisatie"
    WELFARE = "welzijnsorganisatie"
    CARE = "zorgpartner"
    HOUSING = "woningcorporatie"
    ASSOCIATION = "vereniging"
    CHURCH = "kerkgenootschap"
    BUSINESS = "ondernemer"
    DEVELOPER = "projectontwikkelaar"
    FUND = "fonds"
    SCHOOL = "school"
    KNOWLEDGE = "kennisinstelling"
    PARTNERSHIP = "samenwerkingsverband"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What follows from a kind: its words, sector, five O and shape in pictures."""

    label: str
    plural: str
    sector: str
    five_o: str
    shape: str


_GOVERNMENT = ("publiek", "overheid", "overheid")
_SOCIAL = ("civiel", "maatschappelijke organisatie", "organisatie")
_RESIDENTS = ("civiel", "bewoners", "initiatief")

KINDS: dict[PartyKind, KindFacts] = {
    PartyKind.INITIATIVE: KindFacts("bewonersinitiatief", "bewonersinitiatieven", *_RESIDENTS),
    PartyKind.SOCIAL_INITIATIVE: KindFacts(
        "maatschappelijk initiatief", "maatschappelijke initiatieven", *_RESIDENTS
    ),
    PartyKind.RESIDENTS_ORGANISATION: KindFacts(
        "bewonersorganisatie", "bewonersorganisaties", *_RESIDENTS
    ),
    PartyKind.COALITION: KindFacts("coalitie", "coalities", "civiel", "bewoners", "verband"),
    PartyKind.MUNICIPALITY: KindFacts("gemeente", "gemeenten", *_GOVERNMENT),
    PartyKind.DEPARTMENT: KindFacts("afdeling", "afdelingen", *_GOVERNMENT),
    PartyKind.TEAM: KindFacts("team", "teams", *_GOVERNMENT),
    PartyKind.GOVERNMENT: KindFacts("andere overheid", "andere overheden", *_GOVERNMENT),
    PartyKind.WORK_COMPANY: KindFacts("werkbedrijf", "werkbedrijven", *_GOVERNMENT),
    PartyKind.SOCIAL_ORGANISATION: KindFacts(
        "maatschappelijke organisatie", "maatschappelijke organisaties", *_SOCIAL
    ),
    PartyKind.WELFARE: KindFacts("welzijnsorganisatie", "welzijnsorganisaties", *_SOCIAL),
    PartyKind.CARE: KindFacts("zorgpartner", "zorgpartners", *_SOCIAL),
    PartyKind.HOUSING: KindFacts("woningcorporatie", "woningcorporaties", *_SOCIAL),
    PartyKind.ASSOCIATION: KindFacts("vereniging", "verenigingen", *_SOCIAL),
    PartyKind.CHURCH: KindFacts(
        "kerk of geloofsgemeenschap", "kerken en geloofsgemeenschappen", *_SOCIAL
    ),
    PartyKind.BUSINESS: KindFacts(
        "ondernemer", "ondernemers", "privaat", "ondernemer", "onderneming"
    ),
    PartyKind.DEVELOPER: KindFacts(
        "projectontwikkelaar", "projectontwikkelaars", "privaat", "ondernemer", "onderneming"
    ),
    PartyKind.FUND: KindFacts(
        "fonds", "fondsen", "civiel", "maatschappelijke organisatie", "fonds"
    ),
    PartyKind.SCHOOL: KindFacts("school", "scholen", "publiek", "onderwijs", "kennis"),
    PartyKind.KNOWLEDGE: KindFacts(
        "kennisinstelling", "kennisinstellingen", "publiek", "onderzoek", "kennis"
    ),
    PartyKind.PARTNERSHIP: KindFacts(
        "samenwerkingsverband",
        "samenwerkingsverbanden",
        "civiel",
        "maatschappelijke organisatie",
        "verband",
    ),
}
SECTORS = ("publiek", "privaat", "civiel", "politiek")
PROFILED_KINDS = frozenset(
    {
        PartyKind.INITIATIVE,
        PartyKind.SOCIAL_INITIATIVE,
        PartyKind.COALITION,
        PartyKind.PARTNERSHIP,
    }
)
CONTACTED_KINDS = frozenset(
    {PartyKind.INITIATIVE, PartyKind.SOCIAL_INITIATIVE, PartyKind.COALITION}
)
"""Kinds that should have a vaste contactpersoon at the town hall."""


class Phase(StrEnum):
    """How far an initiative is."""

    IDEA = "idee"
    ORIENTATION = "orientatie"
    BUILDING = "opbouw"
    RUNNING = "uitvoering"
    SECURED = "geborgd"
    PAUSED = "gepauzeerd"
    STOPPED = "gestopt"


PHASE_LABELS = {
    Phase.IDEA: "idee",
    Phase.ORIENTATION: "oriëntatie",
    Phase.BUILDING: "opbouw",
    Phase.RUNNING: "in uitvoering",
    Phase.SECURED: "draait zelfstandig",
    Phase.PAUSED: "gepauzeerd",
    Phase.STOPPED: "gestopt",
}


def kind_label(kind: str) -> str:
    """The word for a kind, as people read it."""
    return KINDS[PartyKind(kind)].label


def sector_of(kind: str) -> str:
    """The sector a kind belongs to unless somebody says otherwise."""
    return KINDS[PartyKind(kind)].sector
