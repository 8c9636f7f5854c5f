"""What of parties themselves goes along when one becomes part of another."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select

from crm.accounts.models import PersonalLink
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.trace import Row, rows_of, table_of
from crm.parties.following import Following, Pair, Told, follows
from crm.parties.lookalikes_index import sync_signs
from crm.parties.models import (
    FormerParty,
    InitiativeProfile,
    LookalikeDue,
    LookalikePair,
    Party,
    PartyAccess,
    PartySign,
    party_area,
    party_target_group,
    party_theme,
)
from crm.parties.queries import visible_parties


def make_room(pair: Pair) -> None:
    """The profile and the named readers of the one that goes, where the other lacks them.

    What was part of the one that goes is not going to be part of itself.
    """
    table = table_of(Party)
    for row in rows_of(table, (table.c.id == pair.kept) & (table.c.parent_id == pair.dropped)):
        pair.trace.change(table, row, {"parent_id": None})
    _move_profile(pair)
    _move_named(pair)
    _move_judgements(pair)


def _move_profile(pair: Pair) -> None:
    """An initiative's profile moves to a party without one; of two, its fields were chosen."""
    table = table_of(InitiativeProfile)
    [*own] = rows_of(table, table.c.party_id == pair.kept)
    [*other] = rows_of(table, table.c.party_id == pair.dropped)
    pair.trace.remove(table, table.c.party_id == pair.dropped)
    if other and not own:
        pair.trace.add(table, [{**other[0], "party_id": pair.kept}])


def _move_named(pair: Pair) -> None:
    table = table_of(PartyAccess)
    named = table.c.why == "genoemd"
    own = {_named(row) for row in rows_of(table, named & (table.c.party_id == pair.kept))}
    for row in rows_of(table, named & (table.c.party_id == pair.dropped)):
        if _named(row) in own:
            pair.trace.remove(table, table.c.id == row["id"])
        else:
            pair.trace.change(table, row, {"party_id": pair.kept})


def _move_judgements(pair: Pair) -> None:
    """Who is another than the one that goes is another than the one that stays.

    Pairs that nobody judged are found anew.
    """
    table = table_of(LookalikePair)
    of_either = _holds(pair.dropped) | _holds(pair.kept)
    db.session.execute(delete(table).where(of_either, table.c.told_apart_at.is_(None)))
    apart = {_other(row, pair.kept) for row in rows_of(table, _holds(pair.kept))}
    for row in rows_of(table, _holds(pair.dropped)):
        other = _other(row, pair.dropped)
        pair.trace.remove(table, table.c.id == row["id"])
        if other not in apart | {pair.kept}:
            first, last = sorted((other, pair.kept))
            pair.trace.add(table, [{**row, "party_a_id": first, "party_b_id": last}])


def _holds(party_id: int) -> ColumnElement[bool]:
    table = table_of(LookalikePair)
    return (table.c.party_a_id == party_id) | (table.c.party_b_id == party_id)


def _other(row: Row, party_id: int) -> int:
    return int(row["party_a_id"] + row["party_b_id"] - party_id)


def _named(row: Row) -> tuple[object, ...]:
    return row["user_id"], row["begins_on"], row["ends_on"]


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The parties that are part of it, and those it is the larger whole of."""
    below = visible_parties(viewer).where(Party.parent_id == party.id)
    within = visible_parties(viewer).where(
        Party.id.in_(
            select(InitiativeProfile.party_id).where(InitiativeProfile.part_of_id == party.id)
        )
    )
    rows = [
        party.name
        for query in (below, within)
        for party in db.session.scalars(query.order_by(Party.sort_key, Party.id))
    ]
    return [Told("onderdelen", rows)]


follows(
    Following(
        moves=(Party.parent_id, InitiativeProfile.part_of_id, FormerParty.party_id),
        joins=(party_theme.c.party_id, party_area.c.party_id, party_target_group.c.party_id),
        texts=(PersonalLink.subject_ref,),
        settled=(
            *(InitiativeProfile.party_id, PartyAccess.party_id),
            *(LookalikePair.party_a_id, LookalikePair.party_b_id),
        ),
        derived=(PartySign.party_id, LookalikeDue.party_id),
        make_room=make_room,
        derive=sync_signs,
        tell=tell,
    )
)
