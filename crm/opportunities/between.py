"""Why two given parties should meet: the reasons of one pair, wherever it stands in a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, cast

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.opportunities.introductions.drafting import Said, drafted, reasons_told
from crm.opportunities.queries import Opportunity, explained
from crm.opportunities.ranking.engine import rank
from crm.opportunities.ranking.evidence import MILLION, Source
from crm.opportunities.ranking.kept import evidence_for
from crm.opportunities.ranking.weights import factors_at
from crm.parties.models import Party


class _Between:
    """A source for two parties, linked or put away or not: that is not asked here."""

    def __init__(self, source: Source, parties: frozenset[int]) -> None:
        self._source, self._parties = source, parties

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def linked(self, party: int) -> frozenset[int]:
        """With whom else it is linked."""
        return self._source.linked(party) - self._parties

    def left_out(self, party: int) -> frozenset[int]:
        """Nobody."""
        return frozenset()


def chance_between(one: Party, other: Party, *, viewer: Viewer) -> Opportunity | None:
    """The chance that two parties meet, as far as the viewer knows; None: no reasons."""
    tables = evidence_for(viewer)
    source = cast(Source, _Between(tables, frozenset({one.id, other.id})))
    ranking = rank(one.id, source, top=1, among=(other.id,))
    found = explained([ranking], tables)[0] if ranking else []
    return found[0] if found else None


def signals_between(parties: Sequence[Party], *, viewer: Viewer) -> dict[str, int]:
    """What the reasons among some parties are worth from of old, in millionths by code.

    Whatever was learned since: later all can be compared. Of more than two the mean of all pairs.
    """
    factors = factors_at(viewer.level)
    found: dict[str, int] = {}
    pairs = list(combinations(parties, 2))
    for one, other in pairs:
        chance = chance_between(one, other, viewer=viewer)
        for reason in chance.reasons if chance else ():
            points = reason.points * MILLION / factors.get(reason.code, 1.0) / len(pairs)
            found[reason.code] = found.get(reason.code, 0) + round(points)
    return found


def tellable(parties: Sequence[Party], *, viewer: Viewer) -> list[list[Said]]:
    """The reasons of each pair among some parties that everybody in the network may know.

    Whoever asks: what is written to a party rests on nothing that the town hall keeps to itself.
    """
    network = Viewer(None, Role.READER, viewer.day)
    found = []
    for one, other in combinations(parties, 2):
        chance = chance_between(one, other, viewer=network)
        reasons = chance.reasons if chance else ()
        found.append([Said(why.code, one.name, other.name, why.sentence) for why in reasons])
    return found


def letter_for(parties: Sequence[Party], *, viewer: Viewer) -> str:
    """The middle of the letter that asks these parties, drafted from what may be told."""
    told = reasons_told(tellable(parties, viewer=viewer), in_group=len(parties) > 2)
    return drafted([party.name for party in parties], told)
