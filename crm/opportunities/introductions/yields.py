"""What introductions led to: how many were begun, agreed to, met, and came to something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement, agreement_link
from crm.agreements.queries import visible_agreements
from crm.core.db import db
from crm.links.models import Link
from crm.links.queries import visible_links
from crm.opportunities.introductions.queries import there
from crm.opportunities.models import Introduction, Outcome, introduction_link
from crm.opportunities.states import OUTCOMES, SHARED, Status

MET = (Status.MET, Status.DONE)


@dataclass(frozen=True, slots=True)
class Yield:
    """How many were begun, agreed to, met, and led to something; outcomes by their code."""

    begun: int
    agreed: int
    met: int
    linked: int
    with_agreement: int
    outcomes: dict[str, int]

    @property
    def told(self) -> list[str]:
        """The outcomes that somebody told of."""
        return [code for code, count in self.outcomes.items() if count]


def yield_of(*, viewer: Viewer) -> Yield:
    """What the introductions led to, of those the viewer may see; two queries.

    Of several outcomes of one introduction the latest counts, and of those the most modest.
    """
    seen = (
        there(viewer)
        .where(Introduction.status.not_in((Status.PROPOSED, Status.WITHDRAWN)))
        .with_only_columns(Introduction.id, Introduction.status)
        .subquery()
    )
    linked, attached = _links_from(seen, viewer), _agreements_from(seen, viewer)
    counts = db.session.execute(
        select(
            func.count(),
            _how_many(seen.c.status.in_(SHARED)),
            _how_many(seen.c.status.in_(MET)),
            _how_many(linked.exists()),
            _how_many(attached.exists()),
        ).select_from(seen)
    ).one()
    told = select(Outcome.introduction_id, Outcome.months, Outcome.outcome).join(
        seen, seen.c.id == Outcome.introduction_id
    )
    begun, agreed, met, with_link, with_agreement = (int(count or 0) for count in counts)
    outcomes = _per_outcome(db.session.execute(told))
    return Yield(begun, agreed, met, with_link, with_agreement, outcomes)


def _links_from(seen: Any, viewer: Viewer) -> Select[Any]:
    """The links that came from an introduction, of those the viewer may see."""
    return (
        visible_links(viewer)
        .join(introduction_link, introduction_link.c.link_id == Link.id)
        .where(introduction_link.c.introduction_id == seen.c.id, Link.archived_at.is_(None))
        .with_only_columns(Link.id, maintain_column_froms=True)
        .correlate(seen)
    )


def _agreements_from(seen: Any, viewer: Viewer) -> Select[Any]:
    """The agreements on those links, of those the viewer may see."""
    links = _links_from(seen, viewer)
    return (
        visible_agreements(viewer)
        .join(agreement_link, agreement_link.c.agreement_id == Agreement.id)
        .where(agreement_link.c.link_id.in_(links), Agreement.archived_at.is_(None))
        .with_only_columns(Agreement.id, maintain_column_froms=True)
        .correlate(seen)
    )


def _how_many(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _per_outcome(rows: Iterable[Any]) -> dict[str, int]:
    order = list(OUTCOMES)
    latest: dict[int, tuple[int, str]] = {}
    for introduction, months, outcome in rows:
        known = latest.get(introduction)
        if known is None or (months, -order.index(outcome)) > (known[0], -order.index(known[1])):
            latest[introduction] = (months, outcome)
    found = [outcome for _, outcome in latest.values()]
    return {code: found.count(code) for code in order}
