"""The mirrored edge table and the degrees: kept in the transaction of every change.

Everything the network knows is read from here, so what is hidden moves nothing: an edge carries
the strictest level of its link and both parties, and degrees are counted per level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from crm.core.db import HIDDEN_LEVEL, db
from crm.links.models import Degree, Edge, Link, LinkKind
from crm.parties.models import Party
from crm.parties.operations import when_reach_changes

CHUNK = 5000
_COLUMNS = ("src", "dst", "link_id", "level", "kind_id", "affiliation", "begins_on", "ends_on")


def sync_links(link_ids: Iterable[int]) -> None:
    """Make the edges and degrees of these links follow from the tables again."""
    for ids in _chunks(link_ids):
        touched = set(db.session.scalars(select(Edge.src).where(Edge.link_id.in_(ids)).distinct()))
        db.session.execute(delete(Edge).where(Edge.link_id.in_(ids)))
        _insert_edges(Link.id.in_(ids))
        touched.update(db.session.scalars(select(Edge.src).where(Edge.link_id.in_(ids)).distinct()))
        recount(touched)


def sync_parties(party_ids: Iterable[int]) -> None:
    """Make every edge of these parties follow again, after a change of level or archive."""
    for ids in _chunks(party_ids):
        of_party = or_(Link.party_a_id.in_(ids), Link.party_b_id.in_(ids))
        sync_links(db.session.scalars(select(Link.id).where(of_party)).all())


def rebuild_edges() -> None:
    """Make the whole edge table and all degrees again: for bulk paths."""
    db.session.execute(delete(Edge))
    db.session.execute(delete(Degree))
    _insert_edges()
    db.session.execute(insert(Degree).from_select(("party_id", "level", "n"), _counts()))


def recount(party_ids: Iterable[int]) -> None:
    """Count the neighbours of these parties again, per level of evidence."""
    for ids in _chunks(party_ids):
        db.session.execute(delete(Degree).where(Degree.party_id.in_(ids)))
        counts = _counts(Edge.src.in_(ids))
        db.session.execute(insert(Degree).from_select(("party_id", "level", "n"), counts))


def expected_edges() -> Select[Any]:
    """What the edge table should hold, from the links and parties: for `check` and tests."""
    party_a, party_b = aliased(Party), aliased(Party)
    forward = _one_way(Link.party_a_id, Link.party_b_id, party_a, party_b)
    backward = _one_way(Link.party_b_id, Link.party_a_id, party_a, party_b)
    both = union_all(forward, backward).subquery()
    return select(both)


def expected_degrees() -> Select[Any]:
    """What the degree table should hold."""
    return _counts()


def _insert_edges(*conditions: ColumnElement[bool]) -> None:
    party_a, party_b = aliased(Party), aliased(Party)
    for src, dst in ((Link.party_a_id, Link.party_b_id), (Link.party_b_id, Link.party_a_id)):
        rows = _one_way(src, dst, party_a, party_b).where(*conditions)
        db.session.execute(insert(Edge).from_select(_COLUMNS, rows.order_by(src, dst)))


def _one_way(src: Any, dst: Any, party_a: Any, party_b: Any) -> Select[Any]:
    level = strictest(Link.level, party_a.level, party_b.level)
    return (
        select(
            src.label("src"),
            dst.label("dst"),
            Link.id.label("link_id"),
            level.label("level"),
            Link.kind_id.label("kind_id"),
            LinkKind.affiliation.label("affiliation"),
            Link.begins_on.label("begins_on"),
            Link.ends_on.label("ends_on"),
        )
        .select_from(Link)
        .join(party_a, party_a.id == Link.party_a_id)
        .join(party_b, party_b.id == Link.party_b_id)
        .join(LinkKind, LinkKind.id == Link.kind_id)
        # one condition on all three, or SQLite begins with every party and tries each link on it
        .where(func.coalesce(Link.archived_at, party_a.archived_at, party_b.archived_at).is_(None))
    )


def _counts(*conditions: ColumnElement[bool]) -> Select[Any]:
    levels = union_all(*(select(literal(level).label("level")) for level in range(HIDDEN_LEVEL)))
    seen = levels.subquery()
    return (
        select(Edge.src, seen.c.level, func.count(Edge.dst.distinct()))
        .join(seen, Edge.level <= seen.c.level)
        .where(*conditions)
        .group_by(Edge.src, seen.c.level)
    )


def strictest(*levels: Any) -> ColumnElement[int]:
    """The highest of some levels, in SQL that both databases know."""
    highest = levels[0]
    for level in levels[1:]:
        highest = case((highest >= level, highest), else_=level)
    return highest


def _chunks(ids: Iterable[int]) -> Iterable[Sequence[int]]:
    unique = sorted(set(ids))
    return (unique[start : start + CHUNK] for start in range(0, len(unique), CHUNK))


when_reach_changes(sync_parties)
