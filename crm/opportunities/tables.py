"""Evidence read from the tables: a fixed number of small queries for one party.

Each statement is built once. Only records up to the viewer's level, never hidden ones, are read:
edges, degrees and affiliations carry the strictest level of all they were made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.links.models import Degree, Edge
from crm.opportunities.evidence import MILLION, Facts, Match, Overlap, Shared
from crm.opportunities.needs import OpenOffer, fitting
from crm.parties.models import Party, party_area, party_theme
from crm.resources.models import Affiliation, Offer, SchemeDegree, offer_area, offer_theme

MOST_LINKS = 300
"""A partner or scheme with more links than this brings nobody together."""
CHUNK = 5000
PARTY_KEY = func.coalesce(Party.reference, Party.ref)

_party: ColumnElement[int] = bindparam("party")
_level: ColumnElement[int] = bindparam("level")
_day: ColumnElement[Any] = bindparam("day")
_ids: Any = bindparam("ids", expanding=True)


def now(edge: Any) -> ColumnElement[bool]:
    """The edge may be known and holds on the day."""
    begun = or_(edge.begins_on.is_(None), edge.begins_on <= _day)
    return and_(edge.level <= _level, begun, _not_over(edge))


def _not_over(edge: Any) -> ColumnElement[bool]:
    return or_(edge.ends_on.is_(None), edge.ends_on > _day)


def _degree_of(party_id: Any) -> ColumnElement[int]:
    count = select(Degree.n).where(Degree.party_id == party_id, Degree.level == _level)
    return func.coalesce(count.scalar_subquery(), 0)


def usable() -> ColumnElement[bool]:
    """The party may be used as evidence and suggested."""
    return and_(Party.level <= _level, Party.archived_at.is_(None))


def _facts() -> Any:
    columns = (Party.id, Party.ref, PARTY_KEY, Party.name, Party.kind, _degree_of(Party.id))
    return select(*columns).where(Party.id.in_(_ids), usable())


def _shared_partners() -> Any:
    to_partner, onward = aliased(Edge), aliased(Edge)
    pairs = (
        select(onward.dst.label("other"), to_partner.dst.label("partner"), Degree.n)
        .join(Degree, and_(Degree.party_id == to_partner.dst, Degree.level == _level))
        .join(onward, onward.src == to_partner.dst)
        .where(to_partner.src == _party, Degree.n <= MOST_LINKS, onward.dst != _party)
        .where(now(to_partner), now(onward))
        .distinct()
        .subquery()
    )
    counted = (
        select(
            pairs.c.other,
            func.count().label("partners"),
            func.sum(literal(MILLION) // pairs.c.n).label("weight"),
        )
        .group_by(pairs.c.other)
        .subquery()
    )
    return select(
        counted.c.other, counted.c.partners, counted.c.weight, _degree_of(counted.c.other)
    )


def _shared_schemes() -> Any:
    own, theirs = aliased(Affiliation), aliased(Affiliation)
    return (
        select(theirs.party_id, func.sum(literal(MILLION) // SchemeDegree.n))
        .select_from(own)
        .join(
            SchemeDegree,
            and_(SchemeDegree.scheme_id == own.scheme_id, SchemeDegree.level == _level),
        )
        .join(theirs, theirs.scheme_id == own.scheme_id)
        .where(own.party_id == _party, own.level <= _level, SchemeDegree.n <= MOST_LINKS)
        .where(theirs.level <= _level, theirs.party_id != _party)
        .group_by(theirs.party_id)
    )


def _how_many(table: Any, party_id: Any) -> ColumnElement[int]:
    return select(func.count()).where(table.c.party_id == party_id).scalar_subquery()


def _in_common(table: Any, column: str, party_id: Any) -> ColumnElement[int]:
    mine = table.alias()
    same = mine.c[column] == table.c[column]
    return (
        select(func.count())
        .select_from(table.join(mine, same))
        .where(table.c.party_id == party_id, mine.c.party_id == _party)
        .scalar_subquery()
    )


def _overlaps(table: Any, column: str) -> Any:
    """Who has one of the party's areas (or themes), with all four counts of that party."""
    mine = table.alias()
    near = (
        select(table.c.party_id)
        .select_from(table.join(mine, mine.c[column] == table.c[column]))
        .where(mine.c.party_id == _party, table.c.party_id != _party)
        .distinct()
        .subquery()
    )
    return (
        select(
            Party.id,
            _in_common(party_theme, "theme_id", Party.id),
            _how_many(party_theme, Party.id),
            _in_common(party_area, "area_id", Party.id),
            _how_many(party_area, Party.id),
        )
        .join(near, near.c.party_id == Party.id)
        .where(usable())
    )


def _open_offers() -> Any:
    columns = (Offer.id, Offer.party_id, Offer.kind, Offer.direction)
    return (
        select(*columns)
        .join(Party, Party.id == Offer.party_id)
        .where(usable(), Offer.level <= _level, Offer.archived_at.is_(None))
        .where(Offer.status == "open", or_(Offer.valid_until.is_(None), Offer.valid_until >= _day))
    )


def _counterparts() -> Any:
    """Open offers of others of a kind that the party needs, and the other way round."""
    own = aliased(Offer)
    opposite = case((Offer.direction == "biedt", "zoekt"), else_="biedt")
    wanted = (
        select(own.id)
        .where(own.party_id == _party, own.kind == Offer.kind, own.direction == opposite)
        .where(own.level <= _level, own.archived_at.is_(None), own.status == "open")
        .where(or_(own.valid_until.is_(None), own.valid_until >= _day))
    )
    return _open_offers().where(Offer.party_id != _party, wanted.exists())


FACTS = _facts()
LINKED = select(Edge.dst).where(Edge.src == _party, Edge.level <= _level, _not_over(Edge))
SHARED_PARTNERS = _shared_partners()
SHARED_SCHEMES = _shared_schemes()
OWN_COUNTS = select(_how_many(party_theme, _party), _how_many(party_area, _party))
IN_SAME_AREA = _overlaps(party_area, "area_id")
WITH_SAME_THEME = _overlaps(party_theme, "theme_id")
PARTNERS = select(Edge.src, Edge.dst).where(Edge.src.in_(_ids), now(Edge)).distinct()
OWN_OFFERS = _open_offers().where(Offer.party_id == _party)
COUNTERPARTS = _counterparts()
OFFER_THEMES = select(offer_theme.c.offer_id, offer_theme.c.theme_id).where(
    offer_theme.c.offer_id.in_(_ids)
)
OFFER_AREAS = select(offer_area.c.offer_id, offer_area.c.area_id).where(
    offer_area.c.offer_id.in_(_ids)
)
PARTY_AREAS = select(party_area.c.party_id, party_area.c.area_id).where(
    party_area.c.party_id.in_(_ids)
)


class Tables:
    """The source of evidence for one viewer, straight from the database."""

    def __init__(self, viewer: Viewer) -> None:
        self._bound = {"level": viewer.level, "day": viewer.day}

    def rows(self, statement: Any, **bound: Any) -> Sequence[Any]:
        return db.session.execute(statement, self._bound | bound).all()

    def _chunked(self, statement: Any, ids: Iterable[int]) -> Iterator[Any]:
        wanted = sorted(ids)
        for start in range(0, len(wanted), CHUNK):
            yield from self.rows(statement, ids=wanted[start : start + CHUNK])

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """See `Source`."""
        return {row[0]: Facts(*row) for row in self._chunked(FACTS, ids)}

    def linked(self, party: int) -> frozenset[int]:
        """See `Source`."""
        return frozenset(row[0] for row in self.rows(LINKED, party=party))

    def shared_partners(self, party: int) -> dict[int, Shared]:
        """See `Source`."""
        rows = self.rows(SHARED_PARTNERS, party=party)
        return {row[0]: Shared(row[1], int(row[2]), row[3]) for row in rows}

    def shared_schemes(self, party: int) -> dict[int, int]:
        """See `Source`."""
        return {row[0]: int(row[1]) for row in self.rows(SHARED_SCHEMES, party=party)}

    def overlaps(self, party: int) -> dict[int, Overlap]:
        """See `Source`."""
        own_themes, own_areas = self.rows(OWN_COUNTS, party=party)[0]
        near = IN_SAME_AREA if own_areas else WITH_SAME_THEME
        return {
            other: Overlap(themes, own_themes, their_themes, areas, own_areas, their_areas)
            for other, themes, their_themes, areas, their_areas in self.rows(near, party=party)
        }

    def partners(self, parties: Iterable[int]) -> list[tuple[int, int]]:
        """See `Source`."""
        return [(row[0], row[1]) for row in self._chunked(PARTNERS, parties)]

    def matches(self, party: int) -> list[Match]:
        """See `Source`."""
        own = self.rows(OWN_OFFERS, party=party)
        others = self.rows(COUNTERPARTS, party=party) if own else ()
        if not others:
            return []
        offers = [*own, *others]
        themes = _sets(self._chunked(OFFER_THEMES, {row[0] for row in offers}))
        areas = _sets(self._chunked(OFFER_AREAS, {row[0] for row in offers}))
        homes = _sets(self._chunked(PARTY_AREAS, {row[1] for row in offers}))
        filled = [
            OpenOffer(
                id=row[0],
                party=row[1],
                kind=row[2],
                direction=row[3],
                themes=themes.get(row[0], frozenset()),
                areas=areas.get(row[0]) or homes.get(row[1], frozenset()),
            )
            for row in offers
        ]
        return fitting(filled[: len(own)], filled[len(own) :])


def _sets(rows: Iterable[Any]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for owner, value in rows:
        found.setdefault(owner, set()).add(value)
    return {owner: frozenset(values) for owner, values in found.items()}
