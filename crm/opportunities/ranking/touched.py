"""Whom an event touches: whose evidence may have become different by what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import select, union_all

from crm.core.prepared import Among, run
from crm.goals.models import Goal, PartyGoal
from crm.links.models import Link
from crm.opportunities.ranking.network import Network
from crm.parties.models import Party
from crm.resources.models import Offer

QUIET = frozenset(
    (
        *("agreement", "commitment", "correction", "dismissal", "follow_up", "handed_chance"),
        *("holding", "introduction", "learning", "link_side", "lookalikes", "mail", "moment"),
        *("note", "person", "personal_link", "portfolio", "profile", "request", "role"),
        *("setting", "signpost", "survey", "user"),
    )
)
"""What these events are about is no evidence in memory: the tables tell it."""
NOTICED = frozenset({"dismissal", "introduction", "learning"})
"""Of these the network notices that there is something."""
TOUCHES_MORE = frozenset({"party.merged", "party.unmerged"})
"""All that pointed at one party points at another."""
_party: Any = Party.__table__
_link: Any = Link.__table__
_offer: Any = Offer.__table__
_goal: Any = Goal.__table__
_wants: Any = PartyGoal.__table__
PARTIES = select(_party.c.id, _party.c.ref).where(Among(_party.c.ref, "refs"))
PARTNERS = union_all(
    select(_link.c.party_b_id).where(Among(_link.c.party_a_id, "ids")),
    select(_link.c.party_a_id).where(Among(_link.c.party_b_id, "ids")),
)
"""By every link there ever was: edges go when a party is put away, and it then is too late."""
SIDES = union_all(
    select(_link.c.party_a_id, _link.c.ref).where(Among(_link.c.ref, "refs")),
    select(_link.c.party_b_id, _link.c.ref).where(Among(_link.c.ref, "refs")),
)
OFFERING = select(_offer.c.party_id, _offer.c.ref).where(Among(_offer.c.ref, "refs"))
GOALS = select(_goal.c.id, _goal.c.ref).where(Among(_goal.c.ref, "refs"))
WANTING = select(_wants.c.party_id).where(Among(_wants.c.goal_id, "ids"))


def touched_by(events: Iterable[tuple[str, str]], network: Network) -> set[int] | None:
    """Whose evidence may have become different by these events: (tag, ref of the subject).

    None when that cannot be told.
    """
    refs: dict[str, set[str]] = {}
    for tag, ref in events:
        what = _subject(tag)
        if tag in TOUCHES_MORE or not (what in TOUCHED or what in QUIET):
            return None
        if what in TOUCHED:
            refs.setdefault(what, set()).add(ref)
    touched: set[int] = set()
    for what, some in refs.items():
        statement, others = TOUCHED[what]
        rows = run(statement, {"refs": sorted(some)})
        if {ref for _, ref in rows} != some:
            return None
        touched.update(others({one for one, _ in rows}, network))
    return touched


def is_noticed(tag: str) -> bool:
    """Whether the network looks again at what was learned, put away or introduced."""
    return _subject(tag) in NOTICED


def _subject(tag: str) -> str:
    return tag.partition(".")[0]


def _themselves(parties: set[int], _network: Network) -> Iterable[int]:
    return parties


def _with_partners(parties: set[int], _network: Network) -> Iterator[int]:
    """How hidden a party is, is in the links of its partners, those it had and those it has."""
    yield from parties
    yield from (row[0] for row in run(PARTNERS, {"ids": sorted(parties)}))


def _wanting(goals: set[int], network: Network) -> Iterator[int]:
    for goal in goals:
        yield from network.parties_at(goal)
    yield from (row[0] for row in run(WANTING, {"ids": sorted(goals)}))


Others = Callable[[set[int], Network], Iterable[int]]
TOUCHED: dict[str, tuple[Any, Others]] = {
    "party": (PARTIES, _with_partners),
    "link": (SIDES, _themselves),
    "offer": (OFFERING, _themselves),
    "goal": (GOALS, _wanting),
}
