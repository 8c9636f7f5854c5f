"""The network told in sentences, for who reads: what there is, who is connected, who is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.text import figure_text
from crm.links.models import Degree, Edge
from crm.parties.kinds import CONTACTED_KINDS, KINDS, PartyKind
from crm.parties.models import Party
from crm.parties.queries import current
from crm.resources.models import Grant, Scheme

MOST_NAMED = 8
MOST_KINDS = 3


@dataclass(frozen=True, slots=True)
class NetworkTold:
    """Sentences about the network, and the parties without any link: some of them, and all."""

    sentences: list[str]
    alone: list[Party]
    alone_in_all: int
    parties: int
    links: int


def network_told(viewer: Viewer) -> NetworkTold:
    """What the viewer's level knows on the viewer's day; hidden records move no figure."""
    known = (Party.level <= viewer.level, Party.archived_at.is_(None))
    kinds = db.session.execute(
        select(Party.kind, func.count()).where(*known).group_by(Party.kind)
    ).all()
    edge = (Edge.level <= viewer.level, current(Edge, viewer.day))
    links = db.session.scalar(
        select(func.count()).select_from(Edge).where(*edge, Edge.src < Edge.dst)
    )
    linked = select(Edge.src).where(Edge.src == Party.id, *edge).exists()
    alone = select(Party).where(*known, ~linked)
    alone_in_all = db.session.scalar(select(func.count(Party.id)).where(*known, ~linked)) or 0
    first = alone.order_by(
        Party.kind.in_(sorted(CONTACTED_KINDS)).desc(), Party.sort_key, Party.id
    ).limit(MOST_NAMED)
    counts = {row[0]: row[1] for row in kinds}
    total = sum(counts.values())
    sentences = [kinds_sentence(counts), links_sentence(links or 0, alone_in_all, total)]
    sentences.append(_most_linked(viewer) if links else _funded(viewer))
    return NetworkTold(
        [sentence for sentence in sentences if sentence],
        list(db.session.scalars(first)),
        alone_in_all,
        total,
        links or 0,
    )


def kinds_sentence(counts: dict[str, int]) -> str:
    """`In dit netwerk staan 128 partijen: 46 bewonersinitiatieven, … en 40 andere.`"""
    total = sum(counts.values())
    if not total:
        return "In dit netwerk staat nog niemand."
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [_counted(kind, count) for kind, count in ordered[:MOST_KINDS]]
    rest = sum(count for _, count in ordered[MOST_KINDS:])
    if rest:
        named.append(f"{figure_text(rest)} andere")
    if len(counts) == 1:
        return f"In dit netwerk {'staat' if total == 1 else 'staan'} {named[0]}."
    return f"In dit netwerk staan {figure_text(total)} partijen: {_joined(named)}."


def links_sentence(links: int, alone: int, parties: int) -> str:
    """How many links, and how many parties have none."""
    if not parties:
        return ""
    if not links:
        return "Wij kennen nog geen verbindingen tussen hen."
    run = "loopt 1 verbinding" if links == 1 else f"lopen {figure_text(links)} verbindingen"
    if not alone:
        return f"Tussen hen {run}. Iedereen is met iemand verbonden."
    has = "1 partij heeft" if alone == 1 else f"{figure_text(alone)} partijen hebben"
    return f"Tussen hen {run}; {has} er nog geen."


def _most_linked(viewer: Viewer) -> str:
    row = db.session.execute(
        select(Party.name, Degree.n)
        .join(Degree, Degree.party_id == Party.id)
        .where(
            Degree.level == viewer.level,
            Party.level <= viewer.level,
            Party.archived_at.is_(None),
        )
        .order_by(Degree.n.desc(), Party.sort_key, Party.id)
        .limit(1)
    ).first()
    if row is None or row.n < 2:
        return ""
    return f"De meeste partners heeft {row.name}: {row.n}."


def _funded(viewer: Viewer) -> str:
    """What a register of grants tells when nothing else is known."""
    parties, schemes = db.session.execute(
        select(func.count(Grant.party_id.distinct()), func.count(Grant.scheme_id.distinct()))
        .join(Party, Party.id == Grant.party_id)
        .join(Scheme, Scheme.id == Grant.scheme_id)
        .where(
            Grant.level <= viewer.level,
            Scheme.level <= viewer.level,
            Grant.archived_at.is_(None),
            Party.level <= viewer.level,
            Party.archived_at.is_(None),
        )
    ).one()
    if not parties:
        return ""
    got = "1 partij kreeg" if parties == 1 else f"{figure_text(parties)} partijen kregen"
    out = "1 regeling" if schemes == 1 else f"{figure_text(schemes)} regelingen"
    return f"Wel weten wij uit het register: {got} geld uit {out}. Daaruit volgen de kansen."


def _counted(kind: str, count: int) -> str:
    facts = KINDS[PartyKind(kind)]
    return f"{figure_text(count)} {facts.label if count == 1 else facts.plural}"


def _joined(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} en {parts[-1]}" if len(parts) > 1 else parts[0]
