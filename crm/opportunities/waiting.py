"""Reading who has no vaste contactpersoon yet, and who already serves parties around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.links.models import Edge
from crm.opportunities.contact import Candidate, Servant, Service, proposed
from crm.opportunities.ranking.evidence import Facts
from crm.opportunities.ranking.service_statements import TOWN_HALL
from crm.opportunities.ranking.tables import Tables
from crm.parties.kinds import CONTACTED_KINDS, Phase
from crm.parties.models import InitiativeProfile, Party, party_area, party_theme
from crm.parties.queries import current
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, Person, full_name
from crm.taxonomy.models import Theme

Key = tuple[str, int]
PARTIES: Any = bindparam("parties", expanding=True)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An initiative without vaste contactpersoon, and who could be it."""

    party: Facts
    candidates: tuple[Candidate, ...]


def without_contact(*, viewer: Viewer, top: int = 25) -> list[Waiting]:
    """Initiatives and coalitions without vaste contactpersoon on the viewer's day, by name.

    Empty below the level of the town hall: who the contact persons are is not known there.
    """
    if viewer.level < TOWN_HALL:
        return []
    ids = list(db.session.scalars(_waiting(viewer).limit(top)))
    facts, themes = Tables(viewer).facts(ids), _themes(ids)
    servants = _servants(viewer)
    services = _services(ids, viewer)
    return [
        Waiting(
            facts[party],
            proposed(
                facts[party].key,
                themes.get(party, ()),
                [(servant, services[party][key]) for key, servant in servants.items()],
            ),
        )
        for party in ids
    ]


def count_without_contact(*, viewer: Viewer) -> int:
    """How many initiatives and coalitions have no vaste contactpersoon on the viewer's day."""
    if viewer.level < TOWN_HALL:
        return 0
    found = _waiting(viewer).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


@remembered
def _waiting(viewer: Viewer) -> Any:
    """The parties without one, by name. Who has one is looked up once, not for each party."""
    person, team = aliased(Person), aliased(Party)
    known_person = and_(person.level <= viewer.level, person.archived_at.is_(None))
    known_team = and_(team.level <= viewer.level, team.archived_at.is_(None))
    held = (
        select(AccountHolding.party_id)
        .outerjoin(person, and_(person.id == AccountHolding.person_id, known_person))
        .outerjoin(team, and_(team.id == AccountHolding.team_id, known_team))
        .where(AccountHolding.role == FIXED_CONTACT, current(AccountHolding, viewer.day))
        .where(or_(person.id.is_not(None), team.id.is_not(None)))
    )
    stopped = select(InitiativeProfile.party_id).where(InitiativeProfile.phase == Phase.STOPPED)
    return (
        select(Party.id)
        .where(
            Party.kind.in_(sorted(CONTACTED_KINDS)),
            Party.level <= viewer.level,
            Party.archived_at.is_(None),
            Party.id.not_in(held),
            Party.id.not_in(stopped),
        )
        .order_by(Party.sort_key, Party.id)
    )


def _themes(parties: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(party_theme.c.party_id, Theme.name)
        .join(Theme, Theme.id == party_theme.c.theme_id)
        .where(party_theme.c.party_id.in_(parties))
        .order_by(Theme.sort_key, Theme.id)
    )
    for party, name in rows:
        found[party].append(name)
    return found


def _servants(viewer: Viewer) -> dict[Key, Servant]:
    """Everybody who holds an account today, with how many."""
    counted = (
        select(
            AccountHolding.person_id,
            AccountHolding.team_id,
            func.count(AccountHolding.party_id.distinct()),
        )
        .join(Party, Party.id == AccountHolding.party_id)
        .where(Party.level <= viewer.level, Party.archived_at.is_(None))
        .where(current(AccountHolding, viewer.day))
        .group_by(AccountHolding.person_id, AccountHolding.team_id)
    )
    accounts = {_key(person, team): count for person, team, count in db.session.execute(counted)}
    return _people(accounts, viewer) | _teams(accounts, viewer)


def _people(accounts: Mapping[Key, int], viewer: Viewer) -> dict[Key, Servant]:
    ids = [number for kind, number in accounts if kind == "person"]
    names = (Person.first_name, Person.initials, Person.name_prefix, Person.last_name)
    tasks = (Person.function, Person.expertise, Person.tasks)
    found: dict[Key, Servant] = {}
    query = select(Person.id, Person.ref, *names, *tasks)
    for number, ref, *texts in db.session.execute(_known(query, Person, ids, viewer)):
        key, name = ("person", number), full_name(*texts[:4])
        found[key] = Servant(ref, name, True, accounts[key], " ".join(texts[4:]))
    return found


def _teams(accounts: Mapping[Key, int], viewer: Viewer) -> dict[Key, Servant]:
    ids = [number for kind, number in accounts if kind == "team"]
    query = _known(select(Party.id, Party.ref, Party.name), Party, ids, viewer)
    return {
        ("team", number): Servant(ref, name, False, accounts["team", number])
        for number, ref, name in db.session.execute(query)
    }


def _known(query: Any, model: Any, ids: Sequence[int], viewer: Viewer) -> Any:
    return query.where(model.id.in_(ids), model.level <= viewer.level, model.archived_at.is_(None))


def _services(parties: Sequence[int], viewer: Viewer) -> dict[int, dict[Key, Service]]:
    """What each holder already does around each of the parties."""
    found: dict[int, dict[Key, Service]] = defaultdict(lambda: defaultdict(Service))
    of = {"parties": list(parties)}
    for party, person, team, name, *_ in db.session.execute(_held_neighbours(viewer), of):
        found[party][_key(person, team)].neighbours.append(name)
    for party, person, team, same_work, count in db.session.execute(_held_near(viewer), of):
        service = found[party][_key(person, team)]
        service.same_work, service.same_area = int(same_work), count - int(same_work)
    return found


def _key(person: int | None, team: int | None) -> Key:
    return ("team", team or 0) if person is None else ("person", person)


@remembered
def _held_neighbours(viewer: Viewer) -> Any:
    return (
        select(
            Edge.src,
            AccountHolding.person_id,
            AccountHolding.team_id,
            Party.name,
            Party.sort_key,
            Party.id,
        )
        .join(AccountHolding, AccountHolding.party_id == Edge.dst)
        .join(Party, Party.id == Edge.dst)
        .where(Edge.src.in_(PARTIES), Edge.level <= viewer.level)
        .where(current(Edge, viewer.day), current(AccountHolding, viewer.day))
        .distinct()
        .order_by(Party.sort_key, Party.id)
    )


@remembered
def _held_near(viewer: Viewer) -> Any:
    """Per holder how many parties in the same area, and how many of those share a theme."""
    mine, theirs = party_area.alias(), party_area.alias()
    my_theme, their_theme = party_theme.alias(), party_theme.alias()
    same_theme = (
        select(my_theme.c.theme_id)
        .join(their_theme, their_theme.c.theme_id == my_theme.c.theme_id)
        .where(my_theme.c.party_id == mine.c.party_id)
        .where(their_theme.c.party_id == theirs.c.party_id)
    )
    near = (
        select(
            mine.c.party_id,
            AccountHolding.person_id,
            AccountHolding.team_id,
            theirs.c.party_id.label("other"),
            same_theme.exists().label("same_work"),
        )
        .select_from(mine)
        .join(theirs, theirs.c.area_id == mine.c.area_id)
        .join(AccountHolding, AccountHolding.party_id == theirs.c.party_id)
        .join(Party, Party.id == theirs.c.party_id)
        .where(mine.c.party_id.in_(PARTIES), theirs.c.party_id != mine.c.party_id)
        .where(Party.level <= viewer.level, Party.archived_at.is_(None))
        .where(current(AccountHolding, viewer.day))
        .distinct()
        .subquery()
    )
    worked = func.sum(case((near.c.same_work, 1), else_=0))
    return select(near.c.party_id, near.c.person_id, near.c.team_id, worked, func.count()).group_by(
        near.c.party_id, near.c.person_id, near.c.team_id
    )
