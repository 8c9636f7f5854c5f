"""A picture as values: where nodes, lines and names stand, and the rows of its table. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.network.graph import CHANCE, GRANT, Line, Node, lines, node_of
from crm.network.layout import Layout, around, spread

if TYPE_CHECKING:
    import networkx as nx

LONGEST_NAME = 32
LETTER, LETTER_OF_MIDDLE = 8.1, 10.2
"""How wide a letter of a name is, on average, in units of the drawing."""
HIGH = 20
DISC = 11
MOST_NAMED = 60
"""So many names are tried; what the sentences name always gets one."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Name:
    """A name beside its node: the text, where it begins from the node, and to which side."""

    text: str
    x: int
    y: int
    anchor: str
    is_shown: bool


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
class Picture:
    """All that a page needs to draw, to tell and to list: as many lines as strokes."""

    width: int
    height: int
    spots: tuple[Spot, ...]
    strokes: tuple[Stroke, ...]
    lines: tuple[Line, ...]
    sentences: tuple[str, ...]

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
) -> Picture:
    """The picture of a graph, around one party or as a whole.

    `named` are the refs whose names must be read: what the sentences speak of. The ends of a
    chance are always named.
    """
    pairs = list(graph.edges())
    layout = around(middle, graph, pairs) if middle else spread(graph, pairs)
    found = lines(graph, first=middle)
    must = set(named) | {
        end.ref for line in found if line.is_chance for end in (line.one, line.other)
    }
    if middle:
        must.add(middle)
    order = sorted(graph, key=lambda ref: (ref not in must, -graph.degree(ref), ref))
    names = _named(order, graph, layout, must, middle)
    spots = [
        Spot(node_of(graph, ref), *layout.places[ref], names[ref], ref == middle)
        for ref in sorted(graph, key=lambda ref: _reading_order(graph, ref, middle))
    ]
    return Picture(
        layout.width,
        layout.height,
        tuple(spots),
        tuple(_stroke(line, layout.places) for line in found),
        tuple(found),
        tuple(sentences),
    )


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


def _named(
    order: Sequence[str],
    graph: nx.Graph,
    layout: Layout,
    must: Collection[str],
    middle: str | None,
) -> dict[str, Name]:
    """A name for every node; those with the most lines first, where there is room."""
    taken: list[Box] = [(x - DISC, y - DISC, x + DISC, y + DISC) for x, y in layout.places.values()]
    names: dict[str, Name] = {}
    for turn, ref in enumerate(order):
        text = shortened(node_of(graph, ref).name)
        wide = len(text) * (LETTER_OF_MIDDLE if ref == middle else LETTER)
        sides = _sides(layout, ref, middle)
        fits = None
        if ref in must or turn < MOST_NAMED:
            boxes = {side: _box(layout.places[ref], side, wide) for side in sides}
            fits = next((side for side in sides if _is_free(boxes[side], layout, taken)), None)
            if fits is None and ref in must:
                fits = min(sides, key=lambda side: _covers(boxes[side], layout, taken))
        if fits is not None:
            taken.append(_box(layout.places[ref], fits, wide))
        names[ref] = Name(text, *(fits or sides[0]), is_shown=fits is not None)
    return names


def shortened(name: str) -> str:
    """A name that fits in a picture."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 2].rstrip()}…"


Side = tuple[int, int, str]
BELOW, RIGHT, LEFT, ABOVE = (0, 27, "middle"), (15, 5, "start"), (-15, 5, "end"), (0, -16, "middle")


def _sides(layout: Layout, ref: str, middle: str | None) -> tuple[Side, ...]:
    """Where a name may stand, the best side first: around a party they point outward."""
    x, y = layout.places[ref]
    if middle is None or ref == middle:
        return (BELOW, RIGHT, LEFT, ABOVE)
    if abs(x - layout.width / 2) > layout.width / 8:
        beside = (RIGHT, LEFT) if x > layout.width / 2 else (LEFT, RIGHT)
        return (beside[0], BELOW, ABOVE, beside[1])
    return (BELOW, ABOVE, RIGHT, LEFT) if y > layout.height / 2 else (ABOVE, BELOW, RIGHT, LEFT)


def _box(place: tuple[int, int], side: Side, wide: float) -> Box:
    x, y = place[0] + side[0], place[1] + side[1]
    left = {"start": x, "end": x - wide, "middle": x - wide / 2}[side[2]]
    return left, y - HIGH + 5, left + wide, y + 5


def _is_free(box: Box, layout: Layout, taken: list[Box]) -> bool:
    left, top, right, bottom = box
    return _is_inside(box, layout) and not any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
        for other in taken
    )


def _covers(box: Box, layout: Layout, taken: list[Box]) -> int:
    """How many names and nodes a name would cover; outside the frame is worse than any."""
    if not _is_inside(box, layout):
        return len(taken) + 1
    return sum(not _is_free(box, layout, [other]) for other in taken)


def _is_inside(box: Box, layout: Layout) -> bool:
    return box[0] > 1 and box[1] > 1 and box[2] < layout.width - 1 and box[3] < layout.height - 1
