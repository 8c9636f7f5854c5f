"""Which kinds of record are about a party at all, so that its page asks only for those."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select

from crm.agreements.models import Signatory
from crm.core.prepared import run
from crm.goals.models import PartyGoal
from crm.links.models import PartyContact, moment_party
from crm.notes.models import Note
from crm.parties.models import Party
from crm.parties.queries import PARTY
from crm.people.models import AccountHolding, ContactRole
from crm.promises.models import Commitment
from crm.requests.models import Request
from crm.resources.models import Grant, Offer


class Written(NamedTuple):
    """Whether there is anything of each kind, for whomever.

    It says only what is worth asking; who may see it is for the queries that read it.
    """

    roles: bool
    holdings: bool
    moments: bool
    contact: bool
    notes: bool
    agreements: bool
    offers: bool
    grants: bool
    promised: bool
    was_promised: bool
    requests: bool
    goals: bool

    @property
    def commitments(self) -> bool:
        """Whether it promised anything or was promised it."""
        return self.promised or self.was_promised


_COLUMNS: dict[str, Any] = {
    "roles": ContactRole.party_id,
    "holdings": AccountHolding.party_id,
    "moments": moment_party.c.party_id,
    "contact": PartyContact.party_id,
    "notes": Note.party_id,
    "agreements": Signatory.party_id,
    "offers": Offer.party_id,
    "grants": Grant.party_id,
    "promised": Commitment.by_party_id,
    "was_promised": Commitment.to_party_id,
    "requests": Request.party_id,
    "goals": PartyGoal.party_id,
}


def _any_in(column: Any) -> ColumnElement[bool]:
    return select(column).where(column == PARTY).exists()


_WRITTEN = select(*(_any_in(_COLUMNS[kind]).label(kind) for kind in Written._fields))


def written_about(party: Party) -> Written:
    """What there is of a party: one query, a look in an index for each kind."""
    return Written._make(run(_WRITTEN, {"party_id": party.id})[0])
