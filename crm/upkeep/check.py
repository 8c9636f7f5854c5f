"""What must always be true, checked against the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, func, inspect, literal_column, select, text
from sqlalchemy.orm import selectinload

from crm.audit.chain import first_break
from crm.audit.models import Event
from crm.audit.queries import all_events
from crm.core.dates import Period
from crm.core.db import Base, Record, db
from crm.core.schema import is_up_to_date
from crm.goals.models import Goal
from crm.links.contacts import expected_contacts
from crm.links.edges import expected_degrees, expected_edges
from crm.links.models import Degree, Edge, Link, PartyContact
from crm.opportunities.models import Introduction
from crm.opportunities.states import FEWEST, YES
from crm.parties.lookalikes_index import sign_faults
from crm.parties.models import InitiativeProfile, Party, PartyAccess
from crm.people.first_contacts import parties_with_two
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, Person
from crm.people.reach import expected_access
from crm.resources.affiliations import expected_affiliations
from crm.resources.models import Affiliation
from crm.search.index import index_faults
from crm.taxonomy.models import Area, Theme


@dataclass(frozen=True, slots=True)
class Control:
    """One control: its number in the list of what is always true (0: not on it), and findings."""

    nummer: int
    naam: str
    goed: bool
    gevonden: list[str]


def run_checks() -> list[Control]:
    """Run every control, in the order of their numbers."""
    return [_run(number, name, find) for number, name, find in CONTROLS]


def _run(number: int, name: str, find: Callable[[], Iterable[str]]) -> Control:
    found = sorted(set(find()))
    return Control(number, name, not found, found)


def _schema() -> Iterable[str]:
    return [] if is_up_to_date() else ["schema"]


def _integrity() -> Iterable[str]:
    """What the database itself says of its own file."""
    if db.engine.dialect.name != "sqlite":
        return []
    lines = db.session.scalars(text("PRAGMA integrity_check")).all()
    return [] if lines == ["ok"] else [str(line) for line in lines]


def _holdings() -> Iterable[str]:
    holdings = db.session.scalars(
        select(AccountHolding).where(AccountHolding.role == FIXED_CONTACT)
    )
    return _overlapping((holding.party_id, holding.period, holding.ref) for holding in holdings)


def _first_contacts() -> Iterable[str]:
    return db.session.scalars(select(Party.ref).where(Party.id.in_(parties_with_two()))).all()


def _links() -> Iterable[str]:
    links = list(db.session.scalars(select(Link).where(Link.archived_at.is_(None))))
    to_itself = [link.ref for link in links if link.party_a_id == link.party_b_id]
    turned = [
        link.ref for link in links if not link.kind.directed and link.party_a_id > link.party_b_id
    ]
    pairs = (
        (
            (link.party_a_id, link.party_b_id, link.kind_id, link.initiative_id),
            link.period,
            link.ref,
        )
        for link in links
    )
    return [*to_itself, *turned, *_overlapping(pairs)]


def _overlapping(rows: Iterable[tuple[Any, Period, str]]) -> Iterable[str]:
    groups: dict[Any, list[tuple[Period, str]]] = defaultdict(list)
    for key, period, ref in rows:
        groups[key].append((period, ref))
    for group in groups.values():
        for index, (period, ref) in enumerate(group):
            if any(period.overlaps(other) for other, _ in group[:index]):
                yield ref


def _trees() -> Iterable[str]:
    for tree in (Theme, Area, Party, Goal):
        above = dict(db.session.execute(select(tree.id, tree.parent_id)).all())
        refs = dict(db.session.execute(select(tree.id, tree.ref)).all())
        yield from (refs[node] for node in above if _is_in_cycle(node, above))
    yield from _wholes()


def _wholes() -> Iterable[str]:
    """Initiatives that are, by a detour, the larger whole of themselves."""
    query = select(InitiativeProfile.party_id, InitiativeProfile.part_of_id)
    above = dict(db.session.execute(query.where(InitiativeProfile.part_of_id.is_not(None))).all())
    circular = [party_id for party_id in above if _is_in_cycle(party_id, above)]
    yield from db.session.scalars(select(Party.ref).where(Party.id.in_(circular)))


def _is_in_cycle(node: int, above: dict[int, int | None]) -> bool:
    seen: set[int] = set()
    step: int | None = node
    while step is not None and step not in seen:
        seen.add(step)
        step = above.get(step)
    return step is not None


def _sensitive() -> Iterable[str]:
    for table in _record_tables():
        wrong = table.sensitive & table.visibility.in_(("openbaar", "netwerk"))
        yield from db.session.scalars(select(table.ref).where(wrong))


def _events() -> Iterable[str]:
    """Every accepted change left one event and raised the version by one."""
    counts = dict(
        db.session.execute(
            select(Event.subject_ref, func.count()).group_by(Event.subject_ref)
        ).all()
    )
    for table in _record_tables():
        for ref, version in db.session.execute(select(table.ref, table.version)):
            if counts.get(ref, 0) != version:
                yield ref


def _chain() -> Iterable[str]:
    """The first event that was changed, added or removed behind the back of the register."""
    broken = first_break(all_events())
    return [] if broken is None else [f"gebeurtenis {broken}"]


def _edges() -> Iterable[str]:
    """Edges and degrees are what links and parties say, so at least as strict as they are."""
    refs = dict(db.session.execute(select(Link.id, Link.ref)).all())
    stored = _rows(select(*Edge.__table__.columns))
    for row in stored ^ _rows(expected_edges()):
        yield refs.get(row[2], f"link {row[2]}")
    parties = dict(db.session.execute(select(Party.id, Party.ref)).all())
    for row in _rows(select(*Degree.__table__.columns)) ^ _rows(expected_degrees()):
        yield parties.get(row[0], f"party {row[0]}")
    for row in _rows(select(*Affiliation.__table__.columns)) ^ _rows(expected_affiliations()):
        yield parties.get(row[0], f"party {row[0]}")


def _contacts() -> Iterable[str]:
    """Who was spoken to last, and who is quiet, follows from what counts as contact."""
    refs = dict(db.session.execute(select(Party.id, Party.ref)).all())
    stored = _rows(select(*PartyContact.__table__.columns))
    wrong = {row[0] for row in stored ^ {tuple(row) for row in expected_contacts()}}
    return [ref for party_id, ref in refs.items() if party_id in wrong]


def _rows(query: Select[*tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Rows as plain values: a boolean comes back as a number from one of the databases."""
    return {
        tuple(int(value) if isinstance(value, bool) else value for value in row)
        for row in db.session.execute(query)
    }


def _access() -> Iterable[str]:
    """Who may see a party beyond the role: exactly what roles and holdings say."""
    parties = dict(db.session.execute(select(Party.id, Party.ref)).all())
    derived = PartyAccess.why.in_(("eigen", "houder"))
    stored = {_access_row(row) for row in db.session.scalars(select(PartyAccess).where(derived))}
    people = db.session.scalars(select(Person).where(Person.user_id.is_not(None)))
    expected = {_access_row(row) for person in people for row in expected_access(person)}
    return [parties[row[1]] for row in stored ^ expected]


def _access_row(row: PartyAccess) -> tuple[Any, ...]:
    return (row.user_id, row.party_id, row.why, row.begins_on, row.ends_on)


def _introductions() -> Iterable[str]:
    """Details were shared only where two said yes."""
    query = select(Introduction).options(selectinload(Introduction.lines))
    for one in db.session.scalars(query.where(Introduction.archived_at.is_(None))):
        said = [line.answer for line in one.lines]
        is_wrong = one.is_shared and (said.count(YES) < FEWEST or one.shared_at is None)
        if is_wrong or len(said) < FEWEST:
            yield one.ref


def _orphans() -> Iterable[str]:
    """Rows that point at something that is not there."""
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            column = next(iter(constraint.columns))
            target = next(iter(constraint.elements)).column
            there = target.table.alias("there")
            missing = (
                select(literal_column("1", Integer))
                .select_from(table)
                .where(
                    column.is_not(None),
                    ~select(there.c[target.name]).where(there.c[target.name] == column).exists(),
                )
                .limit(1)
            )
            if db.session.scalar(missing):
                yield f"{table.name}.{column.name}"


def _record_tables() -> list[Any]:
    mappers = Base.registry.mappers
    return [inspect(mapper).class_ for mapper in mappers if issubclass(mapper.class_, Record)]


CONTROLS: tuple[tuple[int, str, Callable[[], Iterable[str]]], ...] = (
    (0, "schema", _schema),
    (0, "bestand van de database", _integrity),
    (0, "wie mag meer zien (rollen en houders)", _access),
    (0, "één eerste aanspreekpunt per dag", _first_contacts),
    (1, "vaste contactpersonen overlappen niet", _holdings),
    (2, "verbindingen: niet met zichzelf, niet dubbel", _links),
    (3, "bomen zonder kringen", _trees),
    (7, "gevoelig is nooit gedeeld", _sensitive),
    (10, "de keten van gebeurtenissen sluit", _chain),
    (11, "elke wijziging: één gebeurtenis, één versie hoger", _events),
    (12, "wat is afgeleid is zo streng als zijn bronnen", _edges),
    (12, "laatste contact volgt uit wat is vastgelegd", _contacts),
    (0, "gegevens alleen gedeeld na een ja van twee kanten", _introductions),
    (13, "geen verwijzing naar iets dat er niet is", _orphans),
    (14, "de zoekindex klopt met de tabellen", index_faults),
    (14, "de kenmerken voor ‘Bestaat dit al?’ kloppen", sign_faults),
)
