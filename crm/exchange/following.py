"""What must follow from written records: edges, affiliations, and who may see what."""

from __future__ import annotations

from sqlalchemy import select

from crm.core.db import db
from crm.exchange.plan import Draft, Plan
from crm.exchange.state import State, chunks
from crm.links.contacts import rebuild_contacts
from crm.links.edges import sync_links
from crm.parties.lookalikes_index import SIGNED, sync_signs
from crm.parties.operations import reach_changed
from crm.people.models import Person
from crm.people.reach import sync_access
from crm.resources.affiliations import sync_affiliations
from crm.resources.models import Grant

_SIGNED = frozenset(SIGNED)
# Contact with a party follows from these kinds, and from these values of a party.
_SPOKEN = ("contactmomenten", "verbindingen", "verbindingskanten")
_RHYTHM = frozenset({"contact_every", "kind", "phase"})
_LEVEL = frozenset({"visibility", "sensitive", "archived_at"})


def follow(plan: Plan, state: State) -> None:
    """Bring every derived table in step with what the plan wrote."""
    moved = [one for one in _written(plan, "partijen") if not one.is_new and _hides(one)]
    if moved:
        reach_changed(_ids(state, "partijen", {one.ref for one in moved}))
    described = [one for one in _written(plan, "partijen") if not _SIGNED.isdisjoint(one.values)]
    if described:
        sync_signs(_ids(state, "partijen", {one.ref for one in described}))
    links = _written(plan, "verbindingen")
    if links:
        sync_links(_ids(state, "verbindingen", {one.ref for one in links}))
    if any(_written(plan, kind) for kind in _SPOKEN) or any(
        not _RHYTHM.isdisjoint(one.values) for one in _written(plan, "partijen")
    ):
        rebuild_contacts()
    receivers = _receivers(plan, state)
    if receivers:
        sync_affiliations(receivers)
    if _written(plan, "rollen") or _written(plan, "accounthouders"):
        sync_access(db.session.scalars(select(Person).where(Person.user_id.is_not(None))).all())


def _written(plan: Plan, kind: str) -> list[Draft]:
    return [one for one in plan.drafts.get(kind, []) if one.is_new or one.changes]


def _hides(draft: Draft) -> bool:
    return not _LEVEL.isdisjoint(draft.values)


def _ids(state: State, kind: str, refs: set[str]) -> list[int]:
    ids = state.index(kind).ids
    return [ids[ref] for ref in refs]


def _receivers(plan: Plan, state: State) -> set[int]:
    """Parties whose affiliations may be others now: by their grants, or a scheme's level."""
    handles = {
        handle
        for one in _written(plan, "subsidies")
        for handle in (one.before.get("party_id"), (one.before | one.pointers).get("party_id"))
        if handle
    }
    found = set(_ids(state, "partijen", handles))
    schemes = {one.ref for one in _written(plan, "regelingen") if not one.is_new and _hides(one)}
    for ids in chunks(_ids(state, "regelingen", schemes)):
        query = select(Grant.party_id).where(Grant.scheme_id.in_(ids), Grant.party_id.is_not(None))
        found.update(party_id for party_id in db.session.scalars(query) if party_id is not None)
    return found
