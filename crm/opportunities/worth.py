"""Whether a chance is worth showing: what somebody who introduces people would bring up.

The ranking orders everybody; a page shows only who has a reason that carries by itself. The rules
come from suggestions that a reader judged (see docs/beheer/oordeel-kansen.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm.opportunities.evidence import Facts
from crm.opportunities.explain import Grounds
from crm.opportunities.reasons import CIRCLE, GOAL, NEEDS, PARTNERS, PEOPLE, SCHEMES, SERVICE, THEME
from crm.parties.kinds import PartyKind

PUBLIC = frozenset(
    {PartyKind.MUNICIPALITY, PartyKind.DEPARTMENT, PartyKind.TEAM, PartyKind.GOVERNMENT}
)
"""They meet at work: nobody has to introduce them, unless they could do something together."""
SAME_THING = 10.0
"""In points: a need and an offer that speak of the same thing."""
MANY_ALIKE = 15.0
"""In points: many of those like it already work with the other."""
SMALL_SCHEME = 5.0
"""In points: a scheme of so few recipients that they could apply together."""
SOME_SCHEME = 0.6
"""In points: not much, but more than that everybody in the town got the same money."""
FEWEST_PARTNERS, RARE_PARTNERS = 2, 14.0
"""One shared partner may be a shop that both buy from; points: partners of few others."""
FEW = 25
"""Of so many who do the same in the same place, each is worth knowing."""
_BUSINESS = re.compile(r"\b(b\.?v|n\.?v|holding|beheer|properties)\b", re.IGNORECASE)


def is_worth_showing(
    own: Facts, other: Facts, points: Mapping[str, float], grounds: Grounds, crowd: int
) -> bool:
    """Whether one of the reasons carries the chance; `points` by the code of the reason.

    `crowd`: how many do something alike in the same place.
    """
    once = SERVICE.code in points and len(grounds.served) == 1  # at more of them they meet already
    if once or points.get(NEEDS.code, 0.0) >= SAME_THING:
        return True
    if own.kind in PUBLIC and other.kind in PUBLIC:
        return False
    rare = points.get(PARTNERS.code, 0.0) >= RARE_PARTNERS
    if rare and len(grounds.partners) >= FEWEST_PARTNERS:
        return True
    if _BUSINESS.search(own.name) or _BUSINESS.search(other.name):
        return False
    same = PEOPLE.code in points or GOAL.code in points
    return same or _same_work(points, grounds, crowd) or _known_by_many(points, grounds)


def _same_work(points: Mapping[str, float], grounds: Grounds, crowd: int) -> bool:
    """The same theme in the same place and something more, or money for the same small thing."""
    scheme = points.get(SCHEMES.code, 0.0)
    if not grounds.themes:
        return False
    more = crowd <= FEW or scheme >= SOME_SCHEME or bool(grounds.partners or grounds.alike)
    in_place = THEME.code in points and bool(grounds.areas)
    return (in_place and (more or NEEDS.code in points)) or scheme >= SMALL_SCHEME


def _known_by_many(points: Mapping[str, float], grounds: Grounds) -> bool:
    near = bool(grounds.themes or grounds.areas or grounds.partners)
    return near and points.get(CIRCLE.code, 0.0) >= MANY_ALIKE
