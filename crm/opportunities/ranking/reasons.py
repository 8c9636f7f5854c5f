"""The reasons: one table with code, label, weight, what is found, its measure and its sentence.

A new reason is a function that measures it and a row of the table; when it rests on evidence that
no other reason does, `evidence.Source` tells that on both roads and `grounds` reads the names.

The weights were fitted on links that came later in real registers; where those say nothing they
are small. They hold for every network: there is no setting per municipality or kind of question.
What a network taught, its own links that came later and its introductions, multiplies them
(`learning`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import shorten
from typing import Any

from crm.core.text import ended
from crm.opportunities.ranking.evidence import AREA_ALONE, MILLION, Facts, Match, Overlap, Shared
from crm.opportunities.ranking.explain import MOST_NAMES, Grounds, listed
from crm.opportunities.ranking.gathered import Gathered
from crm.opportunities.ranking.named import Named
from crm.opportunities.ranking.roles import GROUPS

SIZE_OF_GROUP = 0.45
SIZE_OF_ANYBODY = 0.4
"""By which power of its links a party's reach is divided, or the largest would win always."""
FIT, CLOSER = 0.5, 0.25
"""What a need that meets an offer is worth, and what a shared theme or area adds to it."""
OTHER_WORDS = 0.1
"""What is left of it when the two are named in other words: rooms for boats are no rooms for us."""
MOST_LETTERS = 100
"""Of what money was for."""
FEW_RECIPIENTS = 50
"""Of so many it is said how many received."""
MOST_SERVED = 2
"""Two departments at so many of the same initiatives have every reason to meet."""
ASK_FIRST = "Vraag eerst of zij elkaar"
"""So begins what is said to who introduces them, and not to the parties themselves."""
MOST_NEAR = 1 + AREA_ALONE
"""The strength of the same themes in the same areas."""


def one_size(_other: Facts) -> float:
    """Most reasons are worth the same whoever the other is."""
    return 1.0


def _as_it_is(label: str, _grounds: Grounds) -> str:
    return label


def _nothing(_grounds: Grounds) -> Sequence[str]:
    return ()


def _at_a_closer_look(_known: Gathered) -> Mapping[int, Any]:
    """What is measured only of who can still be among the best: see `engine`."""
    return {}


@dataclass(frozen=True, eq=False)
class Reason:
    """A reason: its code, the words above its evidence, points for a strength of 1.

    `found` gives the evidence by party, and `strength` measures that of one, or that of all at
    once when it comes in columns; what comes as shares is measured already. Its points are divided
    by a size of the other party, which is never less than 1: so what a reason can be worth is known
    before the other is. `sentence` takes the names and the name of the other party; `evidence`
    gives the names in it that may have a page of their own. `weight` is the default: a network may
    have learned another.
    """

    code: str
    label: str
    weight: float
    found: Callable[[Gathered], Mapping[int, Any]]
    strength: Callable[[Any], Any]
    sentence: Callable[[Grounds, str], str]
    size: Callable[[Facts], float] = one_size
    labelled: Callable[[str, Grounds], str] = _as_it_is
    evidence: Callable[[Grounds], Sequence[str]] = _nothing


def need_meets_offer(matches: Sequence[Match]) -> float:
    """Per kind of resource the match that fits best; two kinds are the most that counts."""
    best: dict[tuple[int, bool], float] = {}
    for match in matches:
        fit = FIT + CLOSER * match.theme + CLOSER * match.area
        fit *= 1.0 if match.words else OTHER_WORDS
        kind = (match.kind, match.own_offers)
        best[kind] = max(fit, best.get(kind, 0.0))
    return sum(sorted(best.values(), reverse=True)[:2])


def shared_partners(shared: Shared) -> float:
    """The sum over shared partners of one divided by their links: rare partners count more."""
    return shared.weight / MILLION


def parties_like_this(share: float) -> float:
    """The share of parties like this one that already work with the other."""
    return share


def same_company(likely: float) -> float:
    """How likely a walk over shared partners ends at the other, whose size counts against it.

    RP3β of Christoffel et al., Blockbusters and wallflowers (2015).
    """
    return likely


def size_of_group(other: Facts) -> float:
    """A large group is known by many of any kind; somebody else is not a group."""
    return _power(other.degree, SIZE_OF_GROUP) if other.kind in GROUPS else 1.0


def size_of_anybody(other: Facts) -> float:
    """Who has many links is met by everybody."""
    return _power(other.degree, SIZE_OF_ANYBODY)


@lru_cache(maxsize=1024)
def _power(degree: int, power: float) -> float:
    return float(max(1, degree) ** power)


def theme_in_area(overlap: Overlap) -> float:
    """Shared themes in shared areas, and a little for a shared area alone."""
    return overlap.near


def nearness(near: float) -> float:
    """The same, measured already."""
    return near


def shared_schemes(weight: int) -> float:
    """The sum over shared schemes of one divided by their recipients."""
    return weight / MILLION


def names_alike(likeness: float) -> float:
    """How much the names look alike."""
    return likeness


def shared_goals(goals: Mapping[int, int]) -> float:
    """The sum over shared goals of one divided by the parties there: rare goals count more.

    `goals`: how many parties want each.
    """
    return sum(MILLION // parties for parties in goals.values()) / MILLION


def same_people(share: float) -> float:
    """The share of their target groups that both have."""
    return share


def same_service(initiatives: frozenset[int]) -> float:
    """How many initiatives both serve."""
    return min(len(initiatives), MOST_SERVED) / MOST_SERVED


def bridge(likeness: float) -> float:
    """How near they are in what they do and where, though no way leads from one to the other."""
    return likeness


# --- sentences ----------------------------------------------------------------------------


def _alike(grounds: Grounds, other: str) -> str:
    work, have = ("werken", "hebben") if len(grounds.alike) > 1 else ("werkt", "heeft")
    told = f"{listed(grounds.alike)} {work} al met {other}"
    return ended(f"{told} en {have} veel gemeen met {grounds.own}")


def _company(grounds: Grounds, other: str) -> str:
    have, work = ("hebben", "werken") if len(grounds.company) > 1 else ("heeft", "werkt")
    return ended(f"{listed(grounds.company)} {have} dezelfde partners en {work} al met {other}")


def _partners(grounds: Grounds, _other: str) -> str:
    """Who share some partners or a collaboration may have met: that is the first thing to ask."""
    told = ended(f"Gedeelde partners: {listed(grounds.partners)}")
    if grounds.tables:
        return ended(f"{told} {ASK_FIRST} kennen van {listed(grounds.tables)}")
    return f"{told} {ASK_FIRST} al kennen." if len(grounds.partners) > 1 else told


def _schemes(grounds: Grounds, _other: str) -> str:
    given = [
        f"{name} ({count} ontvangers)" if count <= FEW_RECIPIENTS else name
        for name, count in grounds.schemes.items()
    ]
    told = ended(f"Geld uit dezelfde regeling: {listed(given)}")
    if not grounds.projects:
        return told
    projects = (shorten(project, MOST_LETTERS, placeholder="…") for project in grounds.projects)
    return ended(f"{told} Voor {listed(f'‘{project}’' for project in projects)}")


def _names(grounds: Grounds, _other: str) -> str:
    if not grounds.words:
        return "De namen lijken op elkaar."
    return ended(f"In beide namen staat {listed(grounds.words)}")


def _labelled_names(label: str, grounds: Grounds) -> str:
    return "Hetzelfde woord in de naam" if grounds.words else label


def _theme_in_area(grounds: Grounds, _other: str) -> str:
    told = _where(grounds)
    return ended(f"{told} Zij noemen allebei: {listed(grounds.work)}") if grounds.work else told


def _where(grounds: Grounds) -> str:
    if grounds.themes and grounds.areas:
        text = f"Zelfde thema in hetzelfde gebied: {listed(grounds.themes)}"
        return ended(f"{text} (in {listed(grounds.areas)})")
    if grounds.areas:
        return ended(f"In hetzelfde gebied: {listed(grounds.areas)}")
    if grounds.themes:
        return ended(f"Zelfde thema: {listed(grounds.themes)}")
    return "Allebei zonder vast gebied."


def _labelled_theme(label: str, grounds: Grounds) -> str:
    """Without shared themes only the area is named."""
    if not grounds.themes:
        return "In hetzelfde gebied"
    return label if grounds.areas else "Zelfde thema"


def _and_what_both_have(said: str, grounds: Grounds) -> str:
    shared = [*grounds.goals, *grounds.themes, *grounds.areas]
    return ended(f"{said}. Zij delen: {listed(shared)}") if shared else ended(said)


NEEDS = Reason(
    code="zoekt_en_biedt",
    label="Zoekt en biedt",
    weight=30.0,
    found=lambda known: known.matches,
    strength=need_meets_offer,
    sentence=lambda grounds, _other: " ".join(grounds.needs[:MOST_NAMES]),
    evidence=lambda grounds: grounds.offers,
)
PARTNERS = Reason(
    code="gedeelde_partners",
    label="Gedeelde partners",
    weight=45.0,
    found=lambda known: known.shared,
    strength=shared_partners,
    sentence=_partners,
    evidence=lambda grounds: grounds.partners[:MOST_NAMES],
)
CIRCLE = Reason(
    code="partijen_zoals_deze",
    label="Partijen zoals deze",
    weight=45.0,
    found=lambda known: known.known_by_circle,
    strength=parties_like_this,
    sentence=_alike,
    size=size_of_group,
    evidence=lambda grounds: grounds.alike[:MOST_NAMES],
)
COMPANY = Reason(
    code="zelfde_gezelschap",
    label="In hetzelfde gezelschap",
    weight=260.0,
    found=lambda known: known.known_in_company,
    strength=same_company,
    sentence=_company,
    size=size_of_anybody,
    evidence=lambda grounds: grounds.company[:MOST_NAMES],
)
THEME = Reason(
    code="zelfde_thema_in_gebied",
    label="Zelfde thema in hetzelfde gebied",
    weight=10.0,
    found=lambda known: known.overlaps,
    strength=theme_in_area,
    sentence=_theme_in_area,
    labelled=_labelled_theme,
)
SCHEMES = Reason(
    code="zelfde_regeling",
    label="Geld uit dezelfde regeling",
    weight=20.0,
    found=lambda known: known.schemes,
    strength=shared_schemes,
    sentence=_schemes,
)
GOAL = Reason(
    code="zelfde_doel",
    label="Zelfde doel",
    weight=20.0,
    found=lambda known: known.goals,
    strength=shared_goals,
    sentence=lambda grounds, _other: ended(f"Zelfde doel: {listed(grounds.goals)}"),
    evidence=lambda grounds: grounds.goals[:MOST_NAMES],
)
PEOPLE = Reason(
    code="zelfde_doelgroep",
    label="Zelfde doelgroep",
    weight=5.0,
    found=lambda known: known.groups,
    strength=same_people,
    sentence=lambda grounds, _other: ended(f"Zelfde doelgroep: {listed(grounds.groups)}"),
)
COMPLEMENT = Reason(
    code="vult_aan",
    label="Zij vullen elkaar aan",
    weight=3.0,
    found=lambda known: known.complements,
    strength=nearness,
    sentence=lambda grounds, _other: _and_what_both_have(
        f"De een doet veel zelf, de ander heeft vaak {grounds.brings}", grounds
    ),
)
SERVICE = Reason(
    code="zelfde_initiatief",
    label="Zelfde initiatief",
    weight=15.0,
    found=lambda known: known.served,
    strength=same_service,
    sentence=lambda grounds, _other: ended(
        f"Allebei bezig met hetzelfde initiatief: {listed(grounds.served)}"
        f". Samen kunnen zij afspreken wie wat doet"
    ),
    evidence=lambda grounds: grounds.served[:MOST_NAMES],
)
MISSING = Reason(
    code="ontbreekt",
    label="Nog niet aan tafel",
    weight=4.0,
    found=lambda known: known.missing,
    strength=nearness,
    sentence=lambda grounds, other: ended(
        f"Bij {grounds.own} doet nog {grounds.missing} mee. {other} is er een"
    ),
)
BRIDGE = Reason(
    code="brug",
    label="Een brug",
    weight=0.25,
    found=_at_a_closer_look,
    strength=bridge,
    sentence=lambda grounds, _other: _and_what_both_have(
        "Een brug tussen groepen die elkaar niet kennen", grounds
    ),
)
TEXT = Reason(
    code="tekst_lijkt",
    label="De namen lijken op elkaar",
    weight=5.0,
    found=_at_a_closer_look,
    strength=names_alike,
    sentence=_names,
    labelled=_labelled_names,
)
REASONS = (
    *(NEEDS, PARTNERS, CIRCLE, COMPANY, THEME, SCHEMES),
    *(GOAL, PEOPLE, COMPLEMENT, SERVICE, MISSING, BRIDGE, TEXT),
)
LABELS = {reason.code: reason.label for reason in REASONS}
BY_CODE = {reason.code: reason for reason in REASONS}
Weights = Mapping[str, float]
"""Points for a strength of 1, by the code of the reason; each reason has one."""
DEFAULTS: Weights = {reason.code: reason.weight for reason in REASONS}


def words(code: str, grounds: Grounds, other: str) -> tuple[str, str]:
    """The label and the sentence of a reason; `other` is the name of the suggested party."""
    reason = BY_CODE[code]
    return reason.labelled(reason.label, grounds), reason.sentence(grounds, other)


def adds_something(code: str, grounds: Grounds) -> bool:
    """Whether the names behind a reason tell what no other reason told."""
    if code == NEEDS.code:
        return grounds.same_thing
    if code == COMPANY.code:
        return not set(grounds.company) <= {*grounds.alike, *grounds.partners}
    return code != TEXT.code or bool(grounds.words)


def evidence(code: str, grounds: Grounds) -> tuple[Named, ...]:
    """The records that the sentence of a reason names."""
    found = BY_CODE[code].evidence(grounds) if code in BY_CODE else ()
    return tuple(name for name in found if isinstance(name, Named))
