"""Whether a chance is worth showing: what somebody who introduces people would bring up.

The ranking orders everybody; a page shows only who has a reason that carries by itself. The rules
come from suggestions that a reader judged (docs/beheer/oordeel-kansen.md): what few share carries,
and what everybody shares does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from crm.core.text import fold
from crm.opportunities.ranking.evidence import MILLION, Facts, Overlap, Source
from crm.opportunities.ranking.gathered import Gathered
from crm.opportunities.ranking.roles import CATCH_ALL, GROUPS, INSTITUTIONS, PUBLIC, says_how_only
from crm.opportunities.related.doings import NOTHING, doings, told_in, with_projects
from crm.opportunities.related.signs import Signs
from crm.parties.kinds import PartyKind

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Flags

GIVERS = PUBLIC | {PartyKind.FUND}
"""Everybody comes to who gives leave or money; they need not be introduced to each other."""
SOME_OF_THEM, MOST_OF_THEM = 0.3, 0.5
"""Who shares these shares of all their themes and areas does the same in the same place."""
MOST_AREAS = 2
"""Who works in more areas works everywhere: everybody meets it."""
FEW_ALIKE = 10
"""So few do the same in the same place that each is worth knowing."""
FEWEST_PARTNERS, RARE = 2, 0.3 * MILLION
"""One shared partner may be a shop that both buy from; weight: two with some six partners each."""
MANY_ALIKE = 1 / 3
"""Of those like it so many work with the other already."""
FEW = 30
"""Money or a goal that at most so many share is something to meet about."""
MOST_SCHEMES = 2
"""Who shares more of them meets where that money is given."""
_OF_BUSINESS = re.compile(
    r"\b((b\.?v|n\.?v|v\.?o\.?f|bi-?z)\b|ondernemers|winkeliers)", re.IGNORECASE
)


class WorthShowing:
    """What every page shows of the chances of one party; see `engine.Sieve`."""

    least = 10 * MILLION
    least_perhaps = 8 * MILLION
    """Who scores less (a name that is a little alike, no area either) is not somebody to meet."""

    def __init__(self, known: Gathered, source: Source) -> None:
        self._known, self._source = known, source

    def might(self) -> Collection[int]:
        """Of whom a reason may carry, as far as can be told without their names and kinds."""
        known = self._known
        by_many = known.known_by_circle.summed
        sure = {*known.matches, *known.goals, *by_many.where(by_many.columns >= MANY_ALIKE)}
        sure |= self._at_one
        return sure | self._alike | self._befriended

    def passes(self, other: Facts) -> bool:
        """Whether a reason for these two to meet carries."""
        own = self._known.own
        if self._is_asked_for(other.id) or self._serves_one(other.id):
            return True
        if own.kind not in GIVERS and self._could_take_part(other):
            return True
        if own.kind in GIVERS or other.kind in GIVERS:
            return False
        know_everybody = own.kind in INSTITUTIONS and other.kind in INSTITUTIONS
        if other.id in self._befriended and not know_everybody:
            return True
        if _is_business(own) or _is_business(other):
            return False
        return self._wants_the_same(other) or self._does_the_same(other, know_everybody)

    def _is_asked_for(self, other: int) -> bool:
        """One asks for what the other offers."""
        return any(match.words for match in self._known.matches.get(other, ()))

    def _serves_one(self, other: int) -> bool:
        """Two departments at one initiative: at more, or with the same work, they meet already."""
        return other in self._at_one

    def _could_take_part(self, other: Facts) -> bool:
        """Many of those like it take part there, or receive from that fund."""
        return other.kind in GROUPS and self._is_known_by_many(other.id)

    def _is_known_by_many(self, other: int) -> bool:
        return self._known.known_by_circle.get(other, 0.0) >= MANY_ALIKE

    def _wants_the_same(self, other: Facts) -> bool:
        """A goal that few have, or money for something that few do of the same kind of work."""
        goals = self._known.goals.get(other.id, {})
        if any(parties <= FEW for parties in goals.values()):
            return True
        if not self._shares_small_money(other.id):
            return False
        return not self._own_doings.isdisjoint(self._doings(other))

    def _shares_small_money(self, other: int) -> bool:
        """From one or two schemes that few receive from."""
        given = self._schemes.get(other, ())
        return 0 < len(given) <= MOST_SCHEMES and sum(1 / parties for parties in given) >= 1 / FEW

    def _does_the_same(self, other: Facts, know_everybody: bool) -> bool:
        """The same work in the same place, and something more."""
        if other.id not in self._alike:
            return False
        if know_everybody:
            return self._is_very_much_the_same(other)
        known, one = self._known, other.id
        more = one in known.shared or one in known.groups
        return (
            more
            or self._is_known_by_many(one)
            or len(self._alike) <= FEW_ALIKE
            or self._is_about_the_same(other)
        )

    def _is_very_much_the_same(self, other: Facts) -> bool:
        """Their names say so, and who gives money sees it too, as far as that is known."""
        own, paid = self._known.own, self._known.schemes
        overlap = self._known.overlaps.get(other.id)
        if not overlap or not overlap.areas or len(self._schemes.get(other.id, ())) > MOST_SCHEMES:
            return False
        both = doings(own.name) & doings(other.name) - self._doings_of_themes
        return bool(both) and (not paid or other.id in paid)

    def _is_about_the_same(self, other: Facts) -> bool:
        """They say they do the same, beyond their theme. A word in both names says nothing."""
        return not (self._own_doings & self._doings(other)) <= self._doings_of_themes

    @cached_property
    def _alike(self) -> set[int]:
        """Who does the same, as far as themes say so, in the same few places."""
        overlaps = self._known.overlaps
        near = set(overlaps.where(_are_alike(overlaps.columns)))
        if not self._known.overlaps:  # a register may say nothing but who got money
            schemes = self._known.schemes.items()
            near = {other for other, weight in schemes if weight * FEW >= MILLION}
        if not near or len(self._telling) == len(self._themes):
            return near
        return self._with_theme(near)

    @cached_property
    def _befriended(self) -> set[int]:
        """Who shares a theme and some partners that few others share."""
        shared = self._known.shared
        found = shared.columns
        are_rare = (found.partners >= FEWEST_PARTNERS) & (found.weight >= RARE)
        return self._with_theme(shared.where(are_rare))

    @cached_property
    def _at_one(self) -> set[int]:
        served = self._known.served.items()
        once = {other for other, initiatives in served if len(initiatives) == 1}
        return once - self._with_theme(once) if self._themes else once

    def _with_theme(self, others: Iterable[int]) -> set[int]:
        """Those that share a theme which says something; of who has none, those without."""
        some = set(others)
        if not some:
            return some
        themes = self._source.themes(some)
        if not self._themes:
            return some.difference(themes)
        return {one for one in some if not self._telling.isdisjoint(themes.get(one, ()))}

    @cached_property
    def _themes(self) -> frozenset[str]:
        own = self._known.own.id
        return self._source.themes([own]).get(own, frozenset())

    @cached_property
    def _telling(self) -> frozenset[str]:
        return frozenset(theme for theme in self._themes if fold(theme) not in CATCH_ALL)

    @cached_property
    def _schemes(self) -> dict[int, list[int]]:
        """How many receive from each scheme that it shares with who does the same work."""
        found: dict[int, list[int]] = {}
        some = self._alike.intersection(self._known.schemes)
        for other, name, recipients in self._source.which_schemes(self._known.own.id, some):
            if not says_how_only(name):
                found.setdefault(other, []).append(recipients)
        return found

    @cached_property
    def _told(self) -> dict[int, Signs]:
        """What it tells to do, and who does the same of which something more is known."""
        some = self._alike if len(self._alike) <= FEW_ALIKE else self._schemes
        if not some:
            return {}
        both, source = {self._known.own.id, *some}, self._source
        return with_projects(source.told(both), source.projects(both & self._paid))

    @property
    def _paid(self) -> set[int]:
        return {self._known.own.id, *self._known.schemes} if self._known.schemes else set()

    def _doings(self, one: Facts) -> Signs:
        return doings(one.name, self._told.get(one.id, NOTHING))

    @cached_property
    def _own_doings(self) -> Signs:
        return self._doings(self._known.own)

    @cached_property
    def _doings_of_themes(self) -> Signs:
        """What its themes say already: that two sport clubs do sport is no news."""
        return frozenset().union(*(doings("", told_in(theme)) for theme in self._themes))


def _are_alike(overlap: Overlap) -> Flags:
    """Which two do much the same in the same place; who works everywhere is not of a place."""
    near = (overlap.most_areas <= MOST_AREAS) & (overlap.area >= MOST_OF_THEM)
    are_alike: Flags = (overlap.theme >= SOME_OF_THEM) & (near | (overlap.most_areas == 0))
    return are_alike


def _is_business(one: Facts) -> bool:
    return one.kind == PartyKind.BUSINESS or bool(_OF_BUSINESS.search(one.name))
