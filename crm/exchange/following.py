"""What must follow from written records: edges, affiliations, signs, and who may see what."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from crm.core.db import db
from crm.exchange.plan import Draft
from crm.exchange.state import State, chunks
from crm.links.contacts import rebuild_contacts
from crm.links.edges import sync_links
from crm.parties.lookalikes_index import SIGNED, NewSigns, forget_signs
from crm.parties.models import Party
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
_RECEIVED = frozenset({"party_id", "scheme_id"})


class Following:
    """Notes of every draft what follows from it, and brings that in step once it is written."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._signs = NewSigns(pointing="partijen")
        self._signed_anew: list[int] = []
        self._hidden: list[int] = []
        self._links: list[str] = []
        self._receivers: set[str] = set()
        self._schemes: list[int] = []
        self._is_spoken = False
        self._is_access = False

    def note_party(self, draft: Draft, party: Party) -> None:
        """Take in a party, as it is going to be."""
        if not draft.values.keys().isdisjoint(_SIGNED):
            self._signs.put(party, draft.ref)
            if draft.id is not None:
                self._signed_anew.append(draft.id)
        if draft.id is not None and _hides(draft):
            self._hidden.append(draft.id)
        is_moved = not draft.is_new and not _RHYTHM.isdisjoint(draft.values)
        self._is_spoken = self._is_spoken or is_moved or bool(draft.values.get("contact_every"))

    def note(self, draft: Draft) -> None:
        """Take in a record of another kind."""
        self._is_spoken = self._is_spoken or draft.kind in _SPOKEN
        self._is_access = self._is_access or draft.kind in ("rollen", "accounthouders")
        if draft.kind == "verbindingen":
            self._links.append(draft.ref)
        elif draft.kind == "regelingen" and draft.id is not None and _hides(draft):
            self._schemes.append(draft.id)
        elif draft.kind == "subsidies":
            self._note_grant(draft)

    def _note_grant(self, draft: Draft) -> None:
        """Affiliations follow from who received of which scheme, and who may know."""
        if draft.is_new or _hides(draft) or not _RECEIVED.isdisjoint(draft.pointers):
            both = (draft.before.get("party_id"), (draft.before | draft.pointers).get("party_id"))
            self._receivers.update(handle for handle in both if handle)

    def follow(self) -> None:
        """Bring every derived table in step with what was written."""
        if self._hidden:
            reach_changed(self._hidden)
        forget_signs(self._signed_anew)
        self._signs.pour(lambda kind: self._state.index(kind).ids)
        if self._links:
            sync_links(self._ids("verbindingen", self._links))
        if self._is_spoken:
            rebuild_contacts()
        receivers = {*self._ids("partijen", self._receivers), *_receivers_of(self._schemes)}
        if receivers:
            sync_affiliations(receivers)
        if self._is_access:
            sync_access(db.session.scalars(select(Person).where(Person.user_id.is_not(None))).all())

    def _ids(self, kind: str, refs: Iterable[str]) -> list[int]:
        ids = self._state.index(kind).ids if refs else {}
        return [ids[ref] for ref in refs]


def _hides(draft: Draft) -> bool:
    return not _LEVEL.isdisjoint(draft.values)


def _receivers_of(scheme_ids: Iterable[int]) -> set[int]:
    """Parties with a grant of these schemes."""
    found: set[int] = set()
    for ids in chunks(scheme_ids):
        query = select(Grant.party_id).where(Grant.scheme_id.in_(ids), Grant.party_id.is_not(None))
        found.update(party_id for party_id in db.session.scalars(query) if party_id is not None)
    return found
