"""The kinds of agreement and the table of its transitions."""

from __future__ import annotations

from enum import StrEnum

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
