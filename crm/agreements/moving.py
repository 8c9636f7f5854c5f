"""What of agreements goes along when one party becomes part of another."""

from __future__ import annotations

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement, Signatory
from crm.agreements.queries import agreements_of
from crm.core.db import db
from crm.core.trace import Row, rows_of, table_of
from crm.parties.following import Following, Lost, Pair, Told, follows
from crm.parties.models import Party

TWICE = "tekent één keer: beide partijen stonden eronder"
FILLED = ("person_id", "function", "signed_on")


def make_room(pair: Pair) -> None:
    """Who stood under an agreement twice stands there once, with what either knew of it."""
    table = table_of(Signatory)
    own = {row["agreement_id"]: row for row in rows_of(table, table.c.party_id == pair.kept)}
    for row in rows_of(table, table.c.party_id == pair.dropped):
        there = own.get(row["agreement_id"])
        if there is not None:
            pair.trace.remove(table, table.c.id == row["id"])
            pair.trace.change(table, there, _filled(there, row))


def _filled(there: Row, other: Row) -> dict[str, object]:
    """Who signs and when, from the other where this one says nothing at all."""
    if any(there[name] for name in FILLED):
        return {}
    return {name: other[name] for name in FILLED}


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The agreements of a party that the viewer may see."""
    titles = [agreement.title for agreement in agreements_of(party, viewer=viewer)]
    return [Told("overeenkomsten", titles)]


def lose(kept: Party, dropped: Party, *, viewer: Viewer) -> list[Lost]:
    """The agreements that both stand under, of those the viewer may see."""
    both = select(Signatory.agreement_id).where(Signatory.party_id == kept.id)
    shared = set(db.session.scalars(both))
    return [
        Lost(agreement.title, TWICE)
        for agreement in agreements_of(dropped, viewer=viewer)
        if agreement.id in shared
    ]


follows(
    Following(
        moves=(Signatory.party_id, Agreement.initiative_id),
        make_room=make_room,
        tell=tell,
        lose=lose,
    )
)
