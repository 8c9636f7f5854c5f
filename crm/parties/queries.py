"""Reading parties: the visibility filter that everything builds on, and the lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from crm.accounts.permissions import may
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.dates import end_of
from crm.core.db import HIDDEN_LEVEL, db, remembered
from crm.core.errors import NotFound
from crm.parties.models import (
    FormerParty,
    InitiativeProfile,
    Party,
    PartyAccess,
    party_area,
    party_theme,
)
from crm.taxonomy.queries import areas_below, themes_below

PAGE_SIZE = 25
MOST_COUNTED = 100_000
AT_ONCE = 500
Row = TypeVar("Row")
# Which party a remembered select is about: its id is given when the select runs.
PARTY = bindparam("party_id", type_=Integer)
# Why a role may see a party beyond its level, and up to which level that reaches.
_ACCESS: dict[Role, tuple[tuple[str, int], ...]] = {
    Role.INITIATOR: (("eigen", 2), ("genoemd", HIDDEN_LEVEL)),
    Role.READER: (("genoemd", HIDDEN_LEVEL),),
    Role.CIVIL_SERVANT: (("houder", HIDDEN_LEVEL), ("genoemd", HIDDEN_LEVEL)),
    Role.ADMINISTRATOR: (("genoemd", HIDDEN_LEVEL),),
}


def current(model: Any, day: date) -> ColumnElement[bool]:
    """Whether a row's period holds the day, in SQL."""
    return and_(
        or_(model.begins_on.is_(None), model.begins_on <= day),
        or_(model.ends_on.is_(None), model.ends_on > day),
    )


def has_access(
    viewer: Viewer, party_id: ColumnElement[int] | Any, level: ColumnElement[int] | Any
) -> ColumnElement[bool]:
    """Whether the viewer has a relation to the party that reaches a record of this level.

    Party and level may come from any statement around this one: only the access itself is looked
    up here, also when it stands two statements deep.
    """
    reaches = [
        and_(PartyAccess.why == why, level <= highest)
        for why, highest in _ACCESS.get(viewer.role, ())
    ]
    return (
        select(PartyAccess.id)
        .where(
            PartyAccess.user_id == viewer.user_id,
            PartyAccess.party_id == party_id,
            current(PartyAccess, viewer.day),
            or_(*reaches),
        )
        .correlate_except(PartyAccess)
        .exists()
    )


@remembered
def party_seen(viewer: Viewer, party: Any = Party) -> ColumnElement[bool]:
    """The one filter on parties: whether the viewer may know that a party exists."""
    if viewer.is_operator:
        return true()
    if not viewer.is_signed_in:
        return party.level == 0
    return or_(party.level <= viewer.level, has_access(viewer, party.id, party.level))


@remembered
def accessed_ids(viewer: Viewer) -> Select[int]:
    """The ids of the parties that the viewer has any relation to, to look in from elsewhere.

    Beside `has_access` it says nothing new; but a database that looks for any row at all begins
    with these few parties in the place of with every row.
    """
    mine = and_(PartyAccess.user_id == viewer.user_id, current(PartyAccess, viewer.day))
    return select(PartyAccess.party_id).where(mine).correlate(None)


@remembered
def visible_parties(viewer: Viewer) -> Select[Party]:
    """The parties the viewer may see, archived ones too: a select to build on."""
    return select(Party).where(party_seen(viewer))


def get_party(ref: str, *, viewer: Viewer) -> Party:
    """The party with this ref; NotFound also when the viewer may not see it."""
    party = db.session.scalar(_party_by_ref(viewer), {"ref": ref})
    if party is None:
        raise NotFound("Deze partij bestaat niet, of u mag haar niet zien.")
    return party


@remembered
def _party_by_ref(viewer: Viewer) -> Select[Party]:
    """The profile comes along: the heading of every page of a party shows its phase."""
    with_profile = visible_parties(viewer).options(joinedload(Party.profile))
    return with_profile.where(Party.ref == bindparam("ref"))


def addresses_withheld(refs: Iterable[str], *, viewer: Viewer) -> set[str]:
    """The refs of these parties whose addresses are kept from the viewer.

    The town hall and the party itself know them; nobody else in the network does.
    """
    if may(viewer, "party.edit"):
        return set()
    own = {party.id for party in own_parties(viewer)} if viewer.role is Role.INITIATOR else set()
    wanted = list(refs)
    query = select(Party.ref, Party.id).where(Party.ref.in_(wanted), Party.withheld)
    former = select(FormerParty.ref, Party.id).join(Party, Party.id == FormerParty.party_id)
    found = [
        *db.session.execute(query),
        *db.session.execute(former.where(FormerParty.ref.in_(wanted), Party.withheld)),
    ]
    return {ref for ref, party_id in found if party_id not in own}


def find_party_by_reference(reference: str, *, viewer: Viewer) -> Party | None:
    """The party with this referentie, else with this ref."""
    query = visible_parties(viewer).where(or_(Party.reference == reference, Party.ref == reference))
    found = db.session.scalar(query.order_by((Party.reference == reference).desc()).limit(1))
    return found or find_party_that_was(reference, viewer=viewer)


def find_party_that_was(key: str, *, viewer: Viewer) -> Party | None:
    """The party that another one with this ref or referentie became part of."""
    query = (
        visible_parties(viewer)
        .join(FormerParty, FormerParty.party_id == Party.id)
        .where(or_(FormerParty.ref == key, FormerParty.reference == key))
    )
    return db.session.scalar(query.order_by((FormerParty.reference == key).desc()).limit(1))


def find_party_once_called(name: str, *, viewer: Viewer) -> Party | None:
    """The party that another one of exactly this name became part of, when there is one such."""
    query = (
        visible_parties(viewer)
        .where(
            Party.archived_at.is_(None),
            Party.id.in_(select(FormerParty.party_id).where(FormerParty.name == name)),
        )
        .limit(2)
    )
    found = db.session.scalars(query).all()
    return found[0] if len(found) == 1 else None


def former_refs(party: Party) -> list[str]:
    """The refs of the parties that became part of this one, whose history is its history too."""
    query = select(FormerParty.ref).where(FormerParty.party_id == party.id)
    return list(db.session.scalars(query.order_by(FormerParty.ref)))


@dataclass(frozen=True, slots=True)
class PartyFilters:
    """What a list of parties is narrowed to; within one filter OR, between them AND.

    With `on` it holds who was there that day: not yet archived, and an initiative had begun.
    """

    text: str = ""
    kinds: Sequence[str] = ()
    themes: Sequence[str] = ()
    areas: Sequence[str] = ()
    archived: bool = False
    on: date | None = None
    extra: Sequence[ColumnElement[bool]] = field(default=())


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: its rows, which page, how many pages and rows in all.

    With `uncounted` there are more rows than `total`, and `pages` is only the next page.
    """

    rows: list[Row]
    page: int
    pages: int
    total: int
    uncounted: bool = False


def filtered_parties(filters: PartyFilters, *, viewer: Viewer) -> Select[Party]:
    """The parties a viewer may see, narrowed by the filters, in the order of names."""
    query = visible_parties(viewer)
    query = query.where(_is_there(filters), *filters.extra)
    if filters.kinds:
        query = query.where(Party.kind.in_(filters.kinds))
    if filters.themes:
        ids = select(party_theme.c.party_id).where(
            party_theme.c.theme_id.in_(themes_below(filters.themes))
        )
        query = query.where(Party.id.in_(ids))
    if filters.areas:
        ids = select(party_area.c.party_id).where(
            party_area.c.area_id.in_(areas_below(filters.areas))
        )
        query = query.where(Party.id.in_(ids))
    return query.order_by(Party.sort_key, Party.id)


def _is_there(filters: PartyFilters) -> ColumnElement[bool]:
    if filters.archived:
        return Party.archived_at.is_not(None)
    if filters.on is None:
        return Party.archived_at.is_(None)
    began_later = select(InitiativeProfile.party_id).where(
        InitiativeProfile.party_id == Party.id, InitiativeProfile.started_on > filters.on
    )
    archived_later = Party.archived_at >= end_of(filters.on)
    return and_(or_(Party.archived_at.is_(None), archived_later), ~began_later.exists())


def paged(
    query: Select[Any], page: int, *, size: int = PAGE_SIZE, count_to: int = MOST_COUNTED
) -> Page[Any]:
    """One page of a select; NotFound past the end (an empty list has one empty page).

    At most `count_to` rows are counted: counting each of very many would take too long.
    """
    record = query.column_descriptions[0]["entity"]
    ids = query.order_by(None).with_only_columns(record.id, maintain_column_froms=True)
    counted = select(func.count()).select_from(ids.limit(count_to + 1).subquery())
    total = db.session.scalar(counted) or 0
    uncounted = total > count_to
    pages = max(1, -(-total // size))
    if page > pages and not uncounted:
        raise NotFound(f"Deze lijst heeft {pages} bladzijden.")
    found = db.session.scalars(query.limit(size + 1).offset((page - 1) * size)).unique().all()
    if not found and page > 1:
        raise NotFound(f"Deze lijst heeft geen bladzijde {page}.")
    if uncounted:
        return Page(list(found[:size]), page, page + (len(found) > size), count_to, uncounted)
    return Page(list(found[:size]), page, pages, total)


def every(query: Select[Any]) -> Iterator[Any]:
    """Every row of a select, some hundreds in memory at a time: for files."""
    return iter(db.session.scalars(query.execution_options(yield_per=AT_ONCE)))


def list_parties(filters: PartyFilters, *, page: int, viewer: Viewer) -> Page[Party]:
    """One page of parties with what a list shows of each: a constant number of queries."""
    query = filtered_parties(filters, viewer=viewer).options(
        selectinload(Party.themes), selectinload(Party.areas)
    )
    return paged(query, page)


def every_party(filters: PartyFilters, *, viewer: Viewer) -> Iterator[Party]:
    """All parties of a list, with what a file shows of each."""
    lists = (Party.themes, Party.areas, Party.target_groups, Party.profile)
    query = filtered_parties(filters, viewer=viewer)
    return every(query.options(*(selectinload(one) for one in lists)))


def own_parties(viewer: Viewer) -> list[Party]:
    """The parties an initiatiefnemer belongs to, by name."""
    query = (
        visible_parties(viewer)
        .join(PartyAccess, PartyAccess.party_id == Party.id)
        .where(
            PartyAccess.user_id == viewer.user_id,
            PartyAccess.why == "eigen",
            current(PartyAccess, viewer.day),
            Party.archived_at.is_(None),
        )
        .order_by(Party.sort_key, Party.id)
    )
    return list(db.session.scalars(query).unique())


def is_own(party: Party, *, viewer: Viewer) -> bool:
    """Whether the viewer is an initiatiefnemer of this party."""
    return viewer.role is Role.INITIATOR and any(own.id == party.id for own in own_parties(viewer))
