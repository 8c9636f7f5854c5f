"""What of put away chances and introductions goes along when one party becomes part of another.

A pair of the two themselves is no pair any more: it goes to the archive. An introduction of the
two keeps the line of the party that stays, with what was said there; of only those two it goes to
the archive. When nobody has to answer any more, its state follows. That is mailed to nobody: who
merged two sees it, and a merge can be undone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from crm.accounts.viewer import Viewer
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.trace import Row, rows_of, table_of
from crm.opportunities.introductions.queries import introductions_of
from crm.opportunities.models import (
    Dismissal,
    HandedChance,
    Introduction,
    IntroductionParty,
    Outcome,
)
from crm.opportunities.states import FEWEST, SHARED, YES, Status, after_answers
from crm.parties.following import Following, Lost, Pair, Told, follows
from crm.parties.models import Party

TWICE = "staat er één keer op: beide partijen werden gevraagd"
TOGETHER = "gaat naar het archief: deze kennismaking was tussen de twee"
FILLED = (
    *("person_id", "asked_at", "reminded_on", "answer", "answered_on", "answered_how"),
    *("answered_by_id", "answer_text", "changed_by"),
)


def make_room(pair: Pair) -> None:
    """Pairs between the two go to the archive; on an introduction with both one line stays."""
    for model in (Dismissal, HandedChance):
        table = table_of(model)
        one, other = table.c.party_a_id, table.c.party_b_id
        between = or_(
            and_(one == pair.kept, other == pair.dropped),
            and_(one == pair.dropped, other == pair.kept),
        )
        for row in rows_of(table, and_(between, table.c.archived_at.is_(None))):
            pair.trace.change(table, row, {"archived_at": utc_now()})
    _one_line(pair)
    _one_outcome(pair)


def _one_line(pair: Pair) -> None:
    table = table_of(IntroductionParty)
    own = {row["introduction_id"]: row for row in rows_of(table, table.c.party_id == pair.kept)}
    for row in rows_of(table, table.c.party_id == pair.dropped):
        there = own.get(row["introduction_id"])
        if there is None:
            continue
        pair.trace.remove(table, table.c.id == row["id"])
        pair.trace.change(table, there, _filled(there, row))
        _follow(pair, row["introduction_id"])


def _filled(there: Row, other: Row) -> dict[str, Any]:
    """What the other said, where this one said nothing."""
    return {} if there["answer"] else {name: other[name] for name in FILLED}


def _follow(pair: Pair, introduction_id: int) -> None:
    """With one party left, or one that said yes to what was shared, there is nobody to meet.

    Else its state is the one that the answers that are left lead to.
    """
    lines, table = table_of(IntroductionParty), table_of(Introduction)
    left = rows_of(lines, lines.c.introduction_id == introduction_id)
    there = and_(table.c.id == introduction_id, table.c.archived_at.is_(None))
    for row in rows_of(table, there):
        willing = [line for line in left if line["answer"] == YES]
        meet = willing if row["status"] in SHARED else left
        if len(meet) < FEWEST:
            pair.trace.change(table, row, {"archived_at": utc_now()})
            continue
        after = after_answers(row["status"], [line["answer"] for line in left])
        if row["status"] == Status.ASKED and after is not Status.ASKED:
            shared = {"shared_at": utc_now()} if after is Status.AGREED else {}
            pair.trace.change(table, row, {"status": str(after), **shared})


def _one_outcome(pair: Pair) -> None:
    """Of two outcomes of the same moment that of the party that stays counts."""
    table = table_of(Outcome)
    own = {
        (row["introduction_id"], row["months"])
        for row in rows_of(table, table.c.party_id == pair.kept)
    }
    for row in rows_of(table, table.c.party_id == pair.dropped):
        if (row["introduction_id"], row["months"]) in own:
            pair.trace.remove(table, table.c.id == row["id"])


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The introductions of a party that the viewer may see."""
    names = [one.name for one in introductions_of(party, viewer=viewer)]
    return [Told("kennismakingen", names)]


def lose(kept: Party, dropped: Party, *, viewer: Viewer) -> list[Lost]:
    """The introductions that both are on, of those the viewer may see."""
    both = select(IntroductionParty.introduction_id).where(IntroductionParty.party_id == kept.id)
    shared = set(db.session.scalars(both))
    return [
        Lost(one.name, TOGETHER if len(one.lines) == FEWEST else TWICE)
        for one in introductions_of(dropped, viewer=viewer)
        if one.id in shared
    ]


follows(
    Following(
        moves=(
            *(Dismissal.party_a_id, Dismissal.party_b_id),
            *(HandedChance.party_a_id, HandedChance.party_b_id),
            *(IntroductionParty.party_id, Outcome.party_id),
        ),
        make_room=make_room,
        tell=tell,
        lose=lose,
    )
)
