"""Reading what a picture is made of: parties, links, grants, up to the viewer's level.

What is derived uses no record above the level, for nobody: also not what the viewer may read
through a relation of its own. An edge carries the strictest level of its link and both parties.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from crm.accounts.viewer import Viewer
from crm.agreements.queries import links_under_agreement
from crm.core.db import db
from crm.links.models import Edge, Link, LinkKind
from crm.network.graph import GRANT, Node, Tie
from crm.parties.kinds import KINDS, PartyKind
from crm.parties.models import Party
from crm.parties.queries import PartyFilters, current, filtered_parties
from crm.resources.models import Affiliation, Scheme

SCHEME_LABEL = "regeling"
CHUNK = 400


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties with at least one link, by id."""

    one: int
    other: int


def known_parties(filters: PartyFilters, viewer: Viewer) -> Select[Any]:
    """The ids of the parties that a picture may hold, narrowed by the filters."""
    query = filtered_parties(filters, viewer=viewer).where(Party.level <= viewer.level)
    return query.with_only_columns(Party.id).order_by(None)


def edge_seen(viewer: Viewer, edge: Any = Edge) -> ColumnElement[bool]:
    """Whether a picture of this day may show an edge."""
    return and_(edge.level <= viewer.level, current(edge, viewer.shown_day))


def is_narrowed(filters: PartyFilters) -> bool:
    """Whether filters leave out anybody."""
    return bool(filters.kinds or filters.themes or filters.areas or filters.extra)


def inside(column: Any, filters: PartyFilters, viewer: Viewer) -> ColumnElement[bool]:
    """Whether an end of an edge is among the parties that the filters leave, row by row.

    As a plain column SQLite would try every party of one end with every party of the other.
    Without filters every edge that is seen has both its ends among them.
    """
    return (column + 0).in_(known_parties(filters, viewer)) if is_narrowed(filters) else true()


def nodes_of(ids: Collection[int]) -> dict[int, Node]:
    """The nodes of these parties; who asks has made sure that they may be shown."""
    found: dict[int, Node] = {}
    for some in _chunks(ids):
        rows = db.session.execute(
            select(Party.id, Party.ref, Party.name, Party.kind, Party.sort_key).where(
                Party.id.in_(some)
            )
        )
        for row in rows:
            facts = KINDS[PartyKind(row.kind)]
            found[row.id] = Node(
                row.ref, row.name, row.kind, facts.label, facts.shape, row.sort_key
            )
    return found


def partners_of(party_id: int, filters: PartyFilters, viewer: Viewer) -> set[int]:
    """The ids of the parties linked with one party."""
    query = select(Edge.dst).where(
        Edge.src == party_id, edge_seen(viewer), inside(Edge.dst, filters, viewer)
    )
    return set(db.session.scalars(query))


def ties_between(nodes: dict[int, Node], viewer: Viewer) -> list[Tie]:
    """Every link between two of these parties."""
    ids = list(nodes)
    query = (
        select(
            Link.party_a_id, Link.party_b_id, LinkKind.name, LinkKind.inverse_name,
            Link.id, Link.ref, Link.begins_on,
        )
        .select_from(Edge)
        .join(Link, Link.id == Edge.link_id)
        .join(LinkKind, LinkKind.id == Edge.kind_id)
        .where(Edge.src.in_(ids), (Edge.dst + 0).in_(ids), Edge.src < Edge.dst, edge_seen(viewer))
    )  # fmt: skip
    rows = db.session.execute(query).all()
    return _ties(rows, nodes, viewer)


def ties_of_pairs(pairs: Iterable[Pair], nodes: dict[int, Node], viewer: Viewer) -> list[Tie]:
    """Every link of these pairs."""
    wanted = [and_(Edge.src == pair.one, Edge.dst == pair.other) for pair in pairs]
    if not wanted:
        return []
    query = (
        select(
            Link.party_a_id, Link.party_b_id, LinkKind.name, LinkKind.inverse_name,
            Link.id, Link.ref, Link.begins_on,
        )
        .select_from(Edge)
        .join(Link, Link.id == Edge.link_id)
        .join(LinkKind, LinkKind.id == Edge.kind_id)
        .where(or_(*wanted), edge_seen(viewer))
    )  # fmt: skip
    return _ties(db.session.execute(query).all(), nodes, viewer)


def _ties(rows: Any, nodes: dict[int, Node], viewer: Viewer) -> list[Tie]:
    carried = links_under_agreement([row.id for row in rows], viewer=viewer) if rows else set()
    return [
        Tie(
            nodes[row.party_a_id].ref,
            nodes[row.party_b_id].ref,
            row.name,
            row.inverse_name,
            ref=row.ref,
            begins_on=row.begins_on,
            has_agreement=row.id in carried,
        )
        for row in rows
        if row.party_a_id in nodes and row.party_b_id in nodes
    ]


def pairs_of(
    filters: PartyFilters, viewer: Viewer, *, of_party: int | None = None
) -> Select[int, int]:
    """Each linked pair once, in the order of names: the lines of a network, a page at a time.

    A pair with several links counts at its oldest one.
    """
    one, other, earlier = aliased(Party), aliased(Party), aliased(Edge)
    again = (
        select(earlier.link_id)
        .where(
            earlier.src == Edge.src,
            earlier.dst == Edge.dst,
            earlier.link_id < Edge.link_id,
            edge_seen(viewer, earlier),
        )
        .exists()
    )
    query = (
        select(Edge.src, Edge.dst)
        .join(one, one.id == Edge.src)
        .join(other, other.id == Edge.dst)
        .where(edge_seen(viewer), ~again, inside(Edge.dst, filters, viewer))
    )
    if of_party is not None:
        query = query.where(Edge.src == of_party)
    else:
        first = or_(
            one.sort_key < other.sort_key,
            and_(one.sort_key == other.sort_key, one.id < other.id),
        )
        query = query.where(first, inside(Edge.src, filters, viewer))
    return query.order_by(one.sort_key, one.id, other.sort_key, other.id)


def grants_between(
    nodes: dict[int, Node], viewer: Viewer, *, of_party: int | None = None, fewest: int = 1
) -> tuple[dict[int, Node], list[Tie]]:
    """The schemes that parties received from, and the ties of it.

    With `of_party` only the schemes of that party; `fewest` leaves out schemes that connect
    fewer of the parties.
    """
    received = aliased(Affiliation)
    seen = (Affiliation.level <= viewer.level, Affiliation.party_id.in_(list(nodes)))
    query = (
        select(
            Affiliation.party_id, Scheme.id, Scheme.ref, Scheme.name, Scheme.sort_key
        )
        .join(Scheme, Scheme.id == Affiliation.scheme_id)
        .where(*seen)
    )  # fmt: skip
    if of_party is not None:
        own = select(received.scheme_id).where(
            received.party_id == of_party, received.level <= viewer.level
        )
        query = query.where(Affiliation.scheme_id.in_(own))
    schemes: dict[int, Node] = {}
    takers: dict[int, list[int]] = {}
    for party, scheme, ref, name, order in db.session.execute(query):
        schemes[scheme] = Node(ref, name, GRANT, SCHEME_LABEL, GRANT, order)
        takers.setdefault(scheme, []).append(party)
    kept = {scheme: node for scheme, node in schemes.items() if len(takers[scheme]) >= fewest}
    ties = [
        Tie(nodes[party].ref, node.ref, "kreeg geld uit", "gaf geld aan", sort=GRANT)
        for scheme, node in kept.items()
        for party in takers[scheme]
    ]
    return kept, ties


def count_pairs(filters: PartyFilters, viewer: Viewer, *, of_party: int | None = None) -> int:
    """How many pairs are linked: of one party, or in all."""
    query = select(Edge.src, Edge.dst).where(edge_seen(viewer), inside(Edge.dst, filters, viewer))
    if of_party is not None:
        return counted(query.where(Edge.src == of_party).distinct())
    return counted(query.where(Edge.src < Edge.dst, inside(Edge.src, filters, viewer)).distinct())


def linked(filters: PartyFilters, viewer: Viewer) -> Select[int]:
    """The ids of the parties with a link to another of those that the filters leave."""
    ends = (inside(Edge.src, filters, viewer), inside(Edge.dst, filters, viewer))
    return select(Edge.src).where(edge_seen(viewer), *ends).distinct()


def counted(query: Any) -> int:
    """How many rows a select has."""
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def is_unlinked(filters: PartyFilters, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a picture may hold a party, but without a link to another that the filters leave."""
    links = select(Edge.src).where(
        Edge.src == Party.id, edge_seen(viewer), inside(Edge.dst, filters, viewer)
    )
    return and_(Party.id.in_(known_parties(filters, viewer)), ~links.exists())


def unlinked(filters: PartyFilters, viewer: Viewer) -> Select[str, str, str]:
    """The parties without a link to another of those that the filters leave, by name."""
    return (
        select(Party.ref, Party.name, Party.kind)
        .where(is_unlinked(filters, viewer))
        .order_by(Party.sort_key, Party.ref)
    )


def _chunks(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
