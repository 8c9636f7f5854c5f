"""The kinds of agreement and the table of its transitions."""

from __future__ import annotations

from enum import StrEnum

from crm.parties.kinds import PROFILED_KINDS, PartyKind

KINDS = {
    "samenwerkingsovereenkomst": "samenwerkingsovereenkomst",
    "convenant": "convenant",
    "intentieverklaring": "intentieverklaring",
    "manifest": "manifest",
    "samenwerkingsverklaring": "samenwerkingsverklaring",
    "prestatieafspraak": "prestatieafspraak",
}
SIDES = {
    "gemeente": "gemeente",
    "bewonersinitiatief": "bewonersinitiatief",
    "andere_partner": "andere partner",
}


class Status(StrEnum):
    """How far an agreement is."""

    EXPLORING = "verkenning"
    DRAFT = "concept"
    ALIGNING = "afstemming"
    TO_SIGN = "ter_ondertekening"
    IN_FORCE = "van_kracht"
    IN_EVALUATION = "in_evaluatie"
    CANCELLED = "opgezegd"
    ENDED = "beeindigd"
    BROKEN_OFF = "afgebroken"


STATES: dict[Status, str] = {
    Status.EXPLORING: "verkenning",
    Status.DRAFT: "concept",
    Status.ALIGNING: "afstemming",
    Status.TO_SIGN: "ter ondertekening",
    Status.IN_FORCE: "van kracht",
    Status.IN_EVALUATION: "in evaluatie",
    Status.CANCELLED: "opgezegd",
    Status.ENDED: "beëindigd",
    Status.BROKEN_OFF: "afgebroken",
}

# What a move means for people; shown at the button that makes it.
MEANINGS: dict[Status, str] = {
    Status.EXPLORING: "U praat met elkaar over wat u samen wilt.",
    Status.DRAFT: "U schrijft samen aan de tekst.",
    Status.ALIGNING: "Alle partijen lezen de tekst en zeggen wat zij ervan vinden.",
    Status.TO_SIGN: "De tekst staat vast. De partijen kunnen tekenen.",
    Status.IN_FORCE: "De afspraken gelden. De tekst staat vast.",
    Status.IN_EVALUATION: "U bekijkt samen hoe het gaat. De tekst kan weer wijzigen.",
    Status.CANCELLED: "Een partij zegt op. Daarna kan de overeenkomst alleen nog eindigen.",
    Status.ENDED: "De afspraken gelden niet meer. Terug kan niet.",
    Status.BROKEN_OFF: "U stopt voordat de afspraken gelden. Terug kan niet.",
}
STOPPING = frozenset({Status.CANCELLED, Status.ENDED, Status.BROKEN_OFF})

TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.EXPLORING: (Status.DRAFT, Status.BROKEN_OFF),
    Status.DRAFT: (Status.ALIGNING, Status.BROKEN_OFF),
    Status.ALIGNING: (Status.TO_SIGN, Status.DRAFT, Status.BROKEN_OFF),
    Status.TO_SIGN: (Status.IN_FORCE, Status.ALIGNING, Status.BROKEN_OFF),
    Status.IN_FORCE: (Status.IN_EVALUATION, Status.CANCELLED),
    Status.IN_EVALUATION: (Status.IN_FORCE, Status.CANCELLED),
    Status.CANCELLED: (Status.ENDED,),
    Status.ENDED: (),
    Status.BROKEN_OFF: (),
}


def next_states(status: str) -> tuple[Status, ...]:
    """Where an agreement can go from here."""
    return TRANSITIONS[Status(status)]


def can_move(status: str, to: str) -> bool:
    """Whether an agreement may go from one state to another."""
    return to in TRANSITIONS[Status(status)]


FINISHED = frozenset({Status.ENDED, Status.BROKEN_OFF})
"""An agreement in one of these states holds no more and moves no more."""
AGREED_BY = 2
"""With fewer parties there is nobody to agree with: it cannot be signed."""
_NEEDS_PARTIES = frozenset({Status.TO_SIGN, Status.IN_FORCE})

# What was agreed cannot change under people's hands; each sentence says what can be done.
_FIXED: dict[Status, str] = {
    Status.TO_SIGN: (
        "Deze overeenkomst ligt ter ondertekening. "
        "Ga eerst terug naar ‘afstemming’, dan kunt u haar wijzigen."
    ),
    Status.IN_FORCE: (
        "Deze overeenkomst is van kracht. Zet haar eerst op ‘in evaluatie’, "
        "dan kunt u haar samen wijzigen."
    ),
    Status.CANCELLED: "Deze overeenkomst is opgezegd. Wat is afgesproken, blijft zo staan.",
    Status.ENDED: "Deze overeenkomst is beëindigd. Wat is afgesproken, blijft zo staan.",
    Status.BROKEN_OFF: "Deze overeenkomst is afgebroken. Maak een nieuwe als u verdergaat.",
}
_GOVERNMENT_SIDE = frozenset({PartyKind.MUNICIPALITY, PartyKind.DEPARTMENT, PartyKind.TEAM})
_INITIATIVE_SIDE = (PROFILED_KINDS | {PartyKind.RESIDENTS_ORGANISATION}) - {PartyKind.PARTNERSHIP}


def why_fixed(status: str) -> str | None:
    """Why kind, text and parties cannot change now, as a sentence; None when they can."""
    return _FIXED.get(Status(status))


def why_refused(status: str, to: str, *, parties: int) -> str | None:
    """Why an agreement of so many parties cannot go to a state, as a sentence; None: it can."""
    if to not in TRANSITIONS[Status(status)]:
        return _no_such_move(Status(status), to)
    if to in _NEEDS_PARTIES and parties < AGREED_BY:
        return f"Voeg eerst ten minste {AGREED_BY} partijen toe: een overeenkomst sluit u samen."
    return None


def _no_such_move(status: Status, to: str) -> str:
    label = STATES[Status(to)] if to in STATES else to
    begin = f"Van ‘{STATES[status]}’ kunt u niet naar ‘{label}’."
    possible = [f"‘{STATES[after]}’" for after in TRANSITIONS[status]]
    if not possible:
        return f"{begin} Deze overeenkomst is klaar."
    return f"{begin} Kies {' of '.join(possible)}."


def side_of(kind: str) -> str:
    """On which side a party of this kind stands, unless somebody says otherwise."""
    if kind in _GOVERNMENT_SIDE:
        return "gemeente"
    return "bewonersinitiatief" if kind in _INITIATIVE_SIDE else "andere_partner"
