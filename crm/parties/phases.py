"""How an initiative moves from phase to phase: one table, and what each step asks for. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from crm.core.errors import Refused
from crm.parties.kinds import PHASE_LABELS, Phase

ROAD = (Phase.IDEA, Phase.ORIENTATION, Phase.BUILDING, Phase.RUNNING, Phase.SECURED)
"""The phases of an initiative that is under way, in order."""
TRANSITIONS: dict[Phase, tuple[Phase, ...]] = {
    Phase.IDEA: (Phase.ORIENTATION, Phase.PAUSED, Phase.STOPPED),
    Phase.ORIENTATION: (Phase.BUILDING, Phase.IDEA, Phase.PAUSED, Phase.STOPPED),
    Phase.BUILDING: (Phase.RUNNING, Phase.ORIENTATION, Phase.PAUSED, Phase.STOPPED),
    Phase.RUNNING: (Phase.SECURED, Phase.BUILDING, Phase.PAUSED, Phase.STOPPED),
    Phase.SECURED: (Phase.RUNNING, Phase.PAUSED, Phase.STOPPED),
    Phase.PAUSED: (*ROAD, Phase.STOPPED),
    Phase.STOPPED: (Phase.ORIENTATION,),
}
"""Where each phase may lead. One step back is for who was too early; a pause leads back to where
it came from (see `next_phases`); who starts again after stopping first looks around."""
# What a step is called on a button, when it is not simply the next phase.
_STEP_WORDS = {Phase.PAUSED: "pauzeert", Phase.STOPPED: "stopt"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an initiative stands: its phase, where a pause came from, and why it stopped."""

    phase: Phase
    paused_from: Phase | None = None
    stopped_because: str = ""


def next_phases(phase: Phase, paused_from: Phase | None = None) -> tuple[Phase, ...]:
    """The phases that one step leads to; from a pause only back to where it came from, or stop.

    A pause of which nobody knows where it came from (a file may not say) leads anywhere.
    """
    if phase is Phase.PAUSED and paused_from in ROAD:
        return (paused_from, Phase.STOPPED)
    return TRANSITIONS[phase]


def moved(now: Standing, to: Phase, *, because: str = "") -> Standing:
    """Where an initiative stands after a step; Refused when the table knows no such step."""
    if to not in next_phases(now.phase, now.paused_from):
        raise Refused(
            f"Van ‘{PHASE_LABELS[now.phase]}’ kan een initiatief niet in één stap naar "
            f"‘{PHASE_LABELS[to]}’. Kies eerst een fase ertussen.",
            field="phase",
        )
    if to is Phase.STOPPED:
        if not because.strip():
            raise Refused("Schrijf waarom het initiatief stopt.", field="stopped_because")
        return Standing(to, None, because.strip())
    return Standing(to, now.phase if to is Phase.PAUSED else None)


def step_words(now: Standing, to: Phase) -> str:
    """A step as people choose it: `verder naar opbouw`, `terug naar idee`, `pauzeert`."""
    if to in _STEP_WORDS:
        return _STEP_WORDS[to]
    label = PHASE_LABELS[to]
    if now.phase is Phase.PAUSED:
        return f"gaat weer verder: {label}"
    if now.phase is Phase.STOPPED:
        return f"begint opnieuw: {label}"
    return f"{'verder' if ROAD.index(to) > ROAD.index(now.phase) else 'terug'} naar {label}"
