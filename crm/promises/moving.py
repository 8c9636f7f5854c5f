"""What of promises goes along when one party becomes part of another.

A promise between the two would be a promise to itself: it goes to the archive, with its text.
"""

from __future__ import annotations

from sqlalchemy import and_, or_

from crm.accounts.viewer import Viewer
from crm.core.dates import utc_now
from crm.core.trace import rows_of, table_of
from crm.parties.following import Following, Lost, Pair, Told, follows
from crm.parties.models import Party
from crm.promises.models import Commitment
from crm.promises.queries import commitments_of

TO_ITSELF = "gaat naar het archief: een partij kan zichzelf niets toezeggen"


def make_room(pair: Pair) -> None:
    """Put the promises between the two in the archive."""
    table = table_of(Commitment)
    by, to = table.c.by_party_id, table.c.to_party_id
    between = or_(
        and_(by == pair.kept, to == pair.dropped), and_(by == pair.dropped, to == pair.kept)
    )
    for row in rows_of(table, and_(between, table.c.archived_at.is_(None))):
        pair.trace.change(table, row, {"archived_at": utc_now()})


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The promises by and to a party that the viewer may see."""
    return [Told("toezeggingen", [one.title for one in commitments_of(party, viewer=viewer)])]


def lose(kept: Party, dropped: Party, *, viewer: Viewer) -> list[Lost]:
    """The promises between the two, of those the viewer may see."""
    return [
        Lost(one.title, TO_ITSELF)
        for one in commitments_of(dropped, viewer=viewer)
        if kept.id in (one.by_party_id, one.to_party_id)
    ]


follows(
    Following(
        moves=(Commitment.by_party_id, Commitment.to_party_id),
        make_room=make_room,
        tell=tell,
        lose=lose,
    )
)
