"""Which party received from which scheme: kept in step with grants, per level of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import (
    ColumnElement,
    Select,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
)

from crm.core.db import HIDDEN_LEVEL, db
from crm.links.edges import strictest
from crm.parties.models import Party
from crm.parties.operations import when_reach_changes
from crm.resources.models import Affiliation, Grant, Scheme, SchemeDegree

CHUNK = 5000


def sync_affiliations(party_ids: Iterable[int]) -> None:
    """Make the affiliations of these parties follow from their grants again."""
    touched: set[int] = set()
    for ids in _chunks(party_ids):
        of_parties = Affiliation.party_id.in_(ids)
        touched.update(
            db.session.scalars(select(Affiliation.scheme_id).where(of_parties).distinct())
        )
        db.session.execute(delete(Affiliation).where(of_parties))
        _insert(Grant.party_id.in_(ids))
        touched.update(
            db.session.scalars(select(Affiliation.scheme_id).where(of_parties).distinct())
        )
    # once, when all is there: many parties receive from the same schemes
    for ids in _chunks(touched):
        _recount(SchemeDegree.scheme_id.in_(ids), Affiliation.scheme_id.in_(ids))


def rebuild_affiliations() -> None:
    """Make the whole table again: for bulk paths."""
    db.session.execute(delete(Affiliation))
    _insert()
    _recount(None, None)


def expected_affiliations(*conditions: ColumnElement[bool]) -> Select[int | None, int, int]:
    """What the table should hold, from the grants, schemes and parties."""
    level = strictest(Grant.level, Scheme.level, Party.level)
    return (
        select(Grant.party_id, Grant.scheme_id, func.min(level))
        .join(Scheme, Scheme.id == Grant.scheme_id)
        .join(Party, Party.id == Grant.party_id)
        .where(
            Grant.archived_at.is_(None),
            Scheme.archived_at.is_(None),
            Party.archived_at.is_(None),
            *conditions,
        )
        .group_by(Grant.party_id, Grant.scheme_id)
    )


def _insert(*conditions: ColumnElement[bool]) -> None:
    rows = expected_affiliations(*conditions)
    db.session.execute(insert(Affiliation).from_select(("party_id", "scheme_id", "level"), rows))


def _recount(old: ColumnElement[bool] | None, new: ColumnElement[bool] | None) -> None:
    stale = delete(SchemeDegree)
    db.session.execute(stale if old is None else stale.where(old))
    levels = union_all(*(select(literal(level).label("level")) for level in range(HIDDEN_LEVEL)))
    seen = levels.subquery()
    counts = (
        select(Affiliation.scheme_id, seen.c.level, func.count())
        .join(seen, Affiliation.level <= seen.c.level)
        .group_by(Affiliation.scheme_id, seen.c.level)
    )
    if new is not None:
        counts = counts.where(new)
    db.session.execute(insert(SchemeDegree).from_select(("scheme_id", "level", "n"), counts))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    unique = sorted(set(ids))
    return (unique[start : start + CHUNK] for start in range(0, len(unique), CHUNK))


when_reach_changes(sync_affiliations)
