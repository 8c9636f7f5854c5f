"""The start set of link kinds: a word each way, direction, and which kinds of party they join."""

from __future__ import annotations

from dataclasses import dataclass

from crm.parties.kinds import CONTACTED_KINDS, PROFILED_KINDS, PartyKind

LEVELS = {
    1: "informeren",
    2: "raadplegen",
    3: "adviseren",
    4: "co-creatie (samen bedenken en maken)",
    5: "zelfontwikkeling (bewoners doen het zelf)",
}
MEANINGS = {
    "trekt": "Wie een initiatief trekt, neemt het voortouw.",
    "alliantie_met": "Een alliantie: zij trekken voor langere tijd samen op.",
}
"""What the word for a kind of link means, where it is not plain."""
DEPTHS = {
    "onbekend": "onbekend",
    "ontmoet": "hebben elkaar ontmoet",
    "kent": "kennen elkaar",
    "werkt_samen": "werken samen",
    "partner": "zijn partners",
}
STATUSES = {
    "voorgesteld": "voorgesteld",
    "kennismaking": "kennismaking",
    "actief": "actief",
    "onder_druk": "onder druk",
}
ORIGINS = {
    "handmatig": "ingevoerd",
    "import": "uit een register",
    "introductie": "uit een kennismaking",
    "overeenkomst": "uit een overeenkomst",
    "bijeenkomst": "uit een bijeenkomst",
}
VISIT = "bezoek"
CHANNELS = {
    "telefoon": "telefoon",
    "gesprek": "gesprek",
    VISIT: "bezoek buiten het stadhuis",
    "e-mail": "e-mail",
    "videogesprek": "videogesprek",
    "bijeenkomst": "bijeenkomst",
    "brief": "brief",
    "anders": "anders",
}
ITSELF = "zelf"
CONFIRMED_HOW = {ITSELF: "zelf, in Bruggenbouwer", **CHANNELS}


@dataclass(frozen=True, slots=True)
class KindRow:
    """One link kind of the start set; empty sets of kinds mean: any."""

    code: str
    name: str
    inverse_name: str
    directed: bool
    affiliation: bool = False
    kinds_a: frozenset[PartyKind] = frozenset()
    kinds_b: frozenset[PartyKind] = frozenset()


_GROUPS = frozenset(PROFILED_KINDS) | {
    PartyKind.ASSOCIATION,
    PartyKind.RESIDENTS_ORGANISATION,
    PartyKind.SOCIAL_ORGANISATION,
    PartyKind.GOVERNMENT,
    PartyKind.CHURCH,
}
_INITIATIVES = frozenset(CONTACTED_KINDS) | {PartyKind.PARTNERSHIP}

START_SET: tuple[KindRow, ...] = (
    KindRow("kent", "kent", "kent", directed=False),
    KindRow("werkt_samen_met", "werkt samen met", "werkt samen met", directed=False),
    KindRow("lid_van", "is lid van", "heeft als lid", True, True, kinds_b=_GROUPS),
    KindRow("onderdeel_van", "is onderdeel van", "heeft als onderdeel", True, True),
    KindRow("vertegenwoordigt", "vertegenwoordigt", "wordt vertegenwoordigd door", True),
    KindRow("trekt", "trekt", "wordt getrokken door", True, True, kinds_b=_INITIATIVES),
    KindRow("financiert", "financiert", "wordt gefinancierd door", True, True),
    KindRow("ondersteunt", "ondersteunt", "wordt ondersteund door", True),
    KindRow("opdrachtgever_van", "is opdrachtgever van", "werkt in opdracht van", True),
    KindRow("levert_aan", "levert aan", "krijgt geleverd van", True),
    KindRow("adviseert", "adviseert", "wordt geadviseerd door", True),
    KindRow("biedt_ruimte_aan", "biedt ruimte aan", "krijgt ruimte van", True),
    KindRow("alliantie_met", "heeft een alliantie met", "heeft een alliantie met", directed=False),
    KindRow("bouwt_voort_op", "bouwt voort op", "is de basis van", True),
    KindRow("geinspireerd_door", "is geïnspireerd door", "inspireerde", True),
    KindRow("opvolger_van", "is opvolger van", "is opgevolgd door", True),
)
