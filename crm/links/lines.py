"""The links of a party as its overview shows them: one light read, with the counts of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, case, false, func

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.core.db import remembered
from crm.core.prepared import run
from crm.links.models import Link, LinkKind
from crm.links.queries import PARTY_A, PARTY_B, links_of_party
from crm.links.quiet import link_sleeps
from crm.links.states import SHOWN, shown_status
from crm.parties.models import Party
from crm.parties.queries import PARTY


class LinkLine(NamedTuple):
    """A link as seen from one end; `sleeps` only for who may know of quiet links."""

    ref: str
    words: str
    other_ref: str
    other_name: str
    other_kind: str
    status: str
    begins_on: date | None
    ends_on: date | None
    sleeps: bool

    @property
    def period(self) -> Period:
        """From when until when."""
        return Period(self.begins_on, self.ends_on)

    def status_on(self, day: date) -> str:
        """The word for how it stands on a day."""
        return SHOWN[shown_status(self.status, self.period, day)]


@dataclass(frozen=True, slots=True)
class LinkLines:
    """The newest links that are not over, and how many there are, and were."""

    shown: Sequence[LinkLine]
    now: int
    past: int


def link_lines(party: Party, *, viewer: Viewer, most: int) -> LinkLines:
    """The links of a party that the viewer may see, those that are not over first."""
    rows = run(_lines(viewer, most), {"party_id": party.id})
    every, past = rows[0][-2:] if rows else (0, 0)
    now = every - past
    return LinkLines([LinkLine._make(row[:-2]) for row in rows[:now]], now, past)


@remembered
def _lines(viewer: Viewer, most: int) -> Select[Any]:
    from_a = Link.party_a_id == PARTY
    over = case((Link.ends_on <= viewer.shown_day, 1), else_=0)
    sleeps = link_sleeps(viewer) if may(viewer, "quiet.read") else false()
    return (
        links_of_party(viewer)
        .join(LinkKind, LinkKind.id == Link.kind_id)
        .with_only_columns(
            Link.ref,
            case((from_a, LinkKind.name), else_=LinkKind.inverse_name),
            case((from_a, PARTY_B.ref), else_=PARTY_A.ref),
            case((from_a, PARTY_B.name), else_=PARTY_A.name),
            case((from_a, PARTY_B.kind), else_=PARTY_A.kind),
            Link.status,
            Link.begins_on,
            Link.ends_on,
            sleeps,
            func.count().over(),
            func.sum(over).over(),
        )
        .order_by(over, Link.begins_on.desc().nulls_last(), Link.id)
        .limit(most)
    )
