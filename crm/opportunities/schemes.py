"""Schemes that fit a party: open, with a theme of it, the closest first.

A scheme says of itself only its themes. Whom it is for is told by who received from it before: of
the same kind, in the same area, for the same people. Evidence only, up to the viewer's level: a
grant that may not be known might as well not exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from crm.accounts.viewer import Viewer
from crm.core.db import HIDDEN_LEVEL, remembered
from crm.core.errors import NotFound
from crm.core.prepared import run
from crm.opportunities.apart import NOT_ASKED, usable
from crm.opportunities.ranking.kept import may_have_money
from crm.opportunities.ranking.statements import is_open, says_something
from crm.parties.models import Party, party_area, party_target_group, party_theme
from crm.parties.queries import PAGE_SIZE, PARTY, Page
from crm.resources.models import Affiliation, Scheme, scheme_theme
from crm.taxonomy.models import TargetGroup, Theme

MOST_SHOWN = 3
"""So many stand beside the chances of a party; all of them have a page."""
# Made once, since making one is slow.
OWN, RECIPIENT, PROVIDER = aliased(Party), aliased(Party), aliased(Party)
_theme = Theme.__table__
TOLD = 9
"""Behind so many columns stands what says whether somebody alike received."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A scheme with what makes it fit: the themes both have, and who received from it before.

    `provider_ref` and its name only when it is as well known as the evidence.
    """

    ref: str
    name: str
    closes_on: date | None
    minimum: Decimal | None
    maximum: Decimal | None
    conditions: str
    provider_ref: str | None
    provider_name: str | None
    same_kind: bool
    same_area: bool
    same_people: bool
    themes: Sequence[str]


def fitting_schemes(party: Party, *, viewer: Viewer) -> list[Fit]:
    """The schemes that fit a party best, one more than MOST_SHOWN when there are more."""
    return _fits(party, _best_fitting, viewer) if _may_fit(party, viewer) else []


def all_fitting_schemes(party: Party, *, page: int, viewer: Viewer) -> Page[Fit]:
    """One page of all the schemes that fit a party: some hundreds at most."""
    found = _fits(party, _fitting, viewer) if _may_fit(party, viewer) else []
    pages = max(1, -(-len(found) // PAGE_SIZE))
    if page > pages:
        raise NotFound(f"Deze lijst heeft {pages} bladzijden.")
    return Page(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], page, pages, len(found))


def _may_fit(party: Party, viewer: Viewer) -> bool:
    is_asked = party.kind not in NOT_ASKED and not party.is_archived
    return is_asked and party.level < HIDDEN_LEVEL and may_have_money(party.id, viewer=viewer)


def _fits(party: Party, fitting: Callable[[Viewer], Select[Any]], viewer: Viewer) -> list[Fit]:
    """Which themes it shares with open schemes is soon asked; of many parties there are none."""
    themes = _themes_shared(party, viewer)
    if not themes:
        return []
    rows = run(fitting(viewer), {"party_id": party.id})
    return [_fit(row[1:TOLD], row[TOLD:], themes[row[0]]) for row in rows]


def _fit(told: Sequence[Any], alike: Sequence[Any], themes: Sequence[str]) -> Fit:
    return Fit(*(*told, *map(bool, alike), themes))


def _themes_shared(party: Party, viewer: Viewer) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for scheme, name in run(_shared_with_open(viewer), {"party_id": party.id}):
        found[scheme].append(name)
    return found


_shared = (
    scheme_theme.join(party_theme, party_theme.c.theme_id == scheme_theme.c.theme_id)
    .join(_theme, _theme.c.id == scheme_theme.c.theme_id)
)  # fmt: skip
_is_shared = and_(party_theme.c.party_id == PARTY, says_something(_theme))


@remembered
def _shared_with_open(viewer: Viewer) -> Select[Any]:
    """The schemes that are open, each with the name of a theme in common."""
    return (
        select(scheme_theme.c.scheme_id, _theme.c.name)
        .select_from(_shared.join(Scheme, Scheme.id == scheme_theme.c.scheme_id))
        .where(_is_shared, _is_open(viewer))
        .order_by(_theme.c.sort_key, _theme.c.id)
    )


def _is_open(viewer: Viewer) -> ColumnElement[bool]:
    return is_open(Scheme, level=viewer.level, day=viewer.day)


@remembered
def _best_fitting(viewer: Viewer) -> Select[Any]:
    return _fitting(viewer).limit(MOST_SHOWN + 1)


@remembered
def _fitting(viewer: Viewer) -> Select[Any]:
    """The columns of a Fit but its themes, behind the id of its scheme.

    What has most in common stands first: themes, and who received; of those what closes first.
    """
    received = select(Affiliation.party_id).where(
        Affiliation.party_id == PARTY,
        Affiliation.scheme_id == Scheme.id,
        Affiliation.level <= viewer.level,
    )
    shared = (
        select(scheme_theme.c.scheme_id, func.count().label("themes"))
        .select_from(_shared)
        .where(_is_shared)
        .group_by(scheme_theme.c.scheme_id)
        .subquery()
    )
    alike = [case((which, 1), else_=0) for which in _received_before(viewer)]
    told = (Scheme.ref, Scheme.name, Scheme.closes_on, Scheme.minimum, Scheme.maximum,
            Scheme.conditions, PROVIDER.ref, PROVIDER.name)  # fmt: skip
    return (
        select(Scheme.id, *told, *alike)
        .join(shared, shared.c.scheme_id == Scheme.id)
        .outerjoin(PROVIDER, and_(PROVIDER.id == Scheme.provider_id, usable(PROVIDER, viewer)))
        .where(_is_open(viewer), ~received.exists())
        .where(or_(Scheme.provider_id.is_(None), Scheme.provider_id != PARTY))
        .order_by(
            sum(alike, start=shared.c.themes).desc(),
            *(Scheme.closes_on.is_(None), Scheme.closes_on, Scheme.sort_key, Scheme.id),
        )
    )


def _received_before(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """Whether a party of the same kind, in the same area, for the same people received from it."""
    own_kind = select(OWN.kind).where(OWN.id == PARTY).scalar_subquery()
    groups = party_target_group
    telling = select(TargetGroup.id).where(says_something(TargetGroup.__table__))
    return (
        _received(viewer, RECIPIENT.kind == own_kind),
        _received(viewer, _shares(party_area, party_area.c.area_id)),
        _received(
            viewer,
            _shares(groups, groups.c.target_group_id, groups.c.target_group_id.in_(telling)),
        ),
    )


def _received(viewer: Viewer, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Affiliation.party_id)
        .join(RECIPIENT, RECIPIENT.id == Affiliation.party_id)
        .where(
            Affiliation.scheme_id == Scheme.id,
            Affiliation.level <= viewer.level,
            usable(RECIPIENT, viewer),
            which,
        )
        .correlate(Scheme)
        .exists()
    )


def _shares(table: Any, column: Any, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a recipient has something of the party in a table of both."""
    own = select(column).where(table.c.party_id == PARTY, *which)
    theirs = aliased(table)
    shared = theirs.c[column.name].in_(own)
    return select(theirs.c.party_id).where(and_(theirs.c.party_id == RECIPIENT.id, shared)).exists()
