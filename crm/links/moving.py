"""What of links and contact moments goes along when one party becomes part of another.

A link between the two would be a link to itself: it goes. Of two links that would be the same, the
stricter one (else that of the party that goes) is put in the archive: its text is not lost, and
not shown to who might not read it before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import joinedload

from crm.accounts.viewer import Viewer
from crm.core.dates import date_text, dutch_day, period_text, utc_now
from crm.core.db import HIDDEN_LEVEL, VISIBILITIES, db
from crm.core.trace import rows_of, table_of
from crm.links.edges import recount
from crm.links.models import (
    Degree,
    Edge,
    Link,
    LinkKind,
    LinkSide,
    PartyContact,
    moment_party,
)
from crm.links.moment_queries import moments_of
from crm.links.queries import visible_links
from crm.parties.following import Following, Lost, Pair, Told, follows
from crm.parties.models import Party

MOST_TOLD = 1000
SELF_LINK = "vervalt: een partij kan niet met zichzelf verbonden zijn"
DOUBLE = "gaat naar het archief: deze verbinding is er al"


@dataclass(frozen=True, slots=True)
class _End:
    """What a link becomes: its parties and initiative, and which link is there already."""

    link: Link
    a: int
    b: int
    initiative: int | None
    twin: Link | None = None

    @property
    def is_to_itself(self) -> bool:
        return self.a == self.b


def _becoming(kept: int, dropped: int) -> list[_End]:
    """What becomes of every link that touches one of the two."""
    both = (kept, dropped)
    touching = or_(
        Link.party_a_id.in_(both), Link.party_b_id.in_(both), Link.initiative_id.in_(both)
    )
    links = db.session.scalars(select(Link).where(touching).order_by(Link.id)).all()
    groups: dict[tuple[Any, ...], list[_End]] = defaultdict(list)
    for link in links:
        end = _end(link, kept, dropped)
        groups[(end.a, end.b, link.kind_id, end.initiative)].append(end)
    return [one for group in groups.values() for one in _without_doubles(group, dropped)]


def _end(link: Link, kept: int, dropped: int) -> _End:
    a = kept if link.party_a_id == dropped else link.party_a_id
    b = kept if link.party_b_id == dropped else link.party_b_id
    initiative = kept if link.initiative_id == dropped else link.initiative_id
    if not link.kind.directed and b < a:
        a, b = b, a
    return _End(link, a, b, initiative)


def _without_doubles(group: list[_End], dropped: int) -> Iterable[_End]:
    """The same links, those marked that would overlap one that is wider seen, or was there."""

    def order(end: _End) -> tuple[int, bool, int]:
        ends = (end.link.party_a_id, end.link.party_b_id, end.link.initiative_id)
        return end.link.level, dropped in ends, end.link.id

    stay: list[_End] = []
    for end in sorted(group, key=order):
        same = [one.link for one in stay if end.link.period.overlaps(one.link.period)]
        if end.link.is_archived or end.is_to_itself:
            yield end
        elif same:
            yield replace(end, twin=same[0])
        else:
            stay.append(end)
            yield end


def make_room(pair: Pair) -> None:
    """Take away links between the two, archive doubles, turn the rest to the one that stays."""
    ends = _becoming(pair.kept, pair.dropped)
    table = table_of(Link)
    rows = {row["id"]: row for row in rows_of(table, table.c.id.in_([end.link.id for end in ends]))}
    for end in ends:
        if end.is_to_itself:
            _let_go(pair, end.link)
            pair.trace.remove(table, table.c.id == end.link.id)
    for end in ends:
        if end.twin is not None:
            _share(pair, end.link, end.twin)
            pair.trace.change(table, rows[end.link.id], {"archived_at": utc_now()})
    for end in ends:
        if not end.is_to_itself:
            turned = {"party_a_id": end.a, "party_b_id": end.b, "initiative_id": end.initiative}
            pair.trace.change(table, rows[end.link.id], turned)


def _let_go(pair: Pair, link: Link) -> None:
    """What hangs on a link that goes, goes with it; what can do without is let go of.

    What must be about something is about the party from then on: its column says so. Who might
    not read it because the link was hidden does not read it there either.
    """
    hidden = {"visibility": VISIBILITIES[HIDDEN_LEVEL]} if link.level >= HIDDEN_LEVEL else {}
    for column in _hanging_on_links():
        if instead := column.info.get("party_instead"):
            for row in rows_of(column.table, column == link.id):
                values = {column.name: None, instead: pair.kept, **hidden}
                pair.trace.change(column.table, row, values)
        elif column.nullable:
            pair.trace.point(column, link.id, None)
        else:
            pair.trace.remove(column.table, column == link.id)


def _share(pair: Pair, link: Link, twin: Link) -> None:
    """What hangs on a link that goes to the archive also hangs on the one that stays."""
    for column in _joined_to_links():
        table = column.table
        there = [_without(row, column) for row in rows_of(table, column == twin.id)]
        rows = [_without(row, column) for row in rows_of(table, column == link.id)]
        fresh = [{**row, column.name: twin.id} for row in rows if row not in there]
        pair.trace.add(table, fresh)


def _without(row: Any, column: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != column.name}


def _hanging_on_links() -> list[Any]:
    """The columns of tables, also of packages above this one, that hold on to a link."""
    return [
        foreign.parent
        for table in Link.metadata.sorted_tables
        for foreign in table.foreign_keys
        if foreign.column is table_of(Link).c.id and table is not table_of(Edge)
    ]


def _joined_to_links() -> list[Any]:
    """Those of joining tables, in which a row is nothing but what it joins."""
    return [
        column
        for column in _hanging_on_links()
        if len(column.table.columns) == len(column.table.foreign_keys)
    ]


def derive(party_ids: list[int]) -> None:
    """Neighbours are counted again where the last link went; undirected links stand in order."""
    recount(party_ids)
    undirected = select(LinkKind.id).where(LinkKind.directed.is_(False))
    turned = and_(
        or_(Link.party_a_id.in_(party_ids), Link.party_b_id.in_(party_ids)),
        Link.party_b_id < Link.party_a_id,
        Link.kind_id.in_(undirected),
    )
    table = table_of(Link)
    ends = {"party_a_id": table.c.party_b_id, "party_b_id": table.c.party_a_id}
    db.session.execute(update(table).where(turned).values(ends))


def tell(party: Party, *, viewer: Viewer) -> list[Told]:
    """The links and contact moments of a party that the viewer may see."""
    links = [_link_words(link) for link in _seen_links(party.id, viewer)]
    moments = [
        f"{moment.subject}, {date_text(dutch_day(moment.happened_at))}"
        for moment in moments_of(party, viewer=viewer, most=MOST_TOLD)
    ]
    return [Told("verbindingen", links), Told("contactmomenten", moments)]


def lose(kept: Party, dropped: Party, *, viewer: Viewer) -> list[Lost]:
    """Links between the two, and links that are there already, of those the viewer may see."""
    seen = {link.id for one in (kept, dropped) for link in _seen_links(one.id, viewer)}
    return [
        Lost(_link_words(end.link), SELF_LINK if end.is_to_itself else DOUBLE)
        for end in _becoming(kept.id, dropped.id)
        if (end.is_to_itself or end.twin is not None) and end.link.id in seen
    ]


def _seen_links(party_id: int, viewer: Viewer) -> list[Link]:
    of_party = or_(Link.party_a_id == party_id, Link.party_b_id == party_id)
    query = (
        visible_links(viewer)
        .where(of_party, Link.archived_at.is_(None))
        .options(joinedload(Link.party_a), joinedload(Link.party_b))
        .order_by(Link.begins_on.desc().nulls_last(), Link.id)
        .limit(MOST_TOLD)
    )
    return list(db.session.scalars(query))


def _link_words(link: Link) -> str:
    period = period_text(link.period)
    return f"{link.sentence}, {period}" if period else link.sentence


follows(
    Following(
        moves=(LinkSide.party_id,),
        joins=(moment_party.c.party_id,),
        settled=(Link.party_a_id, Link.party_b_id, Link.initiative_id),
        derived=(Edge.src, Edge.dst, Degree.party_id, PartyContact.party_id),
        make_room=make_room,
        derive=derive,
        tell=tell,
        lose=lose,
    )
)
