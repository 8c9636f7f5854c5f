"""A picture as values: where nodes, lines and names stand, and the rows of its table. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.network.frames import NARROW, WIDE, Frame
from crm.network.graph import CHANCE, GRANT, Line, Node, lines, node_of
from crm.network.layout import MOST_ON_RINGS, Layout, cleared, ring, spread
from crm.network.naming import BELOW, LEFT, RIGHT, Label, Name, Side, label_of, sided

if TYPE_CHECKING:
    import networkx as nx

MANY_LINES = 120


@dataclass(frozen=True, slots=True)
class Spot:
    """A node in its place."""

    node: Node
    x: int
    y: int
    name: Name
    is_middle: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from node to node; `style` is `""`, `overeenkomst`, `regeling` or `kans`."""

    x1: int
    y1: int
    x2: int
    y2: int
    one: str
    other: str
    style: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture on one paper."""

    width: int
    height: int
    spots: tuple[Spot, ...]
    strokes: tuple[Stroke, ...]

    @property
    def numbers(self) -> dict[str, int]:
        """A short number for each ref: a page names a node at every line that ends there."""
        return {spot.node.ref: number for number, spot in enumerate(self.spots)}

    @property
    def is_dense(self) -> bool:
        """Whether lines must be thin, to be told apart."""
        return len(self.strokes) > MANY_LINES


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a page needs to draw, to tell and to list: as many lines as strokes.

    The same picture twice: for a wide screen, and upright for a telephone.
    """

    wide: Drawing
    narrow: Drawing
    lines: tuple[Line, ...]
    sentences: tuple[str, ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The nodes on the wide paper."""
        return self.wide.spots

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """The lines on the wide paper."""
        return self.wide.strokes

    @property
    def names_all(self) -> bool:
        """Whether there is room for every name, on both papers."""
        return all(spot.name.is_shown for spot in (*self.wide.spots, *self.narrow.spots))

    @property
    def shapes(self) -> set[str]:
        """The shapes that occur."""
        return {spot.node.shape for spot in self.spots}

    def has(self, style: str) -> bool:
        """Whether a line of this style occurs."""
        return any(stroke.style == style for stroke in self.strokes)


def drawn(
    graph: nx.Graph,
    *,
    sentences: Iterable[str] = (),
    named: Collection[str] = (),
    middle: str | None = None,
    wide: Frame = WIDE,
) -> Picture:
    """The picture of a graph, around one party or as a whole.

    `named` are the refs whose names must be read: what the sentences speak of. The ends of a
    chance are always named.
    """
    found = lines(graph, first=middle)
    must = set(named) | {
        end.ref for line in found if line.is_chance for end in (line.one, line.other)
    }
    if middle:
        must.add(middle)
    return Picture(
        _on(wide, graph, found, must, middle),
        _on(NARROW, graph, found, must, middle),
        tuple(found),
        tuple(sentences),
    )


def _on(
    frame: Frame, graph: nx.Graph, found: list[Line], must: Collection[str], middle: str | None
) -> Drawing:
    labels = {
        ref: label_of(node_of(graph, ref).name, frame, is_middle=ref == middle) for ref in graph
    }
    shown = _shown(graph, labels, must, frame)
    layout, sides = _laid_out(graph, labels, shown, middle, frame)
    sides |= sided(
        {ref: labels[ref] for ref in shown},
        layout.places,
        sides,
        [(line.one.ref, line.other.ref) for line in found],
        (layout.width, layout.height),
    )
    spots = [
        Spot(
            node_of(graph, ref),
            *layout.places[ref],
            labels[ref].named(sides.get(ref, BELOW), is_shown=ref in shown),
            ref == middle,
        )
        for ref in sorted(graph, key=lambda ref: _reading_order(graph, ref, middle))
    ]
    strokes = tuple(_stroke(line, layout.places) for line in found)
    return Drawing(layout.width, layout.height, tuple(spots), strokes)


def _shown(
    graph: nx.Graph, labels: Mapping[str, Label], must: Collection[str], frame: Frame
) -> list[str]:
    """Whose names are written: who must, then who has the most lines, until the paper is full."""
    order = sorted(graph, key=lambda ref: (ref not in must, -graph.degree(ref), ref))
    left = frame.room * frame.tallest / frame.air - len(order) * frame.nearest**2
    shown = []
    for ref in order:
        left -= labels[ref].room(BELOW).area
        if ref in must or left > 0:
            shown.append(ref)
    return shown


def _laid_out(
    graph: nx.Graph,
    labels: Mapping[str, Label],
    shown: Collection[str],
    middle: str | None,
    frame: Frame,
) -> tuple[Layout, dict[str, Side]]:
    """Where everybody stands, and at which side there is room for each name."""
    pairs = list(graph.edges())
    if middle is None or len(graph) > MOST_ON_RINGS:
        sides = dict.fromkeys(shown, BELOW)
        rooms = {ref: labels[ref].room(BELOW) for ref in shown}
        return spread(graph, pairs, frame=frame, rooms=rooms), sides
    places = ring(middle, graph, pairs, frame=frame)
    sides = {ref: _outward(places[ref][0], frame, is_middle=ref == middle) for ref in shown}
    rooms = {ref: labels[ref].room(sides[ref]) for ref in shown}
    return cleared(places, frame=frame, rooms=rooms), sides


def _outward(x: float, frame: Frame, *, is_middle: bool) -> Side:
    """Around a party names point outward, where the paper is wide enough."""
    away = x - frame.width / 2
    if is_middle or frame.is_upright or abs(away) < frame.width / 9:
        return BELOW
    return RIGHT if away > 0 else LEFT


def _reading_order(graph: nx.Graph, ref: str, middle: str | None) -> tuple[bool, bool, str, str]:
    """The order in which the keyboard meets the nodes: the middle, then by name."""
    node = node_of(graph, ref)
    return ref != middle, node.is_scheme, node.order, ref


def _stroke(line: Line, places: Mapping[str, tuple[int, int]]) -> Stroke:
    one, other = line.one.ref, line.other.ref
    return Stroke(*places[one], *places[other], one, other, style_of(line))


def style_of(line: Line) -> str:
    """How a line is drawn."""
    if line.is_chance:
        return CHANCE
    if line.has_agreement:
        return "overeenkomst"
    return GRANT if all(tie.sort in (GRANT, CHANCE) for tie in line.ties) else ""
