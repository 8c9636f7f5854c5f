"""What pages and commands ask: opportunities of a party and of the network, with their reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from crm.accounts.viewer import Viewer
from crm.opportunities.introductions.queries import introductions_of
from crm.opportunities.models import Dismissal, Introduction
from crm.opportunities.put_away import dismissals_of
from crm.opportunities.ranking import explain, reasons
from crm.opportunities.ranking.engine import Ranked, Ranking, rank, tie_order
from crm.opportunities.ranking.evidence import MILLION, Facts, Source
from crm.opportunities.ranking.explain import Grounds, Strength
from crm.opportunities.ranking.grounds import grounds_of
from crm.opportunities.ranking.kept import evidence_for, was_ever_left_out, whole_network_for
from crm.opportunities.ranking.named import Named
from crm.opportunities.ranking.structure import LargeNetwork
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.ranking.worth import WorthShowing
from crm.opportunities.related.alike import rank_related
from crm.opportunities.starts import EVERYBODY, STARTS, starting_parties
from crm.opportunities.waiting import Waiting, without_contact
from crm.parties.models import Party
from crm.parties.queries import PartyFilters

CHANCES_EACH = 3
"""How many chances a party brings to the list of the whole network."""
MOST_SHOWN = 18
ENOUGH = 8
"""From so many chances in a large network on we look no further: some may be of the same pair."""
MOST_OFTEN = 2
"""How often one party may stand in that list."""
SAID_FROM = {"tekst_lijkt": 1.0, "naam_lijkt": 20.0, "zelfde_gezelschap": 2.0}
"""In points: names less than a third alike still count, but nobody would call them alike."""
__all__ = [
    "NetworkOpportunity",
    "Opportunity",
    "ShownReason",
    "Waiting",
    "every_ranking",
    "every_related",
    "network_opportunities",
    "opportunities_for",
    "settled_of",
    "without_contact",
]
Words = Callable[[str, Grounds, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownReason:
    """A reason with its points, the words above it, its sentence, and the records that names."""

    code: str
    points: float
    label: str
    sentence: str
    evidence: tuple[Named, ...] = ()
    adds_something: bool = True

    @property
    def is_worth_saying(self) -> bool:
        """Whether a page with little room names it beside the others."""
        return self.adds_something and self.points >= SAID_FROM.get(self.code, 0.0)


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A party to meet: how strong, and why, the weightiest reason that tells something first.

    The score is exactly the sum of the points of the reasons. Not sure is a chance of which no
    reason carries by itself.
    """

    party: Facts
    score: float
    strength: Strength
    reasons: tuple[ShownReason, ...]
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class NetworkOpportunity:
    """A chance in the network: the party it starts from, and whom it should meet."""

    party: Facts
    chance: Opportunity


def opportunities_for(
    party: Party,
    *,
    viewer: Viewer,
    top: int = 10,
    to_kinds: Collection[str] = (),
    perhaps: int = 0,
) -> list[Opportunity]:
    """The best parties for this one to meet, as far as the viewer's level knows the network.

    Those we are sure of; are they fewer than `perhaps`, then followed by others. Empty for an
    archived party, and for one above the viewer's level: what is hidden feeds nothing.
    """
    tables = evidence_for(viewer)
    ranking = rank(
        party.id, tables, top=top, to_kinds=to_kinds, sieve=WorthShowing, perhaps=perhaps
    )
    return explained([ranking], tables)[0] if ranking else []


def settled_of(party: Party, *, viewer: Viewer) -> tuple[list[Dismissal], list[Introduction]]:
    """What people did with chances of a party: what is put away, and its introductions."""
    if not was_ever_left_out(party.id, viewer=viewer):
        return [], []
    return dismissals_of(party, viewer=viewer), introductions_of(party, viewer=viewer)


def explained(rankings: Sequence[Ranking], tables: Tables) -> list[list[Opportunity]]:
    """Rankings with their words: one set of statements for all of them."""
    grounds = grounds_of(rankings, tables)
    return [
        [_opportunity(row, grounds[ranking.party.id, row.party.id]) for row in ranking.rows]
        for ranking in rankings
    ]


def every_ranking(
    *, viewer: Viewer, top: int, to_kinds: Collection[str] = (), party: Party | None = None
) -> Iterator[tuple[Facts, Sequence[Ranked]]]:
    """Each party (or one) with its best, in the order of their keys: for commands.

    Who looks as an account gets the chances that pages are sure of.
    """
    sieve = None if viewer.is_operator else WorthShowing
    for party_id, source in _sources(viewer, party):
        ranking = rank(party_id, source, top=top, to_kinds=to_kinds, sieve=sieve)
        if ranking:
            yield ranking.party, ranking.rows


def every_related(
    *, viewer: Viewer, top: int, party: Party | None = None
) -> Iterator[tuple[Facts, Sequence[Ranked]]]:
    """Each party (or one) with those most alike, in the order of their keys: for commands."""
    for party_id, source in _sources(viewer, party):
        found = rank_related(party_id, source, top=top)
        if found:
            yield found


def _sources(viewer: Viewer, party: Party | None) -> Iterator[tuple[int, Source]]:
    """One party is read by itself; for all of them the whole network is read once."""
    if party is not None:
        yield party.id, Tables(viewer)
        return
    network = LargeNetwork(viewer)
    for party_id in network.parties:
        yield party_id, network


def network_opportunities(
    *, viewer: Viewer, filters: PartyFilters = EVERYBODY
) -> list[NetworkOpportunity]:
    """The best connections to make in the network, or in the part that the filters leave.

    The work is bounded: in a small network every party starts, in a large one a few, each with
    its best chances. A viewer's own parties come first among those; the others change every day,
    those with the fewest links first. Nobody is in the list too often.
    """
    parties, is_small = starting_parties(viewer, filters)
    if is_small:
        whole = whole_network_for(viewer)
        return best_told(_ranked(parties, whole), whole)
    tables = evidence_for(viewer)
    tables.look_up_left_out(parties)
    rankings: list[Ranking] = []
    for start in range(0, len(parties), STARTS):
        rankings += _ranked(parties[start : start + STARTS], tables)
        if sum(len(one.rows) for one in rankings) >= ENOUGH:
            break
    return best_told(rankings, tables)


def _ranked(parties: Sequence[int], source: Source) -> list[Ranking]:
    found = (rank(party, source, top=CHANCES_EACH, sieve=WorthShowing) for party in parties)
    return [one for one in found if one]


def best_told(rankings: Sequence[Ranking], tables: Tables) -> list[NetworkOpportunity]:
    """The best pairs of some rankings with their words, varied."""
    best = _best_pairs(rankings)
    found = [
        NetworkOpportunity(ranking.party, chance)
        for ranking, chances in zip(best, explained(best, tables), strict=True)
        for chance in chances
    ]
    return varied(sorted(found, key=lambda one: -one.chance.score))


def _best_pairs(rankings: Sequence[Ranking]) -> list[Ranking]:
    """The rankings with only the best rows of all: each pair once, nobody too often."""
    rows = [(ranking, row) for ranking in rankings for row in ranking.rows]
    rows.sort(key=lambda pair: (-pair[1].score, tie_order(pair[0].party.key, pair[1].party.key)))
    pairs: set[frozenset[int]] = set()
    seen: Counter[int] = Counter()
    kept: dict[int, list[Ranked]] = defaultdict(list)
    for ranking, row in rows:
        pair = frozenset((ranking.party.id, row.party.id))
        if (
            len(pairs) < MOST_SHOWN
            and pair not in pairs
            and all(seen[one] < MOST_OFTEN for one in pair)
        ):
            pairs.add(pair)
            seen.update(pair)
            kept[ranking.party.id].append(row)
    return [
        replace(ranking, rows=tuple(kept[ranking.party.id]))
        for ranking in rankings
        if ranking.party.id in kept
    ]


def varied(found: Iterable[NetworkOpportunity]) -> list[NetworkOpportunity]:
    """The stronger before the weaker; of the same strength, first who is not above them yet."""
    ordered: list[NetworkOpportunity] = []
    seen: set[int] = set()
    for _, band in groupby(found, key=lambda one: one.chance.strength.blocks):
        fresh: list[NetworkOpportunity] = []
        again: list[NetworkOpportunity] = []
        for one in band:
            pair = {one.party.id, one.chance.party.id}
            (again if pair & seen else fresh).append(one)
            seen |= pair
        ordered += fresh + again
    return ordered


def _opportunity(row: Ranked, grounds: Grounds, words: Words = reasons.words) -> Opportunity:
    score = row.score / MILLION
    shown = tuple(
        ShownReason(
            code=code,
            points=points / MILLION,
            label=words(code, grounds, row.party.name)[0],
            sentence=words(code, grounds, row.party.name)[1],
            evidence=reasons.evidence(code, grounds),
            adds_something=reasons.adds_something(code, grounds),
        )
        for code, points in row.points
    )
    first = tuple(sorted(shown, key=lambda reason: not reason.is_worth_saying))
    return Opportunity(row.party, score, explain.strength_of(score), first, row.is_sure)
