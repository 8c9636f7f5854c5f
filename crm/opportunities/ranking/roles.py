"""What kinds of party are to each other: who does, who has something to give, who is missing."""

from __future__ import annotations

import re

from crm.core.text import fold
from crm.parties.kinds import CONTACTED_KINDS, KINDS, PartyKind

KIND_NUMBERS = {kind.value: number for number, kind in enumerate(PartyKind)}
"""A number for each kind, for evidence in columns."""
GROUPS = frozenset({PartyKind.FUND, PartyKind.PARTNERSHIP, PartyKind.COALITION})
"""What parties take part in. That many take part in a large one says little about each of them."""
COLLABORATIONS = frozenset({PartyKind.PARTNERSHIP, PartyKind.COALITION})
PUBLIC = frozenset(
    {PartyKind.MUNICIPALITY, PartyKind.DEPARTMENT, PartyKind.TEAM, PartyKind.GOVERNMENT}
)
INSTITUTIONS = PUBLIC | {
    *(PartyKind.WORK_COMPANY, PartyKind.SOCIAL_ORGANISATION, PartyKind.WELFARE, PartyKind.CARE),
    *(PartyKind.HOUSING, PartyKind.DEVELOPER, PartyKind.FUND, PartyKind.KNOWLEDGE),
    *(PartyKind.SCHOOL, PartyKind.PARTNERSHIP),
}
"""To know each other is their work."""
DEPARTMENTS = frozenset({PartyKind.DEPARTMENT, PartyKind.TEAM})
SERVED = CONTACTED_KINDS
"""Kinds that departments serve."""
DOERS = frozenset(
    {
        PartyKind.INITIATIVE,
        PartyKind.SOCIAL_INITIATIVE,
        PartyKind.RESIDENTS_ORGANISATION,
        PartyKind.COALITION,
    }
)
BRINGS = {
    PartyKind.SCHOOL: "ruimte",
    PartyKind.HOUSING: "ruimte",
    PartyKind.CHURCH: "ruimte",
    PartyKind.FUND: "geld",
    PartyKind.KNOWLEDGE: "kennis",
}
"""What these kinds often have and doers often look for."""
NOBODY_OF = {
    "overheid": "geen overheid",
    "ondernemer": "geen ondernemer",
    "kennis": "geen school of kennisinstelling",
    "maatschappelijke organisatie": "geen maatschappelijke organisatie",
    "bewoners": "geen groep bewoners",
}
"""The five O's, and how to say that none of it takes part."""
_CORNERS = {
    kind: "kennis" if facts.five_o in ("onderwijs", "onderzoek") else facts.five_o
    for kind, facts in KINDS.items()
}
CATCH_ALL = frozenset(
    fold(name)
    for name in (
        *("Algemeen", "Overig", "Overige", "Overige thema's", "Anders", "Divers", "Diversen"),
        *("Niet ingedeeld", "Onbekend", "Alle bewoners", "Alle inwoners", "Iedereen"),
        *("Alle leeftijden", "Alle doelgroepen"),
    )
)
"""Themes and target groups, as their sort keys, that say nothing of who has them.

Such a theme is never named as something two parties share. In a score it counts as any other: in
real registers it tells who is funded side by side.
"""
_SAYS_HOW = re.compile(
    r"eenmalig|begroting|organisatiespecifiek|incidente|structure|exploitatie|waardering"
    r"|jaarlijks|continuering|doeluitkering|overig|algemene subsidie"
)


def says_how_only(scheme: str) -> bool:
    """Whether the name of a scheme says how or how often money is given, and not for what."""
    return bool(_SAYS_HOW.search(fold(scheme)))


def corner(kind: str) -> str:
    """Which of the five O's a kind is: a key of NOBODY_OF."""
    return _CORNERS[PartyKind(kind)]


def brings(one: str, other: str) -> str:
    """What one of two complementary kinds often has: `ruimte`; empty when they are not."""
    for doer, giver in ((one, other), (other, one)):
        if doer in DOERS and giver in BRINGS:
            return BRINGS[PartyKind(giver)]
    return ""
