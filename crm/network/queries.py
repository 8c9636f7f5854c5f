"""What pages ask: the picture around a party, the picture of a network, and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from sqlalchemy import ColumnElement, extract, func, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.errors import NotFound
from crm.links.models import Edge, LinkKind
from crm.network import tables
from crm.network.charts import YearTable, year_table
from crm.network.drawing import Picture, drawn
from crm.network.graph import CHANCE, Line, Node, Tie, build, lines
from crm.network.words import network_told, party_told
from crm.parties.models import Party
from crm.parties.queries import AT_ONCE, PAGE_SIZE, Page, PartyFilters

MOST_DRAWN = 300
"""Above so many parties a picture says nothing: choose a part of the network."""
MOST_ALONE = 24
"""So many parties without a link are named; of more only their number is told."""
EVERYBODY = PartyFilters()


class Chance(NamedTuple):
    """A chance to draw: the refs of both ends, and its strongest reason."""

    one: str
    other: str
    why: str


class Alone(NamedTuple):
    """A party without a link."""

    ref: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Network:
    """A network, or the part that filters leave: drawn when it is small enough.

    `parties` counts all of them, `alone_in_all` those without a link; when they are few, `alone`
    names them. When there is no picture, `page` holds the lines of one page.
    """

    parties: int
    alone: tuple[Alone, ...]
    alone_in_all: int
    picture: Picture | None = None
    page: Page[Line] | None = None

    @property
    def linked(self) -> int:
        """How many parties have a link."""
        return self.parties - self.alone_in_all

    @property
    def is_too_large(self) -> bool:
        """Whether a part must be chosen before it can be drawn."""
        return self.picture is None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a party: drawn, or (with too many partners) one page of lines."""

    partners: int
    picture: Picture | None = None
    page: Page[Line] | None = None


def is_known(party: Party, viewer: Viewer) -> bool:
    """Whether pictures may show a party: who may read it sees more than pictures tell."""
    return party.level <= viewer.level and not party.is_archived


def ego_picture(
    party: Party,
    viewer: Viewer,
    *,
    chances: Sequence[Chance] = (),
    filters: PartyFilters = EVERYBODY,
) -> Picture | None:
    """The picture around a party; None when it is in no picture, or has too many partners."""
    return surroundings(party, viewer, chances=chances, filters=filters).picture


def surroundings(
    party: Party,
    viewer: Viewer,
    *,
    chances: Sequence[Chance] = (),
    filters: PartyFilters = EVERYBODY,
    page: int = 1,
) -> Surroundings:
    """The party, its partners, schemes and chances, and every line among them."""
    if not is_known(party, viewer):
        return Surroundings(0)
    partners = tables.partners_of(party.id, filters, viewer)
    if len(partners) > MOST_DRAWN:
        found = _paged(filters, page, viewer, of_party=party.id)
        return Surroundings(len(partners), page=found)
    _only_page(page)
    met = _known_ids((chance.other for chance in chances), viewer)
    nodes = tables.nodes_of({party.id, *partners, *met})
    ties = tables.ties_between(nodes, viewer)
    schemes, grants = (
        ({}, []) if viewer.on else tables.grants_between(nodes, viewer, of_party=party.id)
    )
    hoped = [_hope(chance) for chance in chances]
    graph = build([*nodes.values(), *schemes.values()], [*ties, *grants, *hoped])
    told = party_told(graph, party.ref)
    picture = drawn(graph, sentences=told.sentences, named=told.named, middle=party.ref)
    return Surroundings(len(partners), picture)


def network_picture(
    viewer: Viewer, filters: PartyFilters = EVERYBODY, *, chances: Sequence[Chance] = ()
) -> Picture | None:
    """The picture of a network; None when it is too large for one."""
    return network(viewer, filters, chances=chances).picture


def network(
    viewer: Viewer,
    filters: PartyFilters = EVERYBODY,
    *,
    chances: Sequence[Chance] = (),
    with_schemes: bool = False,
    page: int = 1,
) -> Network:
    """The network up to the viewer's level on the viewer's day."""
    parties, linked = tables.known_parties(filters, viewer), tables.linked(filters, viewer)
    is_chosen = tables.is_narrowed(filters)
    total, joined = tables.counted(parties), tables.counted(linked)
    alone = total - joined
    first = _named_alone(filters, viewer) if alone <= MOST_ALONE else ()
    if joined > MOST_DRAWN:
        return Network(total, first, alone, page=_paged(filters, page, viewer))
    _only_page(page)
    ids = set(db.session.scalars(parties if total <= MOST_DRAWN else linked))
    hoped_ends = {end for chance in chances for end in (chance.one, chance.other)}
    nodes = tables.nodes_of(ids.union(_known_ids(hoped_ends, viewer, filters)))
    ties = tables.ties_between(nodes, viewer)
    schemes, grants = _schemes(nodes, viewer) if with_schemes else ({}, [])
    hoped = [_hope(chance) for chance in chances]
    all_ties = [*ties, *grants, *hoped]
    drawable = {node.ref: node for node in (*nodes.values(), *schemes.values())}
    inside = [tie for tie in all_ties if {tie.one, tie.other} <= drawable.keys()]
    ends = {end for tie in inside for end in (tie.one, tie.other)}
    shown = [node for ref, node in drawable.items() if ref in ends]
    graph = build(shown, inside)
    told = network_told(graph, alone=alone, chosen=is_chosen)
    picture = drawn(graph, sentences=told.sentences, named=told.named)
    return Network(total, first, alone, picture)


def links_per_year(filters: PartyFilters, *, viewer: Viewer) -> YearTable:
    """The links between parties in the filters, begun up to the viewer's day, ended ones too."""
    year = extract("year", Edge.begins_on)
    rows = db.session.execute(
        select(year, LinkKind.name, func.count())
        .join(LinkKind, LinkKind.id == Edge.kind_id)
        .where(
            Edge.level <= viewer.level,
            Edge.src < Edge.dst,
            tables.inside(Edge.src, filters, viewer),
            tables.inside(Edge.dst, filters, viewer),
            (Edge.begins_on <= viewer.shown_day) | Edge.begins_on.is_(None),
        )
        .group_by(year, LinkKind.name)
    )
    known = [(None if when is None else int(when), kind, count) for when, kind, count in rows]
    return year_table(known, last=viewer.shown_day.year)


def without_link(filters: PartyFilters, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a party has no link to another of those that the filters leave."""
    return tables.is_unlinked(filters, viewer)


def _named_alone(filters: PartyFilters, viewer: Viewer) -> tuple[Alone, ...]:
    return tuple(Alone(*row) for row in db.session.execute(tables.unlinked(filters, viewer)))


def _schemes(nodes: dict[int, Node], viewer: Viewer) -> tuple[dict[int, Node], list[Tie]]:
    """The schemes that connect at least two of the parties, as long as they fit."""
    schemes, grants = tables.grants_between(nodes, viewer, fewest=2)
    return (schemes, grants) if len(schemes) <= MOST_DRAWN else ({}, [])


def _hope(chance: Chance) -> Tie:
    return Tie(chance.one, chance.other, chance.why, chance.why, sort=CHANCE)


def _known_ids(refs: Iterable[str], viewer: Viewer, filters: PartyFilters = EVERYBODY) -> list[int]:
    known = tables.known_parties(filters, viewer)
    return list(db.session.scalars(known.where(Party.ref.in_(list(refs)))))


def _only_page(page: int) -> None:
    if page > 1:
        raise NotFound("Deze lijst heeft 1 bladzijde.")


def _paged(
    filters: PartyFilters, page: int, viewer: Viewer, *, of_party: int | None = None
) -> Page[Line]:
    """One page of lines, each with all its links."""
    total = tables.count_pairs(filters, viewer, of_party=of_party)
    pages = max(1, -(-total // PAGE_SIZE))
    if page > pages:
        raise NotFound(f"Deze lijst heeft {pages} bladzijden.")
    start = (page - 1) * PAGE_SIZE
    found = _lines_from(start, PAGE_SIZE, filters, viewer, of_party=of_party)
    return Page(found, page, pages, total)


def every_line(filters: PartyFilters, viewer: Viewer) -> Iterator[Line]:
    """The lines of a network that is too large to draw, some hundreds in memory at a time."""
    for start in count(0, AT_ONCE):
        found = _lines_from(start, AT_ONCE, filters, viewer)
        yield from found
        if len(found) < AT_ONCE:
            return


def _lines_from(
    start: int, size: int, filters: PartyFilters, viewer: Viewer, *, of_party: int | None = None
) -> list[Line]:
    pairs = tables.pairs_of(filters, viewer, of_party=of_party)
    rows = db.session.execute(pairs.limit(size).offset(start))
    found = [tables.Pair(*row) for row in rows]
    nodes = tables.nodes_of({end for pair in found for end in (pair.one, pair.other)})
    graph = build(nodes.values(), tables.ties_of_pairs(found, nodes, viewer))
    by_pair = {frozenset((line.one.ref, line.other.ref)): line for line in lines(graph)}
    ordered = []
    for pair in found:
        one, other = nodes[pair.one], nodes[pair.other]
        ordered.append(Line(one, other, by_pair[frozenset((one.ref, other.ref))].ties))
    return ordered
