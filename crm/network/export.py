"""The network as it leaves the house: GraphML, GEXF or node-link JSON. Parties and links only."""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.links.models import Edge, Link, LinkKind
from crm.network.graph import exported
from crm.network.tables import known_parties
from crm.parties.models import Party, party_area, party_theme
from crm.parties.queries import PartyFilters
from crm.taxonomy.models import Area, Theme

if TYPE_CHECKING:
    import networkx as nx

FORMATS = ("graphml", "gexf", "json")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def network_graph(viewer: Viewer) -> nx.MultiDiGraph:
    """Every party and link up to the viewer's level, past and future ones too.

    Nodes: `ref, referentie, naam, soort, themas, gebied`, lists with `;` between. Edges go from
    the first party to the second: `soort, begin, eind` (half-open, empty when open) and
    `gericht`, which says whether the direction means something.
    """
    return exported(_parties(viewer), _links(viewer))


def as_bytes(graph: nx.MultiDiGraph, form: str) -> bytes:
    """The graph in one of FORMATS; the same graph gives the same bytes."""
    import networkx as nx

    if form == "json":
        document = nx.node_link_data(graph, edges="edges")
        return json.dumps(document, ensure_ascii=False, indent=1).encode()
    buffer = io.BytesIO()
    if form == "graphml":
        nx.write_graphml(graph, buffer, encoding="utf-8", prettyprint=True)
        return buffer.getvalue()
    graph = graph.copy()
    nx.set_node_attributes(graph, nx.get_node_attributes(graph, "naam"), "label")
    nx.write_gexf(graph, buffer, encoding="utf-8", prettyprint=True)
    # networkx writes the day on which it wrote; it says nothing about the network
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", buffer.getvalue())


def _parties(viewer: Viewer) -> list[dict[str, Any]]:
    known = known_parties(PartyFilters(), viewer)
    themes = _listed(party_theme, "theme_id", Theme, Theme.name)
    areas = _listed(party_area, "area_id", Area, Area.code)
    rows = db.session.execute(
        select(Party.id, Party.ref, Party.reference, Party.name, Party.kind)
        .where(Party.id.in_(known))
        .order_by(Party.ref)
    )
    return [
        {
            "ref": row.ref,
            "referentie": _plain(row.reference or ""),
            "naam": _plain(row.name),
            "soort": row.kind,
            "themas": _plain(";".join(themes[row.id])),
            "gebied": _plain(";".join(areas[row.id])),
        }
        for row in rows
    ]


def _links(viewer: Viewer) -> list[tuple[str, str, dict[str, Any]]]:
    one, other = aliased(Party), aliased(Party)
    rows = db.session.execute(
        select(one.ref, other.ref, LinkKind.code, LinkKind.directed, Link.begins_on, Link.ends_on)
        .select_from(Edge)
        .join(Link, Link.id == Edge.link_id)
        .join(LinkKind, LinkKind.id == Link.kind_id)
        .join(one, one.id == Link.party_a_id)
        .join(other, other.id == Link.party_b_id)
        .where(Edge.src == Link.party_a_id, Edge.level <= viewer.level)
        .order_by(one.ref, other.ref, LinkKind.code, Link.begins_on, Link.ref)
    )
    return [
        (a, b, {"soort": code, "begin": _day(begin), "eind": _day(end), "gericht": directed})
        for a, b, code, directed, begin, end in rows
    ]


def _listed(table: Any, column: str, model: Any, word: Any) -> dict[int, list[str]]:
    """What every party has of a list, in the order of code points."""
    found: dict[int, list[str]] = defaultdict(list)
    query = select(table.c.party_id, word).join(model, model.id == table.c[column])
    for party, value in db.session.execute(query):
        found[party].append(value)
    for values in found.values():
        values.sort()
    return found


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


def _plain(text: str) -> str:
    """A text without signs that XML has no way to write."""
    return _NOT_IN_XML.sub("", text)
