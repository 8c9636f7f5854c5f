"""Taking away what an import made, and whatever follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import delete, select, update

from crm.core.db import db
from crm.exchange.attributes import Mapping
from crm.exchange.events import EventLog
from crm.exchange.mapping import MAPPINGS, TARGET_GROUPS
from crm.exchange.models import SourceName
from crm.exchange.state import chunks
from crm.exchange.trace import Trace
from crm.links.contacts import rebuild_contacts
from crm.links.edges import recount
from crm.links.models import Degree, Edge, PartyContact
from crm.parties.models import InitiativeProfile, PartyAccess
from crm.people.models import Person
from crm.people.reach import sync_access
from crm.resources.affiliations import sync_affiliations
from crm.resources.models import Affiliation, Grant, SchemeDegree
from crm.taxonomy.models import TargetGroup


def delete_rows(column: Any, ids: Iterable[Any]) -> None:
    """Delete the rows whose column holds one of these values."""
    for some in chunks(ids):
        db.session.execute(delete(column.table).where(column.in_(some)))


class Remover:
    """Takes away what an import made, last kind first, and what follows from it."""

    def __init__(self, trace: Trace, log: EventLog) -> None:
        self._trace = trace
        self._log = log
        kinds = (*MAPPINGS, TARGET_GROUPS)
        self._ids = {kind: dict(_ids(kind, trace.made.get(kind, {}))) for kind in kinds}

    def remove(self) -> None:
        """Everything that the import made; derived tables follow."""
        receivers, people = self._receivers(), self._people()
        self._leave_network()
        for mapping in reversed(MAPPINGS.values()):
            ids = self._ids[mapping.name]
            if mapping.name == "regelingen":
                sync_affiliations(receivers)
            self._remove(mapping, ids)
        delete_rows(TargetGroup.__table__.c.id, self._ids[TARGET_GROUPS])
        sync_access(people)
        rebuild_contacts()

    def _remove(self, mapping: Mapping, ids: dict[int, str]) -> None:
        table = mapping.model.__table__
        for one in mapping.lists:
            delete_rows(one.table.c[one.own], ids)
        if mapping.name == "partijen":
            for column in _OF_PARTY:
                delete_rows(column.table.c[column.name], ids)
        if mapping.name == "regelingen":
            delete_rows(SchemeDegree.__table__.c.scheme_id, ids)
        for pointer in mapping.pointers:
            if pointer.to == mapping.name:
                for some in chunks(ids):
                    one_of = table.c.id.in_(some)
                    db.session.execute(
                        update(table).where(one_of).values({pointer.attribute: None})
                    )
        delete_rows(table.c.id, ids)
        for ref in ids.values():
            self._log.removed(mapping, ref)

    def _leave_network(self) -> None:
        """The links go from the network, and the degrees of those they joined are counted anew."""
        for ids in chunks(self._ids["verbindingen"]):
            of_links = Edge.link_id.in_(ids)
            touched = set(db.session.scalars(select(Edge.src).where(of_links).distinct()))
            db.session.execute(delete(Edge).where(of_links))
            recount(touched)

    def _receivers(self) -> set[int]:
        """Parties with a grant that goes."""
        found: set[int] = set()
        for ids in chunks(self._ids["subsidies"]):
            query = select(Grant.party_id).where(Grant.id.in_(ids)).distinct()
            found.update(party_id for party_id in db.session.scalars(query) if party_id)
        return found

    def _people(self) -> list[Person]:
        """People with an account, when roles or holdings go: what they may see follows."""
        if not self._ids["rollen"] and not self._ids["accounthouders"]:
            return []
        return list(db.session.scalars(select(Person).where(Person.user_id.is_not(None))))


_OF_PARTY = (
    InitiativeProfile.__table__.c.party_id,
    PartyAccess.__table__.c.party_id,
    Degree.__table__.c.party_id,
    PartyContact.__table__.c.party_id,
    Edge.__table__.c.src,
    Edge.__table__.c.dst,
    Affiliation.__table__.c.party_id,
    SourceName.__table__.c.party_id,
)


def _point_nowhere(table: Any, attribute: str, ids: Iterable[int]) -> None:
    for some in chunks(ids):
        db.session.execute(update(table).where(table.c.id.in_(some)).values({attribute: None}))


def _ids(kind: str, refs: Iterable[str]) -> Iterator[tuple[int, str]]:
    model = MAPPINGS[kind].model if kind in MAPPINGS else TargetGroup
    for some in chunks(refs):
        query = select(model.id, model.ref).where(model.ref.in_(some))
        yield from ((number, ref) for number, ref in db.session.execute(query))
